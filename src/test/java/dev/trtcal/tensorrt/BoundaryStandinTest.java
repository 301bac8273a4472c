package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.JavaChild;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.UsageException;
import dev.trtcal.ffi.cuda.CudaRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong use, wrong machines and forgotten sessions end in words, never in the JVM's end. */
class BoundaryStandinTest {
  private static final int BATCH_BYTES = 2 * 12 * Float.BYTES;

  @TempDir private Path folder;
  private Standin standin;

  @BeforeEach
  void useStandin() {
    standin = Standin.use();
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  /** Runs on another thread and waits; answers what was thrown. */
  private static Optional<Throwable> elsewhere(Runnable action) {
    List<Throwable> thrown = new ArrayList<>();
    Thread other =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (Throwable t) {
                thrown.add(t);
              }
            });
    other.start();
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return thrown.stream().findFirst();
  }

  private static void assertInUse(Runnable action) {
    Throwable thrown = elsewhere(action).orElseThrow(() -> new AssertionError("went through"));
    assertEquals(IllegalStateException.class, thrown.getClass(), thrown.toString());
    assertTrue(
        thrown.getMessage().matches(".*(in use|using|while a build).*"), thrown.getMessage());
  }

  @Test
  void cannotBeClosedByAnotherThreadWhileItBuilds() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig();
        BuilderConfig plain = builder.createConfig();
        RecordingCalibrator other = new RecordingCalibrator(Algorithm.minMax(), 1f);
        RecordingCalibrator calibrator =
            new RecordingCalibrator(Algorithm.minMax(), 1f) {
              @Override
              public void writeCalibrationCache(byte[] bytes) {
                for (AutoCloseable used : List.of(trt, builder, network, config)) {
                  assertInUse(() -> closing(used));
                }
                assertInUse(config::clearCalibrator);
                assertInUse(() -> config.setCalibrator(other));
                assertInUse(() -> builder.buildSerializedNetwork(network, plain));
                super.writeCalibrationCache(bytes);
              }
            }) {
      assertTrue(parser.parse(TestModels.oneInput(2)));
      config.set(BuilderFlag.INT8, true);
      config.setCalibrator(calibrator);
      builder.buildSerializedNetwork(network, config).close();
      assertTrue(calibrator.cache.isPresent());
      assertEquals(List.of(), other.calls);
      config.clearCalibrator();
    }
  }

  private static void closing(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Binds a new buffer for each batch; the one before can be closed by then, and not earlier. */
  private static final class Rebinding extends RecordingCalibrator {
    private final List<DeviceBuffer> buffers = new ArrayList<>();

    Rebinding() {
      super(Algorithm.minMax(), 1f, 2f, 3f);
    }

    private void closeLast() {
      buffers.get(buffers.size() - 1).close();
    }

    @Override
    public boolean getBatch(List<String> names, DeviceBindings bindings) {
      if (!buffers.isEmpty()) {
        closeLast();
      }
      boolean more = super.getBatch(names, bindings);
      if (more) {
        DeviceBuffer own = DeviceBuffer.allocate(BATCH_BYTES);
        buffers.add(own);
        bindings.set("x", own);
        assertInUse(own::close);
      }
      return more;
    }
  }

  @Test
  void keepsABoundBufferUntilTheNextBatch() throws InterruptedException {
    standin.set("batch_ms", 300);
    try (Rebinding calibrator = new Rebinding()) {
      Thread build = new Thread(() -> CalibratorSequenceStandinTest.build(calibrator));
      build.start();
      while (standin.count("batches") == 0) {
        Thread.onSpinWait();
      }
      // TensorRT reads the first batch, and no call of Java's has its buffer for an argument.
      assertInUse(calibrator::closeLast);
      build.join();
      assertEquals(3, calibrator.buffers.size());
      calibrator.closeLast();
      assertEquals(0, standin.count("unknown_pointers"));
    }
  }

  @Test
  void keepsTheBuffersOfARunningEngine() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig()) {
      assertTrue(parser.parse(TestModels.oneInput(2)));
      try (SerializedEngine plan = builder.buildSerializedNetwork(network, config);
          TensorRtRuntime runtime = trt.createRuntime();
          Engine engine = runtime.deserialize(plan.segment());
          ExecutionContext context = engine.createContext();
          DeviceBuffer x = DeviceBuffer.allocate(BATCH_BYTES);
          DeviceBuffer y = DeviceBuffer.allocate(BATCH_BYTES)) {
        x.hold();
        assertThrows(IllegalStateException.class, x::close);
        x.letGo();
        context.execute(Map.of("x", x, "y", y));
        closing(x);
        assertThrows(IllegalStateException.class, () -> context.execute(Map.of("x", x, "y", y)));
        closing(y);
      }
    }
  }

  @Test
  void anInterruptEndsACallbackThatHangs() throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    try (RecordingCalibrator calibrator =
        new RecordingCalibrator(Algorithm.minMax(), 1f) {
          @Override
          public boolean getBatch(List<String> names, DeviceBindings bindings) {
            hanging.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new IllegalStateException("interrupted", e);
            }
            return true;
          }
        }) {
      List<Throwable> thrown = new ArrayList<>();
      Thread build =
          new Thread(
              () ->
                  thrown.add(
                      assertThrows(
                          RuntimeException.class,
                          () -> CalibratorSequenceStandinTest.build(calibrator))));
      build.start();
      hanging.await();
      build.interrupt();
      build.join(60_000);
      assertEquals(1, thrown.size(), "it still hangs");
      assertEquals("interrupted", thrown.get(0).getMessage());
      assertEquals(List.of("batchSize", "readCalibrationCache"), calibrator.calls);
    }
  }

  @Test
  void refusesACalibratorOfAnAlgorithmThatTensorRtLacks() {
    for (Algorithm algorithm : new Algorithm[] {null, Algorithm.mse()}) {
      try (RecordingCalibrator calibrator = new RecordingCalibrator(algorithm, 1f)) {
        UsageException thrown =
            assertThrows(
                UsageException.class, () -> CalibratorSequenceStandinTest.build(calibrator));
        assertEquals("calibrator.algorithm", thrown.code());
      }
    }
  }

  @Test
  void saysWhichMethodAnsweredNull() {
    for (String method : List.of("readCalibrationCache", "readHistogramCache")) {
      try (RecordingCalibrator calibrator =
          new RecordingCalibrator(Algorithm.legacy(0.9999, 1), 1f)) {
        if (method.equals("readHistogramCache")) {
          calibrator.histogram = null;
        } else {
          calibrator.cache = null;
        }
        NullPointerException thrown =
            assertThrows(
                NullPointerException.class, () -> CalibratorSequenceStandinTest.build(calibrator));
        assertEquals(method + " answered null; answer Optional.empty()", thrown.getMessage());
      }
    }
  }

  /** Makes a session and all that belongs to one, and forgets it. */
  static final class Forgetful {
    private Forgetful() {}

    public static void main(String[] arguments) throws InterruptedException {
      forget();
      for (int i = 0; i < 20; i++) {
        System.gc();
        Thread.sleep(50);
      }
    }

    private static void forget() {
      TensorRt trt = TensorRt.open();
      Builder builder = trt.createBuilder();
      Network network = builder.createNetwork();
      BuilderConfig config = builder.createConfig();
      assertTrue(network.createParser().parse(TestModels.oneInput(2)));
      builder.createProfile();
      trt.createRuntime();
      config.setCalibrator(new EmptyCalibrator());
    }
  }

  private static final class EmptyCalibrator implements Int8Calibrator {
    @Override
    public Algorithm algorithm() {
      return Algorithm.minMax();
    }

    @Override
    public int batchSize() {
      return 2;
    }

    @Override
    public boolean getBatch(List<String> names, DeviceBindings bindings) {
      return false;
    }
  }

  @Test
  void warnsOnceOfASessionThatWasForgotten() throws Exception {
    // In a JVM of its own, since nothing gives back what it leaks.
    JavaChild.Ended ended =
        JavaChild.of(Forgetful.class)
            .with("--enable-native-access=ALL-UNNAMED")
            .with(Standin.options())
            .run();
    assertEquals(0, ended.exitCode(), ended.output());
    List<String> warnings =
        ended.output().lines().filter(line -> line.contains("never closed")).toList();
    assertEquals(1, warnings.size(), ended.output());
    assertTrue(
        warnings.get(0).endsWith("TensorRT was never closed; close it, best by try-with-resources"),
        warnings.get(0));
  }

  @Test
  void refusesACudaRuntimeNewerThanTheDriver() {
    standin.set("cuda_version", 13000);
    standin.set("driver_version", 12040);
    MissingEnvironmentException thrown =
        assertThrows(MissingEnvironmentException.class, () -> CudaRuntime.load().deviceCount());
    assertTrue(
        thrown
            .getMessage()
            .endsWith(
                "the CUDA runtime is 13.0, the NVIDIA driver serves CUDA 12.4 at most: update the"
                    + " driver, or name a libcudart.so.12 in TRTCAL_CUDART"),
        thrown.getMessage());
    standin.set("cuda_version", 12080);
    assertEquals(1, CudaRuntime.load().deviceCount(), "within a major version an older one serves");
  }

  @Test
  void refusesAParserOfAnotherRelease() throws IOException {
    Path parser = Path.of(System.getProperty("trtcal.nvonnxparser"));
    Path other = Files.copy(parser, folder.resolve("libnvonnxparser.so.10.9.0"));
    System.setProperty("trtcal.nvonnxparser", other.toString());
    MissingEnvironmentException thrown =
        assertThrows(MissingEnvironmentException.class, TensorRt::open);
    assertEquals("tensorrt.version", thrown.code());
    assertTrue(thrown.getMessage().contains("is of TensorRT 10.9.0"), thrown.getMessage());
    assertTrue(
        thrown.getMessage().endsWith("of 10.6.0: take both from one release"), thrown.getMessage());
  }

  /** Asks for a library where native access is forbidden. */
  static final class Forbidden {
    private Forbidden() {}

    public static void main(String[] arguments) {
      System.out.println(new TensorRtEngine().components().get(0).advice());
      try {
        TensorRt.open().close();
      } catch (MissingEnvironmentException e) {
        System.out.println(e.code() + " " + e.getMessage());
      }
    }
  }

  @Test
  void namesTheOptionThatAllowsNativeAccess() throws Exception {
    // From 24 on it is forbidden only where that is asked for; before, where another module has it.
    String option =
        Runtime.version().feature() >= 24
            ? "--illegal-native-access=deny"
            : "--enable-native-access=java.base";
    JavaChild.Ended ended =
        JavaChild.of(Forbidden.class)
            .with(option, "-Dtrtcal.shim=" + System.getProperty("trtcal.shim"))
            .run();
    String sentence =
        "this JVM was started without native access for trtcal; start it with"
            + " --enable-native-access=ALL-UNNAMED";
    assertEquals(
        List.of(sentence, "native.access " + sentence),
        ended.output().lines().filter(line -> line.contains("native")).toList(),
        ended.output());
    assertFalse(ended.output().contains("Exception"), ended.output());
  }
}
