package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandoverTest {
  private static final int TIMES = 1000;
  private static final String END = "end";

  private final Handover<String> there = new Handover<>(1);
  private final Handover<String> back = new Handover<>(1);

  private void echo() {
    try {
      for (String word = there.take(); !word.equals(END); word = there.take()) {
        back.add(word);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void waitingAllocatesNothing() throws InterruptedException {
    Thread other = new Thread(this::echo);
    other.start();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int pass = 0; pass < 5; pass++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < TIMES; i++) {
        there.add("again");
        assertEquals("again", back.take());
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    there.add(END);
    other.join();
    // In one of the passes the JVM itself may make something, once; what waiting costs, each pass
    // costs.
    assertEquals(0, least);
  }

  @Test
  void keepsTheOrderAndHearsAnInterrupt() throws InterruptedException {
    there.add("first");
    there.add("second");
    assertEquals("first", there.take());
    assertEquals("second", there.take());
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, there::take);
  }
}
