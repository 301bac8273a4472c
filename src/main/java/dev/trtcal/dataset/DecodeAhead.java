package dev.trtcal.dataset;

import dev.trtcal.image.Preprocess;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that read, decode and resize images ahead of their consumer, and write each one as a
 * sample straight to where the consumer wants it.
 *
 * <p>One thread, the consumer, requests images, looks at each in the order of its requests, and
 * says for each where it goes or that it goes nowhere; so the order is the consumer's, whichever
 * thread is quicker. As many images are under way as there are cells; a cell is used again once its
 * image is written or dropped. Only {@link #close} may be called by other threads.
 *
 * <p>Threads start with the first request. They are not interrupted, since that would close an
 * archive under other readers; closing waits for the image each has in work.
 */
final class DecodeAhead implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DecodeAhead.class);
  private static final long CLOSE_SECONDS = 60;

  private final Preprocess preprocess;
  private final DecodedListener listener;
  private final List<Thread> threads = new ArrayList<>();

  // Guarded by this, as are the cells' ways from one to the next. Threads wait for work in the
  // monitor, whose waiting allocates nothing; the consumer is parked instead, so that whoever is
  // woken in the monitor is a thread that has work now, and it is one.
  private final Deque<DecodedCell> free;
  private final Deque<DecodedCell> toDecode;
  private final Deque<DecodedCell> toWrite;
  private final Deque<DecodedCell> inOrder;
  private int decoding;
  private int writing;
  private int idle;

  /** The consumer while it is parked. */
  private Thread parked;

  private Throwable writeFailure;
  private boolean closed;

  /**
   * @param cells images that may be under way at a time
   */
  DecodeAhead(Preprocess preprocess, DecodedListener listener, int threads, int cells) {
    this.preprocess = preprocess;
    this.listener = listener;
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(this::work, "trtcal-decode-" + (i + 1));
      thread.setDaemon(true);
      this.threads.add(thread);
    }
    // Each has room for all cells from the start: growing would allocate on the consumer's thread.
    free = new ArrayDeque<>(cells);
    toDecode = new ArrayDeque<>(cells);
    toWrite = new ArrayDeque<>(cells);
    inOrder = new ArrayDeque<>(cells);
    for (int i = 0; i < cells; i++) {
      free.add(new DecodedCell());
    }
  }

  /** Images that were requested and not looked at. */
  synchronized int pending() {
    return inOrder.size();
  }

  /**
   * Has an image decoded.
   *
   * @param candidate the consumer's number for it
   * @return false when no cell is free
   * @throws ClosedException when closed
   */
  synchronized boolean request(int candidate, ImageEntry entry) throws ClosedException {
    checkOpen();
    if (threads.get(0).getState() == Thread.State.NEW) {
      threads.forEach(Thread::start);
    }
    DecodedCell cell = free.poll();
    if (cell == null) {
      return false;
    }
    cell.request(candidate, entry);
    inOrder.add(cell);
    toDecode.add(cell);
    wakeWorker();
    return true;
  }

  /**
   * Waits until the first of the pending images is decoded; where none is pending, until there is
   * room to request one.
   *
   * @return null when none is pending
   * @throws ClosedException when closed meanwhile
   */
  DecodedCell head() throws InterruptedException, ClosedException {
    // What is there already would be handed out without a look at the interrupt.
    checkInterrupt();
    while (true) {
      synchronized (this) {
        checkOpen();
        DecodedCell head = inOrder.peek();
        if (head == null ? !free.isEmpty() : head.isDecoded()) {
          return head;
        }
        parked = Thread.currentThread();
      }
      LockSupport.park(this);
      checkInterrupt();
    }
  }

  private static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Drops the head. */
  synchronized void drop() {
    free.add(inOrder.remove());
  }

  /**
   * Has the head written by whichever thread comes first, or by the caller where only it may touch
   * the target; when closed, not at all.
   */
  void write(MemorySegment target, long offset) {
    DecodedCell cell;
    synchronized (this) {
      cell = inOrder.remove();
      if (closed) {
        return;
      }
      cell.target(target, offset);
      if (target.isAccessibleBy(threads.get(0))) {
        toWrite.add(cell);
        wakeWorker();
        return;
      }
      writing++;
    }
    write(cell, null);
  }

  /**
   * Waits until nothing is being written any more; what was not begun when this was closed never
   * is. The targets may be freed after that and not before, so an interrupt is kept for later.
   *
   * @throws RuntimeException what writing failed with; an Error likewise
   */
  void awaitWrites() {
    boolean interrupted = false;
    while (isWriting()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable failure = takeWriteFailure();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private synchronized boolean isWriting() {
    parked = Thread.currentThread();
    return writing > 0 || !toWrite.isEmpty();
  }

  private synchronized Throwable takeWriteFailure() {
    Throwable failure = writeFailure;
    writeFailure = null;
    return failure;
  }

  /** Forgets all requests; waits for the images in work. */
  void clear() throws InterruptedException {
    synchronized (this) {
      toDecode.clear();
    }
    while (isDecoding()) {
      LockSupport.park(this);
      checkInterrupt();
    }
    synchronized (this) {
      free.addAll(inOrder);
      inOrder.clear();
    }
  }

  private synchronized boolean isDecoding() {
    parked = Thread.currentThread();
    return decoding > 0 && !closed;
  }

  /** Drops what is not begun and waits for the threads to end. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      toDecode.clear();
      toWrite.clear();
      notifyAll();
      wakeConsumer();
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    try {
      for (Thread thread : threads) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, millis));
        if (thread.isAlive()) {
          log.warn(
              "a file is still being read after {} s; its thread is left alone", CLOSE_SECONDS);
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try (ImageWorker worker = new ImageWorker(preprocess, listener)) {
      for (DecodedCell cell = take(); cell != null; cell = take()) {
        if (cell.isDecoded()) {
          write(cell, worker);
        } else {
          cell.decode(worker);
          synchronized (this) {
            decoding--;
            cell.setDecoded();
            if (cell == inOrder.peek() || decoding == 0) {
              wakeConsumer();
            }
          }
        }
      }
    }
  }

  /** Waits for work; writing comes first, since the consumer waits for that. Null when closed. */
  private synchronized DecodedCell take() {
    idle++;
    while (!closed && toWrite.isEmpty() && toDecode.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody has these threads to interrupt; whoever does, does not end the source by it.
        log.debug("a decoding thread was interrupted", e);
      }
    }
    idle--;
    if (closed) {
      return null;
    }
    if (!toWrite.isEmpty()) {
      writing++;
      return toWrite.remove();
    }
    decoding++;
    return toDecode.remove();
  }

  /**
   * @param worker the thread's; null for the consumer, which has none
   */
  private void write(DecodedCell cell, ImageWorker worker) {
    Throwable failure = null;
    try {
      if (worker == null) {
        cell.write(preprocess);
      } else {
        cell.write(worker);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    synchronized (this) {
      writing--;
      free.add(cell);
      if (failure != null) {
        writeFailure = failure;
      }
      if (inOrder.isEmpty() || (writing == 0 && toWrite.isEmpty())) {
        wakeConsumer();
      }
    }
  }

  /** Called when something may have come that the consumer waits for. */
  private void wakeConsumer() {
    LockSupport.unpark(parked);
    parked = null;
  }

  private void wakeWorker() {
    if (idle > 0) {
      notify();
    }
  }

  private void checkOpen() throws ClosedException {
    if (closed) {
      throw new ClosedException();
    }
  }

  /** The consumer was at work when another thread closed its source. */
  static final class ClosedException extends Exception {
    private static final long serialVersionUID = 1;
  }
}
