package dev.trtcal.image;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A JPEG file's bytes to an ImageNet sample: libjpeg-turbo into memory that is kept, against
 * ImageIO. Both must make the same sample before either is timed. With {@code -prof gc} it tells
 * what each leaves on the Java heap.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class SampleDecoderBenchmark {
  /** A file among the golden images. */
  @Param({"photo_420.jpg", "big_420.jpg"})
  public String file;

  private final Arena arena = Arena.ofShared();
  private final Preprocess preprocess = preprocess();
  private final ImageIoDecoder imageIo = new ImageIoDecoder();
  private SampleDecoder decoder;
  private MemorySegment bytes;
  private MemorySegment target;

  /** Reads the file and holds the two ways against each other. */
  @Setup
  public void read() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/golden/images/images/" + file)) {
      bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, in.readAllBytes());
    }
    target = arena.allocate(preprocess.sample("").bytes(), Long.BYTES);
    decoder = SampleDecoder.open(preprocess);
    reference();
    byte[] expected = target.toArray(ValueLayout.JAVA_BYTE);
    decode();
    if (target.mismatch(MemorySegment.ofArray(expected)) >= 0) {
      throw new IllegalStateException(file + ": the two samples differ");
    }
  }

  /** Frees the memory. */
  @TearDown
  public void close() {
    decoder.close();
    arena.close();
  }

  /** The JDK's ImageIO, and new arrays for every image. */
  @Benchmark
  public void reference() {
    preprocess.apply(imageIo.decode(bytes).pixels(), target, 0);
  }

  /** What trtcal does. */
  @Benchmark
  public void decode() {
    decoder.decode(bytes, target, 0);
  }

  private static Preprocess preprocess() {
    Preprocess.Builder builder = Preprocess.builder();
    Preset.IMAGENET.applyTo(builder);
    return builder.build();
  }
}
