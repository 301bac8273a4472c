package dev.trtcal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears whole or not at all: written under a temporary name beside its target, forced
 * to disk, and moved into place by {@link #commit}. Closed without a commit it leaves nothing, and
 * what stood there before stays.
 */
public final class OutputFile implements AutoCloseable {
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private boolean committed;

  private OutputFile(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  /**
   * Opens the temporary file.
   *
   * @throws OutputException when the folder is missing or not writable, or the target is a folder
   */
  public static OutputFile create(Path target) {
    checkWritable(target);
    Path absolute = target.toAbsolutePath();
    Path temporary =
        absolute.resolveSibling(
            "."
                + absolute.getFileName()
                + "."
                + ProcessHandle.current().pid()
                + "-"
                + System.nanoTime()
                + ".tmp");
    try {
      return new OutputFile(
          absolute,
          temporary,
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /**
   * Writes a whole file at once.
   *
   * @throws OutputException when it cannot be written; the target is then as it was
   */
  public static void write(Path target, byte[] bytes) {
    try (OutputFile file = create(target)) {
      file.append(ByteBuffer.wrap(bytes));
      file.commit();
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
        channel.write(bytes);
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
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Moves the file into place, replacing what stood there. */
  public void commit() {
    try {
      channel.force(true);
      channel.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      committed = true;
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Deletes the temporary file unless it was committed. */
  @Override
  public void close() {
    if (committed) {
      return;
    }
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw failure(temporary, e);
    }
  }

  private static OutputException failure(Path target, IOException e) {
    String why =
        e.getMessage() == null || e.getMessage().isBlank()
            ? e.getClass().getSimpleName()
            : e.getMessage();
    return new OutputException("output.failed", target + ": cannot be written: " + why, e);
  }
}
