package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.ElementType;
import dev.trtcal.EngineRunner;
import dev.trtcal.ProgressListener;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A build that is cancelled in the middle of a step of TensorRT's, which hears nobody. */
class CancelledBuildStandinTest {
  @TempDir private Path folder;
  private Standin standin;
  private Path model;
  private Path cache;
  private Path plan;

  @BeforeEach
  void prepare() {
    standin = Standin.use();
    cache = folder.resolve("model.cache");
    plan = folder.resolve("model.plan");
    model = TestModels.save(folder, TestModels.oneInput(2));
  }

  @AfterEach
  void givesEverythingBack() {
    assertFalse(Thread.interrupted(), "a test left its thread interrupted");
    standin.leave();
  }

  private Calibration.Builder calibration(BatchSource source) {
    return Calibration.of(model, source)
        .engine("tensorrt")
        .algorithm(Algorithm.minMax())
        .cache(cache)
        .plan(plan);
  }

  private Set<String> files() throws IOException {
    Set<String> names = new TreeSet<>();
    try (var all = Files.list(folder)) {
      all.forEach(file -> names.add(String.valueOf(file.getFileName())));
    }
    names.remove(String.valueOf(model.getFileName()));
    return names;
  }

  private void awaitTensorRt() throws InterruptedException {
    for (int i = 0; i < 3000 && standin.live("all") > 0; i++) {
      Thread.sleep(10);
    }
    assertEquals(0, standin.live("all"), "all is freed once TensorRT has returned");
  }

  /** Interrupts the thread that made it, a moment after a phase has come so far. */
  private static final class Interrupting implements ProgressListener {
    private final Thread waiting = Thread.currentThread();
    private final AtomicInteger heard = new AtomicInteger();
    private final String phase;
    private final long done;

    Interrupting(String phase, long done) {
      this.phase = phase;
      this.done = done;
    }

    @Override
    public void progress(String phase, long done, long total) {
      heard.incrementAndGet();
      if (phase.equals(this.phase) && done == this.done) {
        Thread killer =
            new Thread(
                () -> {
                  try {
                    Thread.sleep(100);
                    waiting.interrupt();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        killer.start();
      }
    }
  }

  /** Counts every question. */
  private static final class Asked extends ArraySource {
    private final AtomicInteger questions = new AtomicInteger();

    Asked() {
      super(new float[40]);
    }

    @Override
    public int fill(Map<String, MemorySegment> buffers, int capacity) {
      questions.incrementAndGet();
      return super.fill(buffers, capacity);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "batch_ms, 2000, calibrating, 1, 0",
    "search_ms, 2000, computing thresholds, 0, 0",
    "engine_ms, 30000, building the engine, 0, 1"
  })
  void isLeftAtOnceAndWritesNothingMore(String knob, long millis, String phase, long done, int kept)
      throws Exception {
    standin.set(knob, millis);
    Asked source = new Asked();
    Interrupting listener = new Interrupting(phase, done);
    CalibrationFailedException thrown =
        assertThrows(
            CalibrationFailedException.class, () -> calibration(source).build().run(listener));
    assertNotEquals(0, standin.live("builder"), "TensorRT has not returned, its caller has");
    assertTrue(Thread.interrupted(), "the thread stays interrupted");
    assertEquals("calibration.interrupted", thrown.code());
    assertEquals(kept == 1, thrown.getMessage().contains("is whole and stays"));
    Set<String> expected = kept == 1 ? Set.of("model.cache") : Set.of();
    assertEquals(expected, files());
    int asked = source.questions.get();
    int heard = listener.heard.get();
    awaitTensorRt();
    assertEquals(expected, files(), "nothing is written afterwards");
    assertEquals(asked, source.questions.get(), "the source is the caller's again");
    assertEquals(heard, listener.heard.get(), "the listener too");
  }

  @Test
  void leavesASourceThatDoesNotComeBackWithItsMemory() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger interrupts = new AtomicInteger();
    ArraySource source =
        new ArraySource(new float[8]) {
          @Override
          public int fill(Map<String, MemorySegment> buffers, int capacity) {
            while (goOn.getCount() > 0) {
              try {
                goOn.await();
              } catch (InterruptedException e) {
                interrupts.incrementAndGet();
              }
            }
            return super.fill(buffers, capacity);
          }
        };
    // TensorRT's step is over at once; the build then waits for the source.
    assertThrows(
        CalibrationFailedException.class,
        () -> calibration(source).build().run(new Interrupting("starting TensorRT", 0)));
    assertTrue(Thread.interrupted());
    assertEquals(1, interrupts.get());
    assertNotEquals(0, standin.live("pinned"), "the source may still write there");
    goOn.countDown();
    awaitTensorRt();
    assertEquals(Set.of(), files());
  }

  @Test
  void oneThatTensorRtEndsSoonIsWaitedFor() throws IOException {
    standin.set("engine_ms", 1500);
    assertThrows(
        CalibrationFailedException.class,
        () ->
            calibration(ArraySource.counting(6))
                .build()
                .run(new Interrupting("building the engine", 0)));
    assertTrue(Thread.interrupted());
    assertEquals(0, standin.live("all"), "its steps take a tenth of a second");
    assertEquals(Set.of("model.cache"), files());
  }

  @Test
  void theSessionOfAnalysesIsFreedByTheBuildThatItWasClosedIn() throws Exception {
    standin.set("engine_ms", 30_000);
    ArraySource source = ArraySource.counting(2);
    Thread waiting = Thread.currentThread();
    try (EngineRunner.Session session = new TensorRtRunner().open()) {
      BatchLayout layout =
          BatchLayout.fit(
              List.of(new TensorSpec("x", ElementType.FLOAT32, Shape.of(2, 3, 4))),
              source.samples(),
              OptionalInt.empty(),
              Map.of());
      Thread killer =
          new Thread(
              () -> {
                while (standin.count("kernels_timed") == 0) {
                  Thread.onSpinWait();
                }
                waiting.interrupt();
              });
      killer.start();
      assertThrows(
          CalibrationFailedException.class,
          () -> session.build(model, Optional.empty(), OptionalInt.empty(), List.of(), layout));
      assertTrue(Thread.interrupted());
      assertThrows(
          IllegalStateException.class,
          () -> session.build(model, Optional.empty(), OptionalInt.empty(), List.of(), layout));
    }
    assertNotEquals(0, standin.live("builder"), "closing does not free what TensorRT uses");
    awaitTensorRt();
  }
}
