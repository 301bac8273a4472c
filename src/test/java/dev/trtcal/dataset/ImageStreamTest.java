package dev.trtcal.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Preprocess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams from images in memory whose reading a test can delay, break and count. */
@Timeout(60)
class ImageStreamTest {
  private static final Preprocess PIXELS =
      Preprocess.builder().resize(4, 4).color(ColorOrder.GRAY).type(ElementType.UINT8).build();
  private static final int SAMPLE = 16;

  private final AtomicInteger opened = new AtomicInteger();
  private final Arena arena = Arena.ofShared();

  @AfterEach
  void leavesNoThreads() {
    arena.close();
    assertEquals(List.of(), threads());
  }

  /** What an image does when it is read. */
  @FunctionalInterface
  private interface Reading {
    void read() throws IOException;
  }

  private record Image(String name, int value, Reading reading, AtomicInteger opened)
      implements ImageEntry {
    @Override
    public String location() {
      return "memory:" + name;
    }

    @Override
    public InputStream open() throws IOException {
      opened.incrementAndGet();
      reading.read();
      return new ByteArrayInputStream(TestFolder.png(value));
    }
  }

  /** Image i has the value i mod 251; one of them reads as told. */
  private ImageSource source(int count, int threads, int special, Reading reading)
      throws IOException {
    return ImageSource.of(set(count, special, reading), PIXELS).threads(threads).open();
  }

  private ImageSource source(int count, int threads) throws IOException {
    return source(count, threads, -1, () -> {});
  }

  @Test
  void aSlowConsumerStopsTheReading() throws IOException {
    try (ImageSource source = source(1000, 3)) {
      assertEquals(List.of(0, 1, 2, 3), values(source, 4, 1));
    }
    assertTrue(opened.get() <= ImageSource.MOST_AHEAD + 4, opened + " images were read");
  }

  @Test
  void aBatchMayBeLargerThanWhatIsReadAhead() throws IOException {
    try (ImageSource source = source(1000, 3)) {
      assertEquals(expected(1000), values(source, 1000, 2));
    }
  }

  @Test
  void theOrderIsKeptWhereTheFirstImageComesLast() throws Exception {
    CountDownLatch others = new CountDownLatch(1);
    Reading waits =
        () -> {
          awaitQuietly(others);
        };
    try (ImageSource source = source(40, 2, 0, waits)) {
      Thread release =
          new Thread(
              () -> {
                while (opened.get() < 40) {
                  Thread.onSpinWait();
                }
                others.countDown();
              });
      release.start();
      assertEquals(expected(40), values(source, 7, 100));
      release.join();
    }
  }

  @Test
  void memoryThatOnlyTheCallerMayTouchIsFilledToo() throws IOException {
    try (ImageSource source = source(40, 2);
        Arena confined = Arena.ofConfined()) {
      MemorySegment buffer = confined.allocate(40 * SAMPLE);
      assertEquals(40, source.fill(Map.of("", buffer), 40));
      assertEquals(expected(40), values(buffer, 40));
    }
  }

  @Test
  void refusesABufferThatIsTooSmall() throws IOException {
    try (ImageSource source = source(4, 1)) {
      Map<String, MemorySegment> buffers = Map.of("", arena.allocate(4 * SAMPLE - 1));
      assertThrows(IllegalArgumentException.class, () -> source.fill(buffers, 4));
    }
  }

  @Test
  void anImageThatCannotBeReadIsSkippedWithItsReason() throws IOException {
    Reading fails =
        () -> {
          throw new IOException("bad sector");
        };
    try (ImageSource source = source(5, 2, 1, fails)) {
      assertEquals(List.of(0, 2, 3, 4), values(source, 3, 100));
      assertEquals(
          "cannot be read (java.io.IOException: bad sector)", source.skipped().get(0).reason());
    }
  }

  @Test
  void whatIsNoFaultOfAnImageEndsThePass() throws IOException {
    OutOfMemoryError error = new OutOfMemoryError("no heap");
    Reading fails =
        () -> {
          throw error;
        };
    try (ImageSource source = source(20, 2, 9, fails)) {
      assertEquals(List.of(0, 1, 2, 3), values(source, 4, 1));
      assertSame(error, assertThrows(OutOfMemoryError.class, () -> values(source, 8, 1)));
      assertThrows(IllegalStateException.class, () -> values(source, 4, 1));
      source.rewind();
      assertEquals(List.of(0, 1, 2, 3), values(source, 4, 1));
    }
    Reading broken =
        () -> {
          throw new IllegalStateException("a bug");
        };
    try (ImageSource source = source(3, 2, 1, broken)) {
      CalibrationFailedException failure =
          assertThrows(CalibrationFailedException.class, () -> values(source, 4, 1));
      assertEquals("source.failed", failure.code());
    }
  }

