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

  private final Handover<Object> there = new Handover<>(1);
  private final Handover<Object> back = new Handover<>(1);

  private void echo() {
    try {
      for (Object thing = there.take(); thing != this; thing = there.take()) {
        back.add(thing);
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
        there.add(there);
        assertEquals(there, back.take());
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    there.add(this);
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
