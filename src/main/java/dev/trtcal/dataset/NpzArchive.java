package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import dev.trtcal.WorkFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  /** An array that unpacks to more is refused: unpack it where there is room. */
  static final long MAX_UNPACKED = 1L << 36;

  private static final String SUFFIX = ".npy";
  private static final int BUFFER = 1 << 16;

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
      Path shown = Path.of(path + "!" + name);
      try (WorkFolder folder = WorkFolder.create()) {
        Path unpacked = folder.path().resolve("unpacked" + SUFFIX);
        unpack(zip, entry, unpacked);
        // The folder goes now, the file when its channel closes.
        return NpyFile.open(shown, FileChannel.open(unpacked));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(path, e);
    }
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path target) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    try (InputStream in = zip.getInputStream(entry);
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        total += n;
        if (total > MAX_UNPACKED) {
          throw new IOException(
              entry.getName()
                  + " unpacks to more than "
                  + MAX_UNPACKED
                  + " bytes; unpack it first");
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
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
