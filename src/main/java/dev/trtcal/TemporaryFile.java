package dev.trtcal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file under a name of no meaning, {@code PREFIX.16 hex digits.tmp}, which its process holds a
 * lock on. The system gives the lock back however the process ends, so one found without a lock
 * belongs to nobody: whoever creates the next file of the same prefix deletes it. A process number
 * would not do in its place: containers that share a folder all have process 1.
 *
 * <p>On a file system without locks everything works but that: what a killed process left stays.
 */
final class TemporaryFile implements AutoCloseable {
  static final String SUFFIX = ".tmp";
  private static final int DIGITS = 16;

  /**
   * Those of this process. It must not open one to try its lock: closing that would give up the
   * lock that it holds.
   */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;
  private boolean moved;

  private TemporaryFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Deletes what dead processes left under this prefix, then creates an empty file.
   *
   * @param folder must exist
   */
  static TemporaryFile create(Path folder, String prefix) throws IOException {
    sweep(folder, prefix);
    while (true) {
      String name =
          prefix + "." + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
      Path path = folder.resolve(name + SUFFIX);
      OWN.add(path.getFileName().toString());
      FileChannel channel = null;
      try {
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (keep(channel) && Files.exists(path)) {
          return new TemporaryFile(path, channel);
        }
      } catch (IOException | RuntimeException e) {
        OWN.remove(path.getFileName().toString());
        throw e;
      }
      // Another process swept between our creating and locking it.
      channel.close();
      OWN.remove(path.getFileName().toString());
    }
  }

  /** Locks the file until the channel closes; false when another process has the lock. */
  private static boolean keep(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException e) {
      // A file system without locks: nobody can take the file for a dead process's either.
      return true;
    }
  }

  private static void sweep(Path folder, String prefix) {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            folder, file -> isTemporary(file.getFileName().toString(), prefix))) {
      for (Path file : found) {
        if (!OWN.contains(file.getFileName().toString())) {
          deleteIfDead(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // A folder that may be written but not listed; the file itself can still be created.
      return;
    }
  }

  /** Whether a file of this name was made by {@link #create}. */
  static boolean isTemporary(String name, String prefix) {
    int end = name.length() - SUFFIX.length();
    int start = prefix.length() + 1;
    if (end != start + DIGITS || !name.endsWith(SUFFIX) || !name.startsWith(prefix + ".")) {
      return false;
    }
    return name.substring(start, end).chars().allMatch(HexFormat::isHexDigit);
  }

  private static void deleteIfDead(Path file) {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Gone by now, another user's, or of a file system without locks: not ours to delete.
      return;
    }
  }

  /** Where it is until it is moved. */
  Path path() {
    return path;
  }

  /** Open for writing until this is closed. */
  FileChannel channel() {
    return channel;
  }

  /** Gives the file its name, replacing what stood there; no moment shows neither or a piece. */
  void moveTo(Path target) throws IOException {
    // The lock is held until the name is the final one: else another process could sweep it away.
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    moved = true;
  }

  /** Deletes the file unless it was moved. */
  @Override
  public void close() throws IOException {
    try {
      if (!moved) {
        Files.deleteIfExists(path);
      }
    } finally {
      OWN.remove(path.getFileName().toString());
      channel.close();
    }
  }
}
