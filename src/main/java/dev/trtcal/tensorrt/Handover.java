package dev.trtcal.tensorrt;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Hands things on from any thread to one that takes them, in order. Waiting in a monitor allocates
 * nothing, unlike waiting in the queues of {@code java.util.concurrent}.
 */
final class Handover<T> {
  private final Deque<T> things;

  /**
   * @param room things that may wait to be taken at a time, before it must grow
   */
  Handover(int room) {
    things = new ArrayDeque<>(room);
  }

  synchronized void add(T thing) {
    things.add(thing);
    notifyAll();
  }

  /** Waits for the next. */
  synchronized T take() throws InterruptedException {
    while (things.isEmpty()) {
      wait();
    }
    return things.remove();
  }
}
