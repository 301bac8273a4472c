package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A .npz file: a zip archive of .npy files, each an array by its name. An array is unpacked into a
 * temporary file of its own when it is opened, which is gone when the array is closed; so memory
 * stays flat, and reading needs no order.
 */
final class NpzArchive {
  private static final String SUFFIX = ".npy";

  private NpzArchive() {}

  /** Whether a file's name says that it is one. */
  static boolean isNpz(Path path) {
    return FileTree.extension(String.valueOf(path.getFileName())).equals(".npz");
  }

  /**
   * The arrays' names, sorted.
   *
   * @throws InvalidInputException {@code npz.unreadable} when it cannot be read as a zip archive,
   *     {@code npz.empty} when no array is in it
   */
  static Set<String> arrays(Path path) {
    Set<String> arrays = new TreeSet<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (entry.getName().endsWith(SUFFIX)) {
          String name = entry.getName();
          arrays.add(name.substring(0, name.length() - SUFFIX.length()));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(path, e);
    }
    if (arrays.isEmpty()) {
      throw new InvalidInputException(
          "npz.empty", path + ": holds no array; save it with numpy.savez");
    }
    return arrays;
  }

  /**
   * Opens one array.
   *
   * @throws InvalidInputException as {@link #arrays} and {@link NpyFile#open}; {@code npz.array}
   *     when there is no array of that name
   */
  static NpyFile open(Path path, String name) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      ZipEntry entry = zip.getEntry(name + SUFFIX);
      if (entry == null) {
        throw new InvalidInputException(
            "npz.array", path + ": holds no array " + name + "; its arrays are " + arrays(path));
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return NpyFile.open(Path.of(path + "!" + name), Unpacked.open(in, entry.getName()));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(path, e);
    }
  }

  private static InvalidInputException unreadable(Path path, Exception e) {
    return new InvalidInputException(
        "npz.unreadable",
        e instanceof NoSuchFileException
            ? path + ": no such file; check the path"
            : path + ": cannot be read as a .npz file (" + e + ")",
        e);
  }
}
