package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.shim_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The object through which TensorRT logs. */
public final class ShimLogger {
  private ShimLogger() {}

  /**
   * A logger that passes everything to this target until the owner closes.
   *
   * {@snippet lang=c :
   * int32_t trtcal_logger_create(trtcal_log_fn log, int64_t context, trtcal_logger** out,
   *     trtcal_error* error);
   * void trtcal_logger_destroy(trtcal_logger* logger);
   * }
   */
  public static MemorySegment create(LogTarget target, Arena owner) {
    long context = LogUpcall.CONTEXTS.add(target);
    try {
      return NativeCall.create(
          "trtcal_logger_create",
          owner,
          (scratch, out, error) -> shim_h.trtcal_logger_create(LogUpcall.STUB, context, out, error),
          logger -> {
            shim_h.trtcal_logger_destroy(logger);
            LogUpcall.CONTEXTS.remove(context);
          });
    } catch (RuntimeException | Error e) {
      LogUpcall.CONTEXTS.remove(context);
      throw e;
    }
  }
}
