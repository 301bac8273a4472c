package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.shim_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The builder and what it builds. */
public final class ShimBuilder {
  private ShimBuilder() {}

  /**
   * Asks the driver first.
   *
   * {@snippet lang=c :
   * int32_t trtcal_builder_create(trtcal_library* library, trtcal_logger* logger,
   *     trtcal_builder** out, trtcal_error* error);
   * void trtcal_builder_destroy(trtcal_builder* builder);
   * }
   *
   * @throws dev.trtcal.MissingEnvironmentException when there is no driver or no device
   */
  public static MemorySegment create(MemorySegment library, MemorySegment logger, Arena owner) {
    return NativeCall.create(
        "trtcal_builder_create",
        owner,
        (scratch, out, error) -> shim_h.trtcal_builder_create(library, logger, out, error),
        shim_h::trtcal_builder_destroy);
  }

  /**
   * Builds on the calling thread, on which the calibrator is called too.
   *
   * {@snippet lang=c :
   * int32_t trtcal_build_serialized(trtcal_builder* builder, trtcal_network* network,
   *     trtcal_config* config, trtcal_host_memory** out, trtcal_error* error);
   * void trtcal_host_memory_destroy(trtcal_host_memory* memory);
   * }
   */
  public static MemorySegment build(
      MemorySegment builder, MemorySegment network, MemorySegment config, Arena owner) {
    return NativeCall.create(
        "trtcal_build_serialized",
        owner,
        (scratch, out, error) ->
            shim_h.trtcal_build_serialized(builder, network, config, out, error),
        shim_h::trtcal_host_memory_destroy);
  }

  /**
   * The bytes of a build's result, not copied.
   *
   * {@snippet lang=c :
   * int32_t trtcal_host_memory_view(const trtcal_host_memory* memory, const void** data,
   *     uint64_t* bytes, trtcal_error* error);
   * }
   *
   * @param owner the arena of the result itself: closed with it
   */
  public static MemorySegment view(MemorySegment hostMemory, Arena owner) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment bytes = arena.allocate(ValueLayout.JAVA_LONG);
      NativeCall.check(
          "trtcal_host_memory_view",
          (scratch, error) -> shim_h.trtcal_host_memory_view(hostMemory, data, bytes, error));
      return data.get(ValueLayout.ADDRESS, 0)
          .reinterpret(bytes.get(ValueLayout.JAVA_LONG, 0), owner, null)
          .asReadOnly();
    }
  }
}
