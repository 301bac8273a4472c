package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.shim_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The object to which a run shows its marked tensors. */
public final class ShimDebugListener {
  private ShimDebugListener() {}

  /**
   * A listener that passes everything to this target until the owner closes.
   *
   * {@snippet lang=c :
   * int32_t trtcal_debug_listener_create(trtcal_debug_fn show, int64_t context,
   *     trtcal_debug_listener** out, trtcal_error* error);
   * void trtcal_debug_listener_destroy(trtcal_debug_listener* listener);
   * }
   */
  public static MemorySegment create(DebugTarget target, Arena owner) {
    long context = DebugUpcall.CONTEXTS.add(target);
    try {
      return NativeCall.create(
          "trtcal_debug_listener_create",
          owner,
          (scratch, out, error) ->
              shim_h.trtcal_debug_listener_create(DebugUpcall.STUB, context, out, error),
          listener -> {
            shim_h.trtcal_debug_listener_destroy(listener);
            DebugUpcall.CONTEXTS.remove(context);
          });
    } catch (RuntimeException | Error e) {
      DebugUpcall.CONTEXTS.remove(context);
      throw e;
    }
  }
}
