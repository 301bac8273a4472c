package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.trtcal_log_fn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * TensorRT's log reaches Java here.
 *
 * <p>
 *
 * {@snippet lang=c :
 * typedef void (*trtcal_log_fn)(int64_t context, int32_t severity, const char* message);
 * }
 */
final class LogUpcall implements trtcal_log_fn.Function {
  static final Contexts<LogTarget> CONTEXTS = new Contexts<>();

  /** One for the whole process; TensorRT may call it as long as a library is loaded. */
  static final MemorySegment STUB = trtcal_log_fn.allocate(new LogUpcall(), Arena.global());

  private LogUpcall() {}

  @Override
  public void apply(long context, int severity, MemorySegment message) {
    try {
      LogTarget target = CONTEXTS.find(context);
      if (target != null && target.wants(severity)) {
        target.log(severity, CStrings.read(message));
      }
    } catch (Throwable t) {
      // Whatever left this method would end the JVM. There is nobody to tell: the log itself is
      // what failed, and a lost line must not stop TensorRT's work.
      return;
    }
  }
}
