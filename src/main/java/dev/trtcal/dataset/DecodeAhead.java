package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import dev.trtcal.image.DecodedImage;
import dev.trtcal.image.ImageDecoder;
import dev.trtcal.image.Pixels;
import dev.trtcal.image.Preprocess;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, decodes and resizes image files on threads of its own. Threads start with the first files
 * and are gone when {@link #close} returns.
 */
final class DecodeAhead implements AutoCloseable {
  /** Longer files are refused: no image within the decoder's limits needs as much. */
  static final int MAX_FILE_BYTES = 1 << 29;

  private static final Logger log = LoggerFactory.getLogger(DecodeAhead.class);
  private static final int CLOSE_SECONDS = 60;

  private final Preprocess preprocess;
  private final ThreadPoolExecutor workers;
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final Queue<ImageDecoder> decoders = new ConcurrentLinkedQueue<>();

  /**
   * What became of a file.
   *
   * @param pixels ready to be normalised, on the heap; null when the file cannot be used
   * @param remark why it cannot be used, or what is odd about it
   */
  record Outcome(Pixels pixels, Optional<String> remark) {
    boolean usable() {
      return pixels != null;
    }
  }

  DecodeAhead(Preprocess preprocess, int threads) {
    this.preprocess = preprocess;
    this.workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "trtcal-decode-" + (this.threads.size() + 1));
              thread.setDaemon(true);
              this.threads.add(thread);
              return thread;
            });
  }

  /**
   * Has a file read, in the order of the calls.
   *
   * @throws java.util.concurrent.RejectedExecutionException when closed
   */
  Future<Outcome> submit(ImageEntry image) {
    return workers.submit(() -> read(image));
  }

  /** Drops what is not done, waits for the files in work, and frees the decoders. */
  @Override
  public void close() {
    for (Runnable waiting : workers.shutdownNow()) {
      ((Future<?>) waiting).cancel(false);
    }
    try {
      if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("a file is still being read after {} s; its thread is left alone", CLOSE_SECONDS);
        return;
      }
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    for (ImageDecoder decoder = decoders.poll(); decoder != null; decoder = decoders.poll()) {
      decoder.close();
    }
  }

  private Outcome read(ImageEntry entry) {
    byte[] bytes;
    try (InputStream in = entry.open()) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    } catch (NoSuchFileException e) {
      return unusable("does not exist");
    } catch (AccessDeniedException e) {
      return unusable("no permission to read it");
    } catch (IOException e) {
      return unusable("cannot be read (" + e + ")");
    }
    if (bytes.length > MAX_FILE_BYTES) {
      return unusable("is longer than " + MAX_FILE_BYTES + " bytes");
    }
    ImageDecoder decoder = decoders.poll();
    if (decoder == null) {
      decoder = ImageDecoder.open();
    }
    try {
      DecodedImage image = decoder.decode(MemorySegment.ofArray(bytes));
      return new Outcome(owned(image.pixels()), image.caveat());
    } catch (InvalidInputException e) {
      return unusable(e.getMessage());
    } finally {
      decoders.add(decoder);
    }
  }

  /** A decoder's pixels are gone with its next file, so untouched ones are copied. */
  private Pixels owned(Pixels image) {
    Pixels prepared = preprocess.prepare(image);
    if (!prepared.equals(image)) {
      return prepared;
    }
    return Pixels.of(
        image.width(),
        image.height(),
        image.channels(),
        image.samples().toArray(ValueLayout.JAVA_BYTE));
  }

  private static Outcome unusable(String why) {
    return new Outcome(null, Optional.of(why));
  }
}
