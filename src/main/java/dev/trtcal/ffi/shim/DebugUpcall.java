package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.trtcal_debug_fn;
import dev.trtcal.bindings.shim.trtcal_debug_tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A run shows a marked tensor.
 *
 * <p>
 *
 * {@snippet lang=c :
 * typedef int32_t (*trtcal_debug_fn)(int64_t context, const trtcal_debug_tensor* tensor);
 * }
 */
final class DebugUpcall implements trtcal_debug_fn.Function {
  static final Contexts<DebugTarget> CONTEXTS = new Contexts<>();

  /** One for the whole process. */
  static final MemorySegment STUB = trtcal_debug_fn.allocate(new DebugUpcall(), Arena.global());

  private static final int DONE = 0;

  /** Any negative answer tells the shim to show no more in this run. */
  private static final int STOP = -1;

  private DebugUpcall() {}

  @Override
  public int apply(long context, MemorySegment tensor) {
    DebugTarget target = null;
    try {
      target = CONTEXTS.find(context);
      if (target == null) {
        return STOP;
      }
      // The struct lives for this call, so its view ends with it.
      try (Arena call = Arena.ofConfined()) {
        target.show(
            ShimDebugTensor.of(
                tensor.reinterpret(trtcal_debug_tensor.layout().byteSize(), call, null)));
      }
      return DONE;
    } catch (Throwable t) {
      // Nothing may leave an upcall, not even an Error: the JVM would end. The run that this upcall
      // lies under throws it instead, once TensorRT has returned.
      if (target != null) {
        target.failed(t);
      }
      return STOP;
    }
  }
}
