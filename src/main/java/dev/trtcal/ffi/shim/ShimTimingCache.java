package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.shim_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** What TensorRT measured of its kernels, as bytes that go from build to build. */
public final class ShimTimingCache {
  private ShimTimingCache() {}

  /**
   * Gives a configuration what earlier builds measured.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_set_timing_cache(trtcal_config* config, const void* data,
   *     uint64_t bytes, trtcal_error* error);
   * }
   *
   * @param cache empty for one that holds nothing yet
   * @return why TensorRT refuses it, or empty
   */
  public static Optional<String> set(MemorySegment config, byte[] cache) {
    return NativeCall.refusal(
        "trtcal_config_set_timing_cache",
        (scratch, error) ->
            shim_h.trtcal_config_set_timing_cache(
                config, scratch.allocateFrom(ValueLayout.JAVA_BYTE, cache), cache.length, error));
  }

  /**
   * Adds what another holds to the one that was set.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_merge_timing_cache(trtcal_config* config, const void* data,
   *     uint64_t bytes, trtcal_error* error);
   * }
   *
   * @return why TensorRT refuses it, or empty
   */
  public static Optional<String> merge(MemorySegment config, byte[] cache) {
    return NativeCall.refusal(
        "trtcal_config_merge_timing_cache",
        (scratch, error) ->
            shim_h.trtcal_config_merge_timing_cache(
                config, scratch.allocateFrom(ValueLayout.JAVA_BYTE, cache), cache.length, error));
  }

  /**
   * What the one that was set holds by now, copied.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_timing_cache(const trtcal_config* config, trtcal_host_memory** out,
   *     trtcal_error* error);
   * }
   */
  public static byte[] bytes(MemorySegment config) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment memory =
          NativeCall.create(
              "trtcal_config_timing_cache",
              call,
              (scratch, out, error) -> shim_h.trtcal_config_timing_cache(config, out, error),
              shim_h::trtcal_host_memory_destroy);
      return ShimBuilder.view(memory, call).toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
