package dev.trtcal.dataset;

import dev.trtcal.BatchSource;
import dev.trtcal.image.Preprocess;
import dev.trtcal.image.Preset;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a batch of 32 JPEG files leaves on the Java heap, told by {@code -prof gc}: the whole way to
 * ImageNet samples, against opening and reading as many files and nothing else.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 3, time = 3)
public class FeedBenchmark {
  private static final int BATCH = 32;
  private static final int FILES = 8 * BATCH;

  private final Arena arena = Arena.ofShared();
  private final byte[] chunk = new byte[1 << 16];
  private final List<Path> files = new ArrayList<>();
  private Path folder;
  private BatchSource source;
  private Map<String, MemorySegment> buffers;
  private int next;

  /** Makes a folder of equal files. */
  @Setup
  public void make() throws IOException {
    folder = Files.createTempDirectory("feed");
    for (int i = 0; i < FILES; i++) {
      Path file = folder.resolve(i + ".jpg");
      try (InputStream in = getClass().getResourceAsStream("/golden/images/images/photo_420.jpg")) {
        Files.copy(in, file);
      }
      files.add(file);
    }
    Preprocess.Builder preprocess = Preprocess.builder();
    Preset.IMAGENET.applyTo(preprocess);
    source = ImageSource.of(folder, preprocess.build()).open();
    long bytes = source.samples().get(0).bytes() * BATCH;
    buffers = Map.of("", arena.allocate(bytes, Long.BYTES));
  }

  /** Removes it. */
  @TearDown
  public void remove() throws IOException {
    source.close();
    arena.close();
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(folder);
  }

  /** Opens and reads the files. */
  @Benchmark
  public int read() throws IOException {
    int bytes = 0;
    for (int i = 0; i < BATCH; i++) {
      try (InputStream in = Files.newInputStream(files.get(next))) {
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          bytes += n;
        }
      }
      next = (next + 1) % FILES;
    }
    return bytes;
  }

  /** Files to samples, from the first again after the last. */
  @Benchmark
  public int feed() {
    int filled = source.fill(buffers, BATCH);
    if (filled == 0) {
      source.rewind();
      filled = source.fill(buffers, BATCH);
    }
    return filled;
  }
}
