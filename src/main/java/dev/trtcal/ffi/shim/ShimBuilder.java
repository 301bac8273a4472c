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
   * @throws dev.trtcal.MissingEnvironmentException when there is no driver or no device
   */
  public static MemorySegment create(MemorySegment library, MemorySegment logger, Arena owner) {
    return NativeCall.create(
        "trtcal_builder_create",
        owner,
        (scratch, out, error) -> shim_h.trtcal_builder_create(library, logger, out, error),
        shim_h::trtcal_builder_destroy);
  }

  /** Builds on the calling thread, on which the calibrator is called too. */
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
