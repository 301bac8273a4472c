package dev.trtcal.tensorrt;

import dev.trtcal.dataset.NpySource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A batch of 32 ImageNet samples (18.4 MiB) from memory into a pinned buffer: by C's memcpy, by
 * trtcal's way of a {@link MemorySegment}, and by way of Java arrays, as interfaces that take those
 * make a program do. Besides, from a file in the system's cache into the buffer, by one read and by
 * {@link NpySource}. Every variant must bring the same bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class FillBenchmark implements AutoCloseable {
  private static final int FLOATS = 32 * 3 * 224 * 224;
  private static final long BYTES = 4L * FLOATS;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment data = arena.allocate(BYTES, Long.BYTES);
  private final float[] floats = new float[FLOATS];
  private final byte[] bytes = new byte[(int) BYTES];
  private PinnedBuffer buffer;
  private MemorySegment pinned;
  private FloatPointer pointer;
  private Path file;
  private NpySource source;
  private Map<String, MemorySegment> buffers;
  private FileChannel channel;
  private ByteBuffer view;
  private int header;

  /** Makes data and buffers. */
  @Setup
  public void make() throws IOException {
    for (int i = 0; i < FLOATS; i++) {
      data.setAtIndex(ValueLayout.JAVA_FLOAT, i, i * 0.001f);
    }
    buffer = PinnedBuffer.allocate(BYTES);
    pinned = buffer.segment();
    pointer = new At(pinned.address());
    pointer.capacity(FLOATS);
    file = Files.createTempFile("fill", ".npy");
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (32, 3, 224, 224), }";
    text = text + " ".repeat(117 - text.length()) + "\n";
    header = 10 + text.length();
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length(), 0});
      out.write(text.getBytes(StandardCharsets.US_ASCII));
      out.write(data.toArray(ValueLayout.JAVA_BYTE));
    }
    source = NpySource.of(file).open();
    buffers = Map.of("", pinned);
    channel = FileChannel.open(file, StandardOpenOption.READ);
    view = pinned.asByteBuffer();
  }

  /** Memory of somebody else's. */
  private static final class At extends FloatPointer {
    At(long address) {
      super((org.bytedeco.javacpp.Pointer) null);
      this.address = address;
    }
  }

  /** Holds what the iteration left against the data. */
  @TearDown(Level.Iteration)
  public void check() {
    if (pinned.mismatch(data) >= 0) {
      throw new IllegalStateException("the buffer holds something else");
    }
    pinned.fill((byte) 0);
  }

  /** The variants by their names, the reference first, to take turns in one process. */
  public Map<String, Runnable> variants() throws IOException {
    make();
    Map<String, Runnable> variants = new LinkedHashMap<>();
    variants.put("memcpy", this::reference);
    variants.put("MemorySegment", this::segment);
    variants.put("by way of a float[]", this::floatArray);
    variants.put("by way of a byte[]", this::byteArray);
    variants.put("float[] into JavaCPP's pointer", this::javaCpp);
    variants.put("one read of a file", this::fileRead);
    variants.put("NpySource, the same file", this::npySource);
    for (Runnable variant : variants.values()) {
      variant.run();
      check();
    }
    return variants;
  }

  /** Frees all. */
  @Override
  @TearDown
  public void close() throws IOException {
    channel.close();
    source.close();
    buffer.close();
    arena.close();
    Files.delete(file);
  }

  /** C's memcpy. */
  @Benchmark
  public void reference() {
    NativeBench.memcpy(pinned, data);
  }

  /** What a BatchSource does with data of its own. */
  @Benchmark
  public void segment() {
    MemorySegment.copy(data, 0, pinned, 0, BYTES);
  }

  /** By way of a float[]. */
  @Benchmark
  public void floatArray() {
    MemorySegment.copy(data, ValueLayout.JAVA_FLOAT, 0, floats, 0, FLOATS);
    MemorySegment.copy(floats, 0, pinned, ValueLayout.JAVA_FLOAT, 0, FLOATS);
  }

  /** By way of a byte[]. */
  @Benchmark
  public void byteArray() {
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
    MemorySegment.copy(bytes, 0, pinned, ValueLayout.JAVA_BYTE, 0, bytes.length);
  }

  /** By way of a float[] into JavaCPP's pointer. */
  @Benchmark
  public void javaCpp() {
    MemorySegment.copy(data, ValueLayout.JAVA_FLOAT, 0, floats, 0, FLOATS);
    pointer.put(floats, 0, FLOATS);
  }

  /** One read of a file. */
  @Benchmark
  public void fileRead() {
    view.clear();
    try {
      for (long at = header; view.hasRemaining(); ) {
        at += channel.read(view, at);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same file as a data source of trtcal's. */
  @Benchmark
  public int npySource() {
    source.rewind();
    return source.fill(buffers, 32);
  }
}
