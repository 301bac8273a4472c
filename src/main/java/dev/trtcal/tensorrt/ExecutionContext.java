package dev.trtcal.tensorrt;

import dev.trtcal.Shape;
import dev.trtcal.UsageException;
import dev.trtcal.ffi.shim.ShimDebugListener;
import dev.trtcal.ffi.shim.ShimRuntime;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Runs an engine. */
public final class ExecutionContext implements AutoCloseable {
  private final Handle handle;
  private final List<TensorInfo> tensors;
  private final TensorRtLogger logger;

  // Under this object's lock.
  private Handle listener;
  private DebugSession session;
  private int shown;

  /** Shapes known so far: what is static, and what was set. */
  private final Map<String, Shape> shapes = new HashMap<>();

  ExecutionContext(Handle handle, List<TensorInfo> tensors, TensorRtLogger logger) {
    this.handle = handle;
    this.tensors = tensors;
    this.logger = logger;
    for (TensorInfo tensor : tensors) {
      if (!tensor.shape().isDynamic()) {
        shapes.put(tensor.name(), tensor.shape());
      }
    }
  }

  /**
   * Sets the shape of a dynamic input, batch axis included; kept for later runs.
   *
   * @throws dev.trtcal.CalibrationFailedException when no profile of the engine allows it
   */
  public void setInputShape(String input, Shape shape) {
    ShimRuntime.inputShape(handle.segment(), input, shape);
    shapes.put(input, shape);
  }

  /**
   * Runs once and waits until the outputs are there.
   *
   * @param buffers one for each of the engine's tensors, by name. Of a dynamic output the size is
   *     not checked here: it must hold what the inputs' shapes make of it
   * @throws UsageException when a tensor has no buffer or one that is too small, or a dynamic input
   *     no shape
   */
  public void execute(Map<String, DeviceBuffer> buffers) {
    List<Runnable> held = new ArrayList<>();
    try {
      ShimRuntime.execute(handle.segment(), addresses(buffers, held::add));
    } finally {
      held.forEach(Runnable::run);
    }
  }

  /**
   * Starts a run behind all that the stream was given so far. Closing one of the buffers waits
   * until the stream has got past it.
   *
   * @param buffers as {@link #execute}
   * @throws UsageException as {@link #execute}
   * @throws dev.trtcal.CalibrationFailedException when TensorRT fails, with its own last errors and
   *     warnings in the message; or, wrapping it, when the debug listener threw a checked exception
   * @throws RuntimeException what the debug listener threw, itself; an Error likewise
   */
  public void enqueue(Map<String, DeviceBuffer> buffers, CudaStream stream) {
    List<Runnable> held = new ArrayList<>();
    try (TensorRtLogger.Capture log = logger.capture()) {
      long[] addresses = addresses(buffers, held::add);
      DebugSession session = startShowing(held::add);
      buffers.values().forEach(buffer -> buffer.pending().on(stream));
      try {
        ShimRuntime.enqueue(handle.segment(), addresses, stream.segment());
      } catch (RuntimeException | Error e) {
        throw BuildFailure.choose(e, session == null ? null : session.failure(), log.lines());
      }
    } finally {
      held.forEach(Runnable::run);
    }
  }

  /**
   * Keeps the debug listener for a run.
   *
   * @param held gets what ends that
   * @return null where there is none
   */
  private synchronized DebugSession startShowing(Consumer<Runnable> held) {
    if (session == null) {
      return null;
    }
    shown++;
    held.accept(this::stopShowing);
    session.start();
    return session;
  }

  private synchronized void stopShowing() {
    shown--;
  }

  private void checkNotShown() {
    if (shown > 0) {
      throw new IllegalStateException(
          "the debug listener cannot be replaced while a run shows it tensors");
    }
  }

  /**
   * Has this listener shown the engine's debug tensors in the next runs that are enqueued, in place
   * of one set before.
   *
   * @param wanted stays the caller's
   * @throws IllegalStateException when {@link #enqueue} is showing one tensors
   */
  public synchronized void setDebugListener(DebugListener wanted) {
    checkNotShown();
    DebugSession next = new DebugSession(wanted);
    // TensorRT may ask it as long as the context has it, so it is not the context's child, which
    // would be closed first.
    Handle made =
        Handle.unwatched("the debug listener", arena -> ShimDebugListener.create(next, arena));
    try {
      ShimRuntime.debugListener(handle.segment(), made.segment());
    } catch (RuntimeException | Error e) {
      made.close();
      throw e;
    }
    Handle before = listener;
    listener = made;
    session = next;
    if (before != null) {
      before.close();
    }
  }

  /**
   * Takes the debug listener away.
   *
   * @throws IllegalStateException as {@link #setDebugListener}
   */
  public synchronized void clearDebugListener() {
    checkNotShown();
    ShimRuntime.debugListener(handle.segment(), MemorySegment.NULL);
    session = null;
    if (listener != null) {
      listener.close();
      listener = null;
    }
  }

  /**
   * @param holds gets what lets go of the buffers, which nobody may free meanwhile
   */
  private long[] addresses(Map<String, DeviceBuffer> buffers, Consumer<Runnable> holds) {
    long[] addresses = new long[tensors.size()];
    for (int i = 0; i < addresses.length; i++) {
      TensorInfo tensor = tensors.get(i);
      DeviceBuffer buffer = buffers.get(tensor.name());
      if (buffer == null) {
        throw new UsageException(
            "tensor.unbound",
            "tensor "
                + tensor.name()
                + ": no buffer for it; the engine's tensors are "
                + tensors.stream().map(TensorInfo::name).collect(Collectors.joining(", ")));
      }
      buffer.hold();
      holds.accept(buffer::letGo);
      check(tensor, buffer);
      addresses[i] = buffer.address();
    }
    return addresses;
  }

  private void check(TensorInfo tensor, DeviceBuffer buffer) {
    Shape shape = shapes.get(tensor.name());
    if (shape == null) {
      if (tensor.input()) {
        throw new UsageException(
            "input.shapeless", "input " + tensor + ": is dynamic; set its shape first");
      }
      return;
    }
    long wanted = tensor.bytes(shape);
    if (buffer.bytes() < wanted) {
      throw new UsageException(
          "tensor.short",
          "tensor "
              + tensor.name()
              + ": its device buffer has "
              + buffer.bytes()
              + " bytes, it takes "
              + wanted);
    }
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    failures.run(handle::close);
    if (listener != null && !handle.isOpen()) {
      failures.run(listener::close);
    }
    failures.rethrow();
  }
}
