package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.MissingEnvironmentException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who frees what, when, and how often. */
class LifetimeStandinTest {
  private Standin standin;

  @BeforeEach
  void useStandin() {
    standin = Standin.use();
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  @Test
  void keepsMemoryFlatOverAThousandBuilds() throws IOException {
    standin.set("trace", 0);
    try (RecordingCalibrator calibrator = new RecordingCalibrator(Algorithm.entropy2(), 1f, 2f);
        TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder()) {
      long settled = 0;
      for (int i = 0; i < 1000; i++) {
        calibrator.cache = Optional.empty();
        calibrator.calls.clear();
        calibrator.threads.clear();
        build(builder, calibrator);
        if (i == 299) {
          System.gc();
          settled = residentKilobytes();
        }
        if (i % 100 == 0) {
          assertEquals(1, standin.live("builder"));
          assertEquals(
              4, standin.live("all"), "the builder, and the calibrator's two buffers and stream");
        }
      }
      System.gc();
      long grown = residentKilobytes() - settled;
      assertTrue(grown < 32 * 1024, "resident memory grew by " + grown + " KiB in 700 builds");
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static void build(Builder builder, Int8Calibrator calibrator) {
    try (Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig()) {
      assertTrue(parser.parse(TestModels.oneInput(RecordingCalibrator.BATCH)));
      config.set(BuilderFlag.INT8, true);
      config.setCalibrator(calibrator);
      builder.buildSerializedNetwork(network, config).close();
    }
  }

  @Test
  void buildsOnTwoThreadsAtOnce() throws Exception {
    int threads = 2;
    CountDownLatch bothInGetBatch = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<String>> caches = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      float value = i + 1;
      Callable<String> task =
          () -> {
            try (TensorRt trt = TensorRt.open();
                Builder builder = trt.createBuilder();
                RecordingCalibrator calibrator =
                    new RecordingCalibrator(Algorithm.minMax(), value) {
                      @Override
                      public boolean getBatch(List<String> names, DeviceBindings bindings) {
                        bothInGetBatch.countDown();
                        await(bothInGetBatch);
                        return super.getBatch(names, bindings);
                      }
                    }) {
              build(builder, calibrator);
              assertEquals(
                  List.of(Thread.currentThread()), calibrator.threads.stream().distinct().toList());
              return calibrator.cacheText();
            }
          };
      caches.add(pool.submit(task));
    }
    for (int i = 0; i < threads; i++) {
      String scale = Integer.toHexString(Float.floatToRawIntBits((i + 1) / 127f));
      assertTrue(caches.get(i).get(1, TimeUnit.MINUTES).contains("x: " + scale + "\n"));
    }
    pool.shutdown();
  }

  @Test
  void failsOneOfTwoBuildsWithItsOwnLinesOnly() throws Exception {
    CountDownLatch bothInGetBatch = new CountDownLatch(2);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    Callable<Throwable> failing = () -> buildAndFail(bothInGetBatch, "first");
    Callable<Throwable> other = () -> buildAndFail(bothInGetBatch, "second");
    Future<Throwable> first = pool.submit(failing);
    Future<Throwable> second = pool.submit(other);
    for (Throwable thrown :
        List.of(first.get(1, TimeUnit.MINUTES), second.get(1, TimeUnit.MINUTES))) {
      assertEquals(1, thrown.getSuppressed().length);
      assertEquals(
          1, thrown.getSuppressed()[0].getMessage().split("no scaling factors", -1).length - 1);
    }
    assertEquals("first", first.get().getMessage());
    assertEquals("second", second.get().getMessage());
    pool.shutdown();
  }

  private static Throwable buildAndFail(CountDownLatch together, String message) {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        RecordingCalibrator calibrator =
            new RecordingCalibrator(Algorithm.minMax(), 1f) {
              @Override
              public boolean getBatch(List<String> names, DeviceBindings bindings) {
                together.countDown();
                await(together);
                throw new IllegalStateException(message);
              }
            }) {
      return assertThrows(IllegalStateException.class, () -> build(builder, calibrator));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private interface Use {
    void run();
  }

  @Test
  void refusesToBeUsedAfterItIsClosed() {
    TensorRt trt = TensorRt.open();
    Builder builder = trt.createBuilder();
    Network network = builder.createNetwork();
    OnnxParser parser = network.createParser();
    BuilderConfig config = builder.createConfig();
    OptimizationProfile profile = builder.createProfile();
    assertTrue(parser.parse(TestModels.oneInput(2)));
    SerializedEngine plan = builder.buildSerializedNetwork(network, config);
    MemorySegment bytes = plan.segment();
    TensorRtRuntime runtime = trt.createRuntime();
    Engine engine = runtime.deserialize(bytes);
    ExecutionContext context = engine.createContext();
    PinnedBuffer pinned = PinnedBuffer.allocate(8);
    DeviceBuffer device = DeviceBuffer.allocate(8);
    CudaStream stream = CudaStream.create();
    MemorySegment host = pinned.segment();

    List<AutoCloseable> all =
        List.of(
            stream, device, pinned, context, engine, runtime, plan, profile, config, parser,
            network, builder, trt);
    for (int times = 0; times < 2; times++) {
      for (AutoCloseable each : all) {
        closeQuietly(each);
      }
    }
    for (Use use :
        List.<Use>of(
            trt::version,
            trt::createBuilder,
            trt::createRuntime,
            builder::createNetwork,
            builder::createConfig,
            network::inputs,
            network::createParser,
            parser::errors,
            () -> parser.parse(TestModels.oneInput(2)),
            () -> config.set(BuilderFlag.INT8, true),
            () -> config.addProfile(profile),
            () -> builder.buildSerializedNetwork(network, config),
            plan::segment,
            () -> bytes.get(ValueLayout.JAVA_BYTE, 0),
            () -> runtime.deserialize(host),
            engine::createContext,
            () -> context.execute(Map.of()),
            pinned::segment,
            () -> host.get(ValueLayout.JAVA_BYTE, 0),
            device::address,
            () -> stream.copy(pinned, device),
            stream::synchronize)) {
      assertThrows(RuntimeException.class, use::run);
    }
    assertThrows(IllegalStateException.class, builder::createNetwork);
    assertThrows(IllegalStateException.class, () -> host.get(ValueLayout.JAVA_BYTE, 0));
  }

  private static void closeQuietly(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closesInAnyOrder() {
    for (int first = 0; first < 6; first++) {
      TensorRt trt = TensorRt.open();
      Builder builder = trt.createBuilder();
      Network network = builder.createNetwork();
      OnnxParser parser = network.createParser();
      BuilderConfig config = builder.createConfig();
      OptimizationProfile profile = builder.createProfile();
      RecordingCalibrator calibrator = new RecordingCalibrator(Algorithm.minMax(), 1f);
      config.setCalibrator(calibrator);
      List<AutoCloseable> all =
          new ArrayList<>(List.of(trt, builder, network, parser, config, profile));
      Collections.rotate(all, first);
      all.forEach(LifetimeStandinTest::closeQuietly);
      calibrator.close();
      standin.assertClean();
    }
  }

  @Test
  void closesWhatWasMadeFromItWhenTheUserForgets() {
    TensorRt trt = TensorRt.open();
    Builder builder = trt.createBuilder();
    Network network = builder.createNetwork();
    assertEquals(0, network.inputs().size());
    assertEquals(2, standin.live("all"));
    trt.close();
    assertThrows(IllegalStateException.class, network::inputs);
  }

  @Test
  void replacesACalibrator() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig();
        RecordingCalibrator first = new RecordingCalibrator(Algorithm.minMax(), 1f);
        RecordingCalibrator second = new RecordingCalibrator(Algorithm.entropy(), 1f)) {
      assertTrue(parser.parse(TestModels.oneInput(2)));
      config.set(BuilderFlag.INT8, true);
      config.setCalibrator(first);
      config.setCalibrator(second);
      builder.buildSerializedNetwork(network, config).close();
      assertEquals(List.of(), first.calls);
      assertTrue(second.cacheText().startsWith("TRT-100600-EntropyCalibration\n"));
      config.clearCalibrator();
      second.calls.clear();
      builder.buildSerializedNetwork(network, config).close();
      assertEquals(List.of(), second.calls);
    }
  }

  @Test
  void leavesNothingBehindWhenCreationFails() {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork()) {
      for (String knob : List.of("null_network", "null_config", "null_profile", "null_parser")) {
        standin.set(knob, 1);
      }
      assertThrows(CalibrationFailedException.class, builder::createNetwork);
      assertThrows(CalibrationFailedException.class, builder::createConfig);
      assertThrows(CalibrationFailedException.class, builder::createProfile);
      assertThrows(CalibrationFailedException.class, network::createParser);
      assertEquals(2, standin.live("all"));
    }
  }

  @Test
  void waitsForACopyBeforeItFreesTheBuffers() {
    try (CudaStream stream = CudaStream.create();
        CudaStream other = CudaStream.create()) {
      PinnedBuffer pinned = PinnedBuffer.allocate(1 << 20);
      DeviceBuffer device = DeviceBuffer.allocate(1 << 20);
      stream.copy(pinned, device);
      other.copy(device, pinned);
      pinned.close();
      device.close();
    }
    assertEquals(0, standin.count("freed_while_pending"));
    assertEquals(2, standin.count("copies_done"));
  }

  @Test
  void copiesThereAndBack() {
    try (PinnedBuffer there = PinnedBuffer.allocate(40);
        PinnedBuffer back = PinnedBuffer.allocate(40);
        DeviceBuffer device = DeviceBuffer.allocate(40);
        CudaStream stream = CudaStream.create()) {
      for (int i = 0; i < 10; i++) {
        there.segment().setAtIndex(ValueLayout.JAVA_INT, i, i * i);
      }
      stream.copy(there, device);
      stream.copy(device, back);
      stream.synchronize();
      assertEquals(-1, there.segment().mismatch(back.segment()));
      assertEquals(40, there.segment().byteSize());
      assertThrows(
          IndexOutOfBoundsException.class, () -> there.segment().get(ValueLayout.JAVA_BYTE, 40));
    }
  }

  @Test
  void refusesACopyThatDoesNotFit() {
    try (PinnedBuffer host = PinnedBuffer.allocate(8);
        DeviceBuffer device = DeviceBuffer.allocate(4);
        CudaStream stream = CudaStream.create()) {
      assertThrows(IllegalArgumentException.class, () -> stream.copy(host, device));
      assertEquals(0, standin.count("copies_queued"));
    }
  }

  @Test
  void namesTheCudaCallThatFailed() {
    standin.set("fail_malloc", 1);
    CalibrationFailedException thrown =
        assertThrows(CalibrationFailedException.class, () -> DeviceBuffer.allocate(1000));
    assertEquals(
        "cudaMalloc of 1000 bytes: cudaErrorMemoryAllocation (2): out of memory; take a smaller"
            + " batch, or free memory of the GPU and of this machine",
        thrown.getMessage());
  }

  @Test
  void saysThatThereIsNoDevice() {
    standin.set("devices", 0);
    MissingEnvironmentException thrown =
        assertThrows(MissingEnvironmentException.class, () -> PinnedBuffer.allocate(8));
    assertTrue(thrown.getMessage().contains("cudaErrorNoDevice"), thrown.getMessage());
  }
}
