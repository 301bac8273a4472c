package dev.trtcal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that appears whole or not at all: written under a temporary name beside its target, forced
 * to disk, and moved into place by {@link #commit}. Closed without a commit it leaves nothing, and
 * what stood there before stays. What a killed process left is deleted when the same target is
 * written next ({@link TemporaryFile}).
 */
public final class OutputFile implements AutoCloseable {
  private final Path target;
  private final TemporaryFile temporary;

  private OutputFile(Path target, TemporaryFile temporary) {
    this.target = target;
    this.temporary = temporary;
  }

  /**
   * Opens the temporary file.
   *
   * @throws OutputException when the folder is missing or not writable, or the target is a folder
   */
  public static OutputFile create(Path target) {
    checkWritable(target);
    Path absolute = target.toAbsolutePath();
    try {
      return new OutputFile(
          absolute, TemporaryFile.create(absolute.getParent(), "." + absolute.getFileName()));
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /**
   * Writes a whole file at once. An interrupt does not cut it off: it is kept until the file is
   * whole.
   *
   * @throws OutputException when it cannot be written; the target is then as it was
   */
  public static void write(Path target, byte[] bytes) {
    uninterrupted(
        () -> {
          try (OutputFile file = create(target)) {
            file.append(ByteBuffer.wrap(bytes));
            file.commit();
          }
        });
  }

  /**
   * Does what an interrupt must not cut off: the interrupt is kept until it is done.
   *
   * @param write writes files whole or not at all, and can be repeated
   */
  public static void uninterrupted(Runnable write) {
    boolean interrupted = Thread.interrupted();
    try {
      write.run();
    } catch (OutputException e) {
      if (!Thread.interrupted()) {
        throw e;
      }
      interrupted = true;
      write.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Tells before the work starts what would fail at its end.
   *
   * @throws OutputException when the folder is missing or not writable, or the target is a folder
   */
  public static void checkWritable(Path target) {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw new OutputException("output.unwritable", target + ": is a folder; name a file");
    }
    if (!Files.isDirectory(folder)) {
      throw new OutputException(
          "output.unwritable",
          target + ": the folder " + folder + " does not exist; create it first");
    }
    if (!Files.isWritable(folder)) {
      throw new OutputException(
          "output.unwritable", target + ": no permission to write in " + folder);
    }
  }

  /** Appends all remaining bytes. */
  public void append(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        temporary.channel().write(bytes);
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Writes over what was appended before, as a header that can be known only at the end. */
  public void overwrite(long position, ByteBuffer bytes) {
    try {
      long at = position;
      while (bytes.hasRemaining()) {
        at += temporary.channel().write(bytes, at);
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Moves the file into place, replacing what stood there. */
  public void commit() {
    try {
      temporary.channel().force(true);
      temporary.moveTo(target);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Deletes the temporary file unless it was committed. */
  @Override
  public void close() {
    try {
      temporary.close();
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private static OutputException failure(Path target, IOException e) {
    // A FileSystemException's message begins with the temporary name, which nobody knows.
    String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    String why = text == null || text.isBlank() ? e.getClass().getSimpleName() : text;
    return new OutputException("output.failed", target + ": cannot be written: " + why, e);
  }
}
