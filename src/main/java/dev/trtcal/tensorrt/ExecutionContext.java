package dev.trtcal.tensorrt;

import dev.trtcal.Shape;
import dev.trtcal.UsageException;
import dev.trtcal.ffi.shim.ShimRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs an engine. */
public final class ExecutionContext implements AutoCloseable {
  private final Handle handle;
  private final List<TensorInfo> tensors;

  /** Shapes known so far: what is static, and what was set. */
  private final Map<String, Shape> shapes = new HashMap<>();

  ExecutionContext(Handle handle, List<TensorInfo> tensors) {
    this.handle = handle;
    this.tensors = tensors;
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
      check(tensor, buffer);
      addresses[i] = buffer.address();
    }
    ShimRuntime.execute(handle.segment(), addresses);
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
    handle.close();
  }
}
