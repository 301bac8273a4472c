package dev.trtcal.ffi.shim;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.TrtcalException;
import dev.trtcal.UsageException;
import dev.trtcal.bindings.shim.shim_h;
import dev.trtcal.bindings.shim.trtcal_error;
import dev.trtcal.ffi.GeneratedCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Runs a function of the shim and turns its status into an exception. */
final class NativeCall {
  private static final String REFUSED = "tensorrt.failed";
  private static final String STOPPED = "build.stopped";

  /** Calls of the shim. */
  static final GeneratedCall SHIM =
      new GeneratedCall("shim.symbol", "the TensorRT shim", "take the shim of the same release");

  private NativeCall() {}

  /** One function with its arguments in place, but for those that live for the call only. */
  @FunctionalInterface
  interface Call {
    /**
     * Calls it.
     *
     * @param scratch zeroed memory for arguments, freed after the call
     * @param error where the function puts its message
     * @return the status
     */
    int run(SegmentAllocator scratch, MemorySegment error);
  }

  /** A function whose last argument but one is where it puts an int. */
  @FunctionalInterface
  interface IntCall {
    int run(MemorySegment out, MemorySegment error);
  }

  /** A function that makes an object and puts its address in {@code out}. */
  @FunctionalInterface
  interface CreateCall {
    int run(SegmentAllocator scratch, MemorySegment out, MemorySegment error);
  }

  /** The function that takes the object back. */
  @FunctionalInterface
  interface Destroy {
    void run(MemorySegment object);
  }

  /**
   * Calls, and throws unless the status is OK.
   *
   * @param function the C function's name, for the message
   */
  static void check(String function, Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = trtcal_error.allocate(arena);
      int status = SHIM.run(() -> call.run(arena, error));
      if (status != shim_h.TRTCAL_OK()) {
        throw failure(function, status, error);
      }
    }
  }

  /**
   * As {@link #check}, but does not throw where it is TensorRT that refuses.
   *
   * @return what it refused, in words, or empty
   */
  static Optional<String> refusal(String function, Call call) {
    try {
      check(function, call);
      return Optional.empty();
    } catch (CalibrationFailedException e) {
      if (e.code().equals(REFUSED)) {
        return Optional.of(e.getMessage());
      }
      throw e;
    }
  }

  /** Calls a function that answers an int. */
  static int integer(String function, IntCall call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
      check(function, (scratch, error) -> call.run(out, error));
      return out.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /**
   * Makes an object that is destroyed when its arena closes. A segment of a closed arena cannot be
   * passed to a function any more, and an arena cannot be closed while a call uses it: so neither a
   * freed object is used nor an object freed in use.
   *
   * @param owner the arena, of this object alone
   * @return the object's address, without extent
   */
  static MemorySegment create(String function, Arena owner, CreateCall call, Destroy destroy) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
      check(function, (scratch, error) -> call.run(scratch, out, error));
      return out.get(ValueLayout.ADDRESS, 0)
          .reinterpret(owner, object -> SHIM.run(() -> destroyed(destroy, object)));
    }
  }

  private static int destroyed(Destroy destroy, MemorySegment object) {
    destroy.run(object);
    return shim_h.TRTCAL_OK();
  }

  private static TrtcalException failure(String function, int status, MemorySegment error) {
    String message = CStrings.read(trtcal_error.message(error));
    String text = message.isEmpty() ? function + ": failed with status " + status : message;
    if (status == shim_h.TRTCAL_LIBRARY_MISSING()) {
      return new MissingEnvironmentException("tensorrt.missing", text);
    }
    if (status == shim_h.TRTCAL_VERSION_REFUSED()) {
      return new MissingEnvironmentException("tensorrt.version", text);
    }
    if (status == shim_h.TRTCAL_NO_DRIVER()) {
      return new MissingEnvironmentException("tensorrt.nodriver", text);
    }
    if (status == shim_h.TRTCAL_INVALID_ARGUMENT()) {
      return new UsageException("tensorrt.argument", text);
    }
    if (status == shim_h.TRTCAL_TENSORRT_FAILED()) {
      return new CalibrationFailedException(REFUSED, text);
    }
    if (status == shim_h.TRTCAL_CALLBACK_FAILED()) {
      return new CalibrationFailedException("tensorrt.callback", text);
    }
    if (status == shim_h.TRTCAL_BUILD_STOPPED()) {
      return new CalibrationFailedException(STOPPED, text);
    }
    return new CalibrationFailedException("tensorrt.internal", text);
  }
}
