package dev.trtcal.ffi.shim;

import dev.trtcal.Shape;
import dev.trtcal.bindings.shim.shim_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Runs what was built: runtime, engine, execution context. */
public final class ShimRuntime {
  private ShimRuntime() {}

  /**
   * Asks the driver first.
   *
   * @throws dev.trtcal.MissingEnvironmentException when there is no driver or no device
   */
  public static MemorySegment create(MemorySegment library, MemorySegment logger, Arena owner) {
    return NativeCall.create(
        "trtcal_runtime_create",
        owner,
        (scratch, out, error) -> shim_h.trtcal_runtime_create(library, logger, out, error),
        shim_h::trtcal_runtime_destroy);
  }

  /**
   * Loads an engine.
   *
   * @param plan native memory, read during the call only
   */
  public static MemorySegment deserialize(MemorySegment runtime, MemorySegment plan, Arena owner) {
    return NativeCall.create(
        "trtcal_engine_deserialize",
        owner,
        (scratch, out, error) ->
            shim_h.trtcal_engine_deserialize(runtime, plan, plan.byteSize(), out, error),
        shim_h::trtcal_engine_destroy);
  }

  /** Inputs and outputs, in the engine's order. */
  public static List<ShimTensor> tensors(MemorySegment engine) {
    int count =
        NativeCall.integer(
            "trtcal_engine_tensor_count",
            (out, error) -> shim_h.trtcal_engine_tensor_count(engine, out, error));
    return ShimTensor.list(
        "trtcal_engine_tensor",
        count,
        (index, out, error) -> shim_h.trtcal_engine_tensor(engine, index, out, error));
  }

  public static MemorySegment createContext(MemorySegment engine, Arena owner) {
    return NativeCall.create(
        "trtcal_context_create",
        owner,
        (scratch, out, error) -> shim_h.trtcal_context_create(engine, out, error),
        shim_h::trtcal_context_destroy);
  }

  public static void inputShape(MemorySegment context, String input, Shape shape) {
    NativeCall.check(
        "trtcal_context_set_input_shape",
        (scratch, error) ->
            shim_h.trtcal_context_set_input_shape(
                context, scratch.allocateFrom(input), ShimTensor.dims(scratch, shape), error));
  }

  /**
   * Runs once and waits.
   *
   * @param addresses device memory of each of the engine's tensors, in its order
   */
  public static void execute(MemorySegment context, long[] addresses) {
    NativeCall.check(
        "trtcal_context_execute",
        (scratch, error) ->
            shim_h.trtcal_context_execute(
                context,
                scratch.allocateFrom(ValueLayout.JAVA_LONG, addresses),
                addresses.length,
                error));
  }
}
