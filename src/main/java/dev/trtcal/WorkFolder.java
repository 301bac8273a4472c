package dev.trtcal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A folder below {@code java.io.tmpdir} for files that no result is: this user's alone, gone when
 * it is closed. What a killed process left is deleted when the next one is made.
 *
 * <p>A {@link TemporaryFile} beside it says that its process lives: made before the folder and
 * deleted after it, so that a folder without one belongs to nobody.
 */
public final class WorkFolder implements AutoCloseable {
  private static final String PREFIX = "trtcal-work";

  private final TemporaryFile owner;
  private final Path path;

  private WorkFolder(TemporaryFile owner, Path path) {
    this.owner = owner;
    this.path = path;
  }

  /** Makes an empty folder. */
  public static WorkFolder create() throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    TemporaryFile owner = TemporaryFile.create(parent, PREFIX);
    try {
      sweep(parent);
      return new WorkFolder(
          owner,
          Files.createDirectory(
              folderOf(owner.path()),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    } catch (IOException | RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  private static Path folderOf(Path owner) {
    String name = owner.getFileName().toString();
    return owner.resolveSibling(name.substring(0, name.length() - TemporaryFile.SUFFIX.length()));
  }

  private static void sweep(Path parent) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + ".*")) {
      for (Path folder : found) {
        String name = folder.getFileName() + TemporaryFile.SUFFIX;
        if (TemporaryFile.isTemporary(name, PREFIX)
            && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.notExists(folder.resolveSibling(name))) {
          delete(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Another user's, or another process is deleting it at this moment.
      return;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return;
    }
    Files.deleteIfExists(folder);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Deletes the folder and the files in it. */
  @Override
  public void close() throws IOException {
    try {
      delete(path);
    } finally {
      owner.close();
    }
  }
}
