package dev.trtcal.tensorrt;

import dev.trtcal.Algorithm;
import dev.trtcal.ffi.shim.ShimCalibrator;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One call of a calibrator's getBatch, from C++ through the virtual function that TensorRT calls,
 * to Java, which binds one address, and back. Every call's binding is checked. {@code -prof gc}
 * tells the bytes a call allocates.
 *
 * <p>What the variants do in Java differs: {@code shim} and {@code calibrator} know the inputs'
 * names, {@code calibrator} besides checks the buffer's size and keeps it from being freed; {@code
 * jniStrings} makes names; the others neither read names nor check anything.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class CallbackBenchmark {
  private static final int CALLS = 10_000;
  private static final long ANSWER = 0x7f00_0000_1000L;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment names = NativeBench.names("input", arena);

  /** An upcall stub that binds the address, and nothing else. */
  @State(Scope.Thread)
  public static class Bare {
    private final MemorySegment calibrator =
        NativeBench.bareUpcall(new BareUpcall(ANSWER).stub(Arena.global()));
  }

  /** trtcal's calibrator, with its own interface behind the shim. */
  @State(Scope.Thread)
  public static class Shim {
    private final Arena arena = Arena.ofShared();
    private MemorySegment calibrator;

    /** Makes it. */
    @Setup
    public void make() {
      dev.trtcal.ffi.shim.Shim.load();
      calibrator =
          NativeBench.forwarder(
              ShimCalibrator.create(Algorithm.entropy2(), new CallbackTarget(ANSWER), arena));
    }

    /** Destroys it. */
    @TearDown
    public void close() {
      arena.close();
    }
  }

  /** The same with a user's {@link Int8Calibrator} in a build. */
  @State(Scope.Thread)
  public static class User {
    private static final long BYTES = 1 << 20;

    private final Arena arena = Arena.ofShared();
    private DeviceBuffer buffer;
    private CalibratorSession.Build build;
    private MemorySegment calibrator;

    /** Makes it. */
    @Setup
    public void make() {
      dev.trtcal.ffi.shim.Shim.load();
      buffer = DeviceBuffer.allocate(BYTES);
      CalibratorSession session = new CalibratorSession(new CallbackCalibrator(buffer));
      calibrator =
          NativeBench.forwarder(ShimCalibrator.create(Algorithm.entropy2(), session, arena));
      build =
          session.begin(
              new CalibrationShapes(OptionalLong.of(32), Map.of("input", BYTES)), () -> {});
    }

    /** Destroys it. */
    @TearDown
    public void close() {
      build.close();
      arena.close();
      buffer.close();
    }
  }

  /** A calibrator written by hand with JNI. */
  @State(Scope.Thread)
  public static class Jni {
    private final JniCalibrator target = new JniCalibrator(ANSWER);
    private MemorySegment addresses;
    private MemorySegment strings;

    /** Makes both forms. */
    @Setup
    public void make() {
      NativeBench.names("loads the library", Arena.ofAuto());
      addresses = MemorySegment.ofAddress(JniCalibrator.addresses(target));
      strings = MemorySegment.ofAddress(JniCalibrator.strings(target));
    }
  }

  /** The calibrator of JavaCPP's presets. */
  @State(Scope.Thread)
  public static class JavaCpp {
    private JavaCppCalibrator target;
    private MemorySegment calibrator;

    /** Makes it, once what its presets want is loaded. */
    @Setup
    public void make() throws IOException {
      for (String library : List.of("trtcal.cuda", "trtcal.cudart", "trtcal.nvinfer")) {
        String path = System.getProperty(library);
        if (path != null) {
          System.load(path);
        }
      }
      try (Stream<Path> stubs = Files.list(NativeBench.path().resolveSibling("stubs"))) {
        stubs.forEach(stub -> System.load(stub.toString()));
      }
      target = new JavaCppCalibrator(ANSWER);
      calibrator = MemorySegment.ofAddress(target.address());
    }
  }

  /** How many calls a variant makes at a time. */
  public static int calls() {
    return CALLS;
  }

  /** The variants by their names, the reference first, to take turns in one process. */
  public static Map<String, Runnable> variants() throws IOException {
    CallbackBenchmark benchmark = new CallbackBenchmark();
    Bare bare = new Bare();
    Shim shim = new Shim();
    User user = new User();
    Jni jni = new Jni();
    JavaCpp javaCpp = new JavaCpp();
    shim.make();
    user.make();
    jni.make();
    javaCpp.make();
    Map<String, Runnable> variants = new LinkedHashMap<>();
    variants.put("bare FFM upcall", () -> benchmark.reference(bare));
    variants.put("trtcal, behind the shim", () -> benchmark.shim(shim));
    variants.put("trtcal, a user's calibrator", () -> benchmark.calibrator(user));
    variants.put("JNI, addresses as numbers", () -> benchmark.jniAddresses(jni));
    variants.put("JNI, names as strings", () -> benchmark.jniStrings(jni));
    variants.put("JavaCPP", () -> benchmark.javaCpp(javaCpp));
    return variants;
  }

  private void ask(MemorySegment calibrator, long answer) {
    if (NativeBench.ask(calibrator, names, answer, CALLS) != CALLS) {
      throw new IllegalStateException("a batch was bound to another address");
    }
  }

  /** The least that Java's own foreign function interface asks for. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void reference(Bare bare) {
    ask(bare.calibrator, ANSWER);
  }

  /** trtcal, with its own interface behind the shim. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void shim(Shim shim) {
    ask(shim.calibrator, ANSWER);
  }

  /** trtcal, with a user's calibrator and device buffer. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void calibrator(User user) {
    ask(user.calibrator, user.buffer.address());
  }

  /** JNI at its leanest. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void jniAddresses(Jni jni) {
    ask(jni.addresses, ANSWER);
  }

  /** JNI with names and addresses as Java's own types. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void jniStrings(Jni jni) {
    ask(jni.strings, ANSWER);
  }

  /** JavaCPP's presets. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void javaCpp(JavaCpp javaCpp) {
    ask(javaCpp.calibrator, ANSWER);
  }
}
