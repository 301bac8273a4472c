package dev.trtcal.tensorrt;

import dev.trtcal.InvalidInputException;
import dev.trtcal.OutputException;
import dev.trtcal.OutputFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A timing cache that builds share through a file, in TensorRT's own format. A build reads it
 * before and adds to it afterwards what it measured; nobody waits for the other's build, only for
 * the moment in which it writes. The lock is a file beside it, {@code FILE.lock}, which stays.
 */
public final class TimingCacheFile {
  private static final Logger log = LoggerFactory.getLogger(TimingCacheFile.class);

  /** A file lock is the process's: its threads need one of their own. */
  private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final Path file;
  private byte[] read = {};

  private TimingCacheFile(Path file) {
    this.file = file;
  }

  /**
   * The timing cache of this file, which need not exist yet.
   *
   * @throws OutputException when it could not be written
   */
  public static TimingCacheFile of(Path file) {
    OutputFile.checkWritable(file);
    return new TimingCacheFile(file);
  }

  /**
   * Gives a configuration what the file holds.
   *
   * @param where the library and the GPU in words, for the message
   * @throws InvalidInputException {@code timing.refused} when TensorRT does not take it; {@code
   *     timing.unreadable} when it cannot be read
   */
  public void load(BuilderConfig config, String where) {
    read = contents().orElse(new byte[0]);
    Optional<String> refusal = config.setTimingCache(read);
    if (refusal.isPresent()) {
      throw new InvalidInputException(
          "timing.refused",
          file
              + ": "
              + where
              + " does not take this timing cache: it was made by another version of TensorRT or on"
              + " another GPU, or is none; name another file, or delete it ("
              + refusal.get()
              + ")");
    }
  }

  /**
   * Adds to the file what the configuration's builds measured.
   *
   * @return what kept it from that, in words, or empty
   * @throws OutputException when it cannot be written; the file is then as it was
   */
  public Optional<String> save(BuilderConfig config) {
    return locked(
        () -> {
          Optional<byte[]> now = contents();
          if (now.isPresent() && now.get().length > 0 && !Arrays.equals(now.get(), read)) {
            Optional<String> refusal = config.mergeTimingCache(now.get());
            if (refusal.isPresent()) {
              return Optional.of(
                  file
                      + ": was replaced during the build by a timing cache that is not for this"
                      + " TensorRT and GPU; it is left as it is");
            }
          }
          byte[] merged = config.timingCache();
          if (now.isEmpty() || !Arrays.equals(now.get(), merged)) {
            OutputFile.write(file, merged);
          }
          read = merged;
          return Optional.empty();
        });
  }

  private Optional<byte[]> contents() {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new InvalidInputException(
          "timing.unreadable", file + ": cannot be read (" + e + "); check the path", e);
    }
  }

  @FunctionalInterface
  private interface Locked {
    Optional<String> run();
  }

  private Optional<String> locked(Locked work) {
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    ReentrantLock threads =
        THREADS.computeIfAbsent(lockFile.toAbsolutePath().normalize(), path -> new ReentrantLock());
    threads.lock();
    try (FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel, lockFile);
      return work.run();
    } catch (IOException e) {
      Interruption.check();
      throw new OutputException("timing.lock", lockFile + ": cannot be locked: " + e, e);
    } finally {
      threads.unlock();
    }
  }

  /** Until the channel is closed. */
  private static void lock(FileChannel channel, Path file) throws IOException {
    if (channel.tryLock() == null) {
      log.warn("waiting for {}, which another process holds", file);
      channel.lock();
    }
  }
}
