package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files of a folder and of the folders in it that have certain extensions, sorted by name.
 *
 * <p>Symbolic links are followed, but not in circles. Names that begin with a dot are left out with
 * all that is below them: they are thumbnails, version control and macOS's resource forks.
 *
 * @param files those with the extensions, in code-point order of their names
 * @param others how many files have another extension, by extension
 */
record FileTree(List<FileEntry> files, Map<String, Integer> others) {
  private static final int EXTENSIONS_SHOWN = 5;

  /**
   * Lists a folder.
   *
   * @param extensions in lower case, with the dot
   * @throws InvalidInputException {@code folder.missing} when it does not exist or is no folder,
   *     {@code folder.unreadable} when it, or a folder in it, cannot be listed
   */
  static FileTree scan(Path folder, Set<String> extensions) {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "folder.missing",
          folder
              + (Files.exists(folder) ? ": is not a folder" : ": no such folder")
              + "; name a folder of files");
    }
    List<FileEntry> files = new ArrayList<>();
    Map<String, Integer> others = new TreeMap<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              return !path.equals(folder) && isHidden(path)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              if (isHidden(path)) {
                return FileVisitResult.CONTINUE;
              }
              String extension = extension(path.getFileName().toString());
              if (extensions.contains(extension) && !attributes.isOther()) {
                String name = folder.relativize(path).toString().replace(File.separatorChar, '/');
                files.add(new FileEntry(name, path));
              } else {
                others.merge(extension, 1, Integer::sum);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
              if (e instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw new InvalidInputException(
          "folder.unreadable", folder + ": cannot be listed (" + e + "); check its permissions", e);
    }
    files.sort((a, b) -> compareCodePoints(a.name(), b.name()));
    return new FileTree(List.copyOf(files), others);
  }

  /** What was seen, as {@code 0 images among 12 files (.txt 10, .md 2)}. */
  String summary(String kind) {
    return summary(kind, files.size(), others);
  }

  /** As {@link #summary(String)}, of files found elsewhere. */
  static String summary(String kind, int found, Map<String, Integer> others) {
    int rest = others.values().stream().mapToInt(Integer::intValue).sum();
    String seen = found + " " + kind + " among " + (found + rest) + " files";
    if (others.isEmpty()) {
      return seen;
    }
    String most =
        others.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(EXTENSIONS_SHOWN)
            .map(e -> (e.getKey().isEmpty() ? "no extension" : e.getKey()) + " " + e.getValue())
            .collect(Collectors.joining(", "));
    return seen + " (" + most + (others.size() > EXTENSIONS_SHOWN ? ", ..." : "") + ")";
  }

  private static boolean isHidden(Path path) {
    return path.getFileName() != null && path.getFileName().toString().startsWith(".");
  }

  /** The end of a name from its last dot, in lower case; empty when its last part has none. */
  static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 || dot < name.lastIndexOf('/')
        ? ""
        : name.substring(dot).toLowerCase(Locale.ROOT);
  }

  /** Surrogates stand for code points above all others, though their chars do not. */
  static int compareCodePoints(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogate = Character.isSurrogate(x);
        return surrogate == Character.isSurrogate(y) ? x - y : surrogate ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }
}
