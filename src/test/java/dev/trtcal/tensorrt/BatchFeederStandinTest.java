package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.BatchLayout;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source that does not come back keeps nobody from leaving, and its memory from being freed. */
class BatchFeederStandinTest {
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private Standin standin;

  @BeforeEach
  void useStandin() {
    standin = Standin.use();
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  /** Hangs in its first batch until it is let go, whether or not it is interrupted. */
  private static final class Hanging extends ArraySource {
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger interrupts = new AtomicInteger();
    private final boolean obeys;

    Hanging(boolean obeys) {
      super(1, 2);
      this.obeys = obeys;
    }

    @Override
    public int fill(Map<String, MemorySegment> buffers, int capacity) {
      hanging.countDown();
      while (goOn.getCount() > 0) {
        try {
          goOn.await();
        } catch (InterruptedException e) {
          interrupts.incrementAndGet();
          if (obeys) {
            throw new IllegalStateException("interrupted", e);
          }
        }
      }
      // Still there to be written to.
      buffers.get("").set(ValueLayout.JAVA_FLOAT, 0, 1f);
      return super.fill(buffers, capacity);
    }
  }

  private static BatchFeeder feeder(ArraySource source) {
    BatchLayout layout =
        BatchLayout.fit(
            List.of(new TensorSpec("x", ElementType.FLOAT32, Shape.of(2, 3, 4))),
            source.samples(),
            OptionalInt.empty());
    return new BatchFeeder(source, layout, CallerSide.ofThisThread(), PATIENCE);
  }

  @Test
  void interruptsASourceThatDoesNotComeBack() throws InterruptedException {
    Hanging source = new Hanging(true);
    BatchFeeder feeder = feeder(source);
    assertTrue(source.hanging.await(1, TimeUnit.MINUTES));
    feeder.close();
    assertEquals(1, source.interrupts.get());
    assertEquals(0, standin.live("all"), "freed at once");
  }

  @Test
  void leavesTheMemoryToASourceThatIgnoresAnInterrupt() throws InterruptedException {
    Hanging source = new Hanging(false);
    BatchFeeder feeder = feeder(source);
    assertTrue(source.hanging.await(1, TimeUnit.MINUTES));
    long start = System.nanoTime();
    feeder.close();
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30), "went on without it");
    assertNotEquals(0, standin.live("pinned"), "it may still write there");
    feeder.close();
    source.goOn.countDown();
    for (int i = 0; i < 600 && standin.live("all") > 0; i++) {
      Thread.sleep(10);
    }
    assertEquals(0, standin.live("all"), "freed once it had come back");
  }
}
