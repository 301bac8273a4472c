package dev.trtcal.ffi;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The folders in which Linux's dynamic loader would look for a library, so that a library can be
 * loaded by an absolute path and a message can list every place: LD_LIBRARY_PATH, /etc/ld.so.conf,
 * the default folders, and CUDA's own.
 */
public final class SystemLibraryPath {
  private static final Path CONFIGURATION = Path.of("/etc/ld.so.conf");

  private SystemLibraryPath() {}

  /** Existing folders, without doubles, in the order to look. */
  public static List<Path> folders() {
    Set<Path> folders = new LinkedHashSet<>();
    String environment = System.getenv("LD_LIBRARY_PATH");
    if (environment != null) {
      for (String entry : environment.split(File.pathSeparator, -1)) {
        add(folders, entry);
      }
    }
    for (String entry : configured(CONFIGURATION, 0)) {
      add(folders, entry);
    }
    String triple =
        System.getProperty("os.arch").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
    for (String entry :
        List.of(
            "/lib/" + triple,
            "/usr/lib/" + triple,
            "/lib64",
            "/usr/lib64",
            "/lib",
            "/usr/lib",
            "/usr/local/lib",
            "/usr/local/cuda/lib64",
            "/usr/local/tensorrt/lib",
            "/usr/local/nvidia/lib64")) {
      add(folders, entry);
    }
    return List.copyOf(folders);
  }

  private static void add(Set<Path> folders, String entry) {
    if (!entry.isBlank() && entry.startsWith("/") && Files.isDirectory(Path.of(entry))) {
      folders.add(Path.of(entry));
    }
  }

  /** The folders that a loader configuration file names, its includes among them. */
  static List<String> configured(Path file, int depth) {
    List<String> entries = new ArrayList<>();
    if (depth > 4 || !Files.isReadable(file)) {
      return entries;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        String text = line.replaceFirst("#.*", "").strip();
        if (text.startsWith("include ")) {
          for (Path included :
              expand(file.resolveSibling(text.substring("include ".length()).strip()))) {
            entries.addAll(configured(included, depth + 1));
          }
        } else if (!text.isEmpty()) {
          entries.add(text);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // An unreadable loader configuration hides folders from the loader too: there is nothing more
      // to look through.
      return entries;
    }
    return entries;
  }

  private static List<Path> expand(Path pattern) throws IOException {
    List<Path> files = new ArrayList<>();
    Path folder = pattern.getParent();
    if (folder != null && Files.isDirectory(folder)) {
      try (DirectoryStream<Path> matching =
          Files.newDirectoryStream(folder, pattern.getFileName().toString())) {
        matching.forEach(files::add);
      }
    }
    files.sort(null);
    return files;
  }
}
