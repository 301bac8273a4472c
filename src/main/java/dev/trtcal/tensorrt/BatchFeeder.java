package dev.trtcal.tensorrt;

import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.TensorSpec;
import dev.trtcal.ffi.cuda.CudaRuntime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries batches from a source to the device. A thread of its own fills a ring of pinned buffers
 * ahead of {@link #next}, so that decoding overlaps TensorRT's work; all memory is allocated once.
 * Only the source's order decides what comes in which batch.
 */
final class BatchFeeder implements AutoCloseable {
  /** One being copied, one ready, one being filled. */
  private static final int RING = 3;

  /** What a batch of large images may take; in it the source is waited for when this is closed. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(BatchFeeder.class);

  private final BatchSource source;
  private final BatchLayout layout;
  private final CallerSide side;
  private final CudaRuntime cuda;

  /** Owns every buffer, the stream and the events. */
  private final Arena arena = Arena.ofShared();

  private final MemorySegment stream;
  private final Map<String, MemorySegment> device = new HashMap<>();

  /** Slots to fill, and what came of it. */
  private final Handover<Slot> free = new Handover<>(RING + 1);

  private final Handover<Slot> ready = new Handover<>(RING + 1);

  private final Duration patience;
  private final Thread worker = new Thread(this::work, "trtcal-feeder");
  private volatile boolean stopped;

  // The worker's alone; what it calls for every batch is made once.
  private final Supplier<Boolean> step = this::fillSlot;
  private final LongFunction<String> origins = this::origin;
  private Slot filling;
  private long first;

  // Who of the two leaves last frees the memory; under this object's lock.
  private boolean workerLeft;
  private boolean ownerLeft;

  // Written by the worker before it hands over the last slot, read after that.
  private long dropped;
  private Throwable failure;

  /**
   * A batch in pinned memory, or the end of the data.
   *
   * @param buffers one for each of the source's names, as the source fills it
   * @param pinned one for each input, as the device reads it; mostly the same memory
   * @param event marks the end of its copy
   */
  private record Slot(
      Map<String, MemorySegment> buffers, Map<String, MemorySegment> pinned, MemorySegment event) {
    boolean isEnd() {
      return buffers.isEmpty();
    }
  }

  private static final Slot END = new Slot(Map.of(), Map.of(), MemorySegment.NULL);

  /**
   * Allocates all buffers and starts reading.
   *
   * @param source read by the feeder's thread until this is closed, and not closed by it
   * @param side where the source is
   */
  BatchFeeder(BatchSource source, BatchLayout layout, CallerSide side) {
    this(source, layout, side, PATIENCE);
  }

  BatchFeeder(BatchSource source, BatchLayout layout, CallerSide side, Duration patience) {
    this.side = side;
    this.patience = patience;
    this.source = source;
    this.layout = layout;
    try {
      cuda = CudaRuntime.load();
      stream = cuda.createStream(arena);
      for (TensorSpec input : layout.inputs()) {
        device.put(input.name(), cuda.allocateDevice(CalibrationInput.bytes(input), arena));
      }
      for (int i = 0; i < RING; i++) {
        free.add(slot());
      }
      worker.setDaemon(true);
      worker.start();
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private Slot slot() {
    Map<String, MemorySegment> buffers = new HashMap<>();
    Map<String, MemorySegment> pinned = new HashMap<>();
    for (TensorSpec input : layout.inputs()) {
      MemorySegment memory = cuda.allocatePinned(CalibrationInput.bytes(input), arena);
      pinned.put(input.name(), memory);
      buffers.put(
          layout.sourceNames().get(input.name()),
          CalibrationInput.isWidened(input)
              ? arena.allocate(input.bytes(), input.type().bytes())
              : memory);
    }
    return new Slot(Map.copyOf(buffers), Map.copyOf(pinned), cuda.createEvent(arena));
  }

  /** The worker's life. */
  private void work() {
    fill();
    if (leaves(() -> workerLeft = true)) {
      release();
    }
  }

  /** Fills slots until the data end, the source fails, or it is told to stop. */
  private void fill() {
    try {
      for (first = 0; true; first += layout.batchSize()) {
        filling = free.take();
        if (stopped) {
          return;
        }
        if (!side.call(step)) {
          break;
        }
        ready.add(filling);
      }
    } catch (Throwable t) {
      // The source is code of the user's: whatever it throws must reach the build, not this
      // thread's end.
      failure = t;
    }
    ready.add(END);
  }

  /**
   * Fills one slot.
   *
   * @return false at the end of the data
   */
  private boolean fillSlot() {
    Slot slot = filling;
    int filled = source.fill(slot.buffers(), layout.batchSize());
    if (filled < 0 || filled > layout.batchSize()) {
      throw broken("fill answered " + filled + " for a batch of " + layout.batchSize());
    }
    if (filled < layout.batchSize()) {
      if (filled > 0 && source.fill(slot.buffers(), layout.batchSize()) != 0) {
        throw broken("a batch that is not full was not the last");
      }
      dropped = filled;
      return false;
    }
    for (TensorSpec input : layout.inputs()) {
      MemorySegment data = slot.buffers().get(layout.sourceNames().get(input.name()));
      FiniteCheck.check(input, layout.batchSize(), data, origins);
      if (CalibrationInput.isWidened(input)) {
        CalibrationInput.widen(data, slot.pinned().get(input.name()), input.shape().elements());
      }
    }
    return true;
  }

  /** Names a sample of the batch that is being filled. */
  private String origin(long sample) {
    return source.origin(first + sample);
  }

  private static CalibrationFailedException broken(String what) {
    return new CalibrationFailedException(
        "source.broken", "the data source breaks its contract: " + what);
  }

  /**
   * Brings the next batch to the device and binds it.
   *
   * @return false at the end of the data
   * @throws RuntimeException what the source threw; an Error likewise
   * @throws CalibrationFailedException when this thread is interrupted
   */
  boolean next(DeviceBindings bindings) {
    Slot slot;
    try {
      slot = ready.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CalibrationFailedException(
          "calibration.interrupted",
          "the calibration was interrupted before its data had ended; nothing was written",
          e);
    }
    if (slot.isEnd()) {
      ready.add(END);
      rethrow();
      return false;
    }
    for (TensorSpec input : layout.inputs()) {
      cuda.copyToDevice(
          device.get(input.name()),
          slot.pinned().get(input.name()),
          CalibrationInput.bytes(input),
          stream);
    }
    cuda.record(slot.event(), stream);
    cuda.awaitEvent(slot.event());
    free.add(slot);
    for (TensorSpec input : layout.inputs()) {
      bindings.set(input.name(), device.get(input.name()).address(), CalibrationInput.bytes(input));
    }
    return true;
  }

  private void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure != null) {
      throw new CalibrationFailedException(
          "source.failed", "the data source failed: " + failure, failure);
    }
  }

  /** Samples of a last batch that was not full; known once {@link #next} has answered false. */
  long dropped() {
    return dropped;
  }

  /**
   * Waits for the source to come back from the batch it is filling, then frees the memory. A source
   * that does not come back is interrupted, and if it does not hear that either, it is left behind:
   * freeing memory that it still writes to would end the JVM.
   */
  @Override
  public void close() {
    if (ownerLeft) {
      return;
    }
    stopped = true;
    free.add(END);
    boolean interrupted = Thread.interrupted();
    for (int half = 0; half < 2 && worker.isAlive(); half++) {
      if (half > 0) {
        worker.interrupt();
      }
      try {
        worker.join(patience.dividedBy(2));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (leaves(() -> ownerLeft = true)) {
      release();
    } else {
      log.warn(
          "the data source {} does not come back from fill, interrupted or not; it and the batch's"
              + " memory are left to it",
          source);
    }
  }

  /** Whether the other one has left already. */
  private synchronized boolean leaves(Runnable mark) {
    mark.run();
    return workerLeft && ownerLeft;
  }

  private void release() {
    Failures failures = new Failures();
    failures.run(() -> cuda.awaitStream(stream));
    failures.run(arena::close);
    failures.rethrow();
  }
}