  @Test
  void nothingIsWrittenAfterAFailure() throws IOException {
    Reading fails =
        () -> {
          throw new IOException("bad sector");
        };
    for (int round = 0; round < 50; round++) {
      MemorySegment buffer = arena.allocate(64 * SAMPLE);
      try (ImageSource source =
          ImageSource.of(set(64, 20 + round % 40, fails), PIXELS).threads(4).maxBad(0).open()) {
        assertThrows(InvalidInputException.class, () -> source.fill(Map.of("", buffer), 64));
        buffer.fill((byte) 99);
      }
      for (long i = 0; i < buffer.byteSize(); i++) {
        assertEquals(99, buffer.get(ValueLayout.JAVA_BYTE, i));
      }
    }
  }

  @Test
  void aRewindInTheMiddleBeginsAgain() throws IOException {
    try (ImageSource source = source(300, 4)) {
      for (int round = 0; round < 50; round++) {
        assertEquals(expected(round), values(source, 1, round));
        source.rewind();
      }
      assertEquals(expected(300), values(source, 32, 100));
    }
  }

  @Test
  void closingEndsAFillThatWaits() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Reading hangs =
        () -> {
          reading.countDown();
          awaitQuietly(never);
        };
    ImageSource source = source(20, 2, 7, hangs);
    Thread closer =
        new Thread(
            () -> {
              awaitQuietly(reading);
              source.close();
            });
    closer.start();
    CalibrationFailedException failure =
        assertThrows(CalibrationFailedException.class, () -> values(source, 20, 1));
    assertEquals("source.cancelled", failure.code());
    assertTrue(closer.isAlive(), "closing waits for the image in work");
    never.countDown();
    closer.join();
    assertThrows(IllegalStateException.class, () -> values(source, 1, 1));
  }

  @Test
  void anInterruptEndsAFillThatWaitsAndARewindMendsIt() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch later = new CountDownLatch(1);
    Reading hangs =
        () -> {
          reading.countDown();
          awaitQuietly(later);
        };
    try (ImageSource source = source(20, 2, 7, hangs)) {
      Thread consumer = Thread.currentThread();
      Thread interrupter =
          new Thread(
              () -> {
                awaitQuietly(reading);
                consumer.interrupt();
              });
      interrupter.start();
      CalibrationFailedException failure =
          assertThrows(CalibrationFailedException.class, () -> values(source, 20, 1));
      assertEquals("source.cancelled", failure.code());
      assertTrue(Thread.interrupted());
      later.countDown();
      source.rewind();
      assertEquals(expected(20), values(source, 20, 2));
      interrupter.join();
    }
  }

  @Test
  void theConsumerAllocatesNothingABatch() throws IOException {
    try (ImageSource source = source(2000, 2)) {
      MemorySegment buffer = arena.allocate(20 * SAMPLE);
      Map<String, MemorySegment> buffers = Map.of("", buffer);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      drain(source, buffers);
      long least = Long.MAX_VALUE;
      for (int pass = 0; pass < 4; pass++) {
        source.rewind();
        long before = threads.getCurrentThreadAllocatedBytes();
        int batches = drain(source, buffers);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        assertEquals(100, batches);
      }
      // A pass in which the JVM has a method compiled may cost more: it makes the string literals
      // of the method's class on the thread that runs it, once (three of them are 216 bytes). What
      // a batch costs, each pass costs.
      assertEquals(0, least);
    }
  }

  private ImageSet set(int count, int special, Reading reading) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Reading own = i == special ? reading : () -> {};
      entries.add(new Image(i + ".png", i % 251, own, opened));
    }
    return ImageSet.of("images in memory", entries, "", () -> {});
  }

  private static int drain(ImageSource source, Map<String, MemorySegment> buffers) {
    int batches = 0;
    while (source.fill(buffers, 20) > 0) {
      batches++;
    }
    return batches;
  }

  private static List<Integer> expected(int count) {
    return IntStream.range(0, count).map(i -> i % 251).boxed().toList();
  }

  private List<Integer> values(ImageSource source, int capacity, int batches) {
    MemorySegment buffer = arena.allocate((long) SAMPLE * capacity);
    List<Integer> values = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      values.addAll(values(buffer, source.fill(Map.of("", buffer), capacity)));
    }
    return values;
  }

  private static List<Integer> values(MemorySegment buffer, int samples) {
    return IntStream.range(0, samples)
        .mapToObj(i -> buffer.get(ValueLayout.JAVA_BYTE, (long) SAMPLE * i) & 0xff)
        .toList();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("trtcal-decode"))
        .toList();
  }
}
