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
   * {@snippet lang=c :
   * int32_t trtcal_runtime_create(trtcal_library* library, trtcal_logger* logger,
   *     trtcal_runtime** out, trtcal_error* error);
   * void trtcal_runtime_destroy(trtcal_runtime* runtime);
   * }
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
   * {@snippet lang=c :
   * int32_t trtcal_engine_deserialize(trtcal_runtime* runtime, const void* plan,
   *     uint64_t bytes, trtcal_engine** out, trtcal_error* error);
   * void trtcal_engine_destroy(trtcal_engine* engine);
   * }
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

  /**
   * Inputs and outputs, in the engine's order.
   *
   * {@snippet lang=c :
   * int32_t trtcal_engine_tensor_count(const trtcal_engine* engine, int32_t* out,
   *     trtcal_error* error);
   * int32_t trtcal_engine_tensor(const trtcal_engine* engine, int32_t index,
   *     trtcal_tensor* out, trtcal_error* error);
   * }
   */
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

  /**
   * What became of the network, layer by layer, as TensorRT's inspector tells it.
   *
   * {@snippet lang=c :
   * int32_t trtcal_engine_information(trtcal_engine* engine, const char** out,
   *     trtcal_error* error);
   * }
   *
   * @return JSON; copied from the engine's memory
   */
  public static String information(MemorySegment engine) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment out = call.allocate(ValueLayout.ADDRESS);
      NativeCall.check(
          "trtcal_engine_information",
          (scratch, error) -> shim_h.trtcal_engine_information(engine, out, error));
      return CStrings.read(out.get(ValueLayout.ADDRESS, 0));
    }
  }

  /**
   * An execution context, released by its owner.
   *
   * {@snippet lang=c :
   * int32_t trtcal_context_create(trtcal_engine* engine, trtcal_context** out,
   *     trtcal_error* error);
   * void trtcal_context_destroy(trtcal_context* context);
   * }
   */
  public static MemorySegment createContext(MemorySegment engine, Arena owner) {
    return NativeCall.create(
        "trtcal_context_create",
        owner,
        (scratch, out, error) -> shim_h.trtcal_context_create(engine, out, error),
        shim_h::trtcal_context_destroy);
  }

  /**
   * Sets the shape of a dynamic input.
   *
   * {@snippet lang=c :
   * int32_t trtcal_context_set_input_shape(trtcal_context* context, const char* input,
   *     const trtcal_dims* dims, trtcal_error* error);
   * }
   */
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
   * {@snippet lang=c :
   * int32_t trtcal_context_execute(trtcal_context* context, void* const* device_pointers,
   *     int32_t count, trtcal_error* error);
   * }
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

  /**
   * Starts a run behind all that the stream was given so far.
   *
   * {@snippet lang=c :
   * int32_t trtcal_context_enqueue(trtcal_context* context, void* const* device_pointers,
   *     int32_t count, void* stream, trtcal_error* error);
   * }
   *
   * @param addresses device memory of each of the engine's tensors, in its order
   */
  public static void enqueue(MemorySegment context, long[] addresses, MemorySegment stream) {
    NativeCall.check(
        "trtcal_context_enqueue",
        (scratch, error) ->
            shim_h.trtcal_context_enqueue(
                context,
                scratch.allocateFrom(ValueLayout.JAVA_LONG, addresses),
                addresses.length,
                stream,
                error));
  }

  /**
   * Has runs show the tensors that were marked when the engine was built.
   *
   * {@snippet lang=c :
   * int32_t trtcal_context_set_debug_listener(trtcal_context* context,
   *     trtcal_debug_listener* listener, trtcal_error* error);
   * }
   *
   * @param listener {@link MemorySegment#NULL} takes it away
   */
  public static void debugListener(MemorySegment context, MemorySegment listener) {
    NativeCall.check(
        "trtcal_context_set_debug_listener",
        (scratch, error) -> shim_h.trtcal_context_set_debug_listener(context, listener, error));
  }
}
