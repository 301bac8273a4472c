package dev.trtcal.ffi.shim;

import dev.trtcal.Shape;
import dev.trtcal.bindings.shim.shim_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The builder's configuration and optimization profiles. */
public final class ShimConfig {
  private ShimConfig() {}

  /**
   * A configuration with TensorRT's defaults, released by its owner; its builds tell the target how
   * they go.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_create(trtcal_builder* builder, trtcal_config** out,
   *     trtcal_error* error);
   * int32_t trtcal_config_set_monitor(trtcal_config* config,
   *     const trtcal_monitor_callbacks* callbacks, trtcal_error* error);
   * void trtcal_config_destroy(trtcal_config* config);
   * }
   */
  public static MemorySegment create(MemorySegment builder, MonitorTarget target, Arena owner) {
    long context = MonitorUpcall.CONTEXTS.add(target);
    try {
      MemorySegment made =
          NativeCall.create(
              "trtcal_config_create",
              owner,
              (scratch, out, error) -> shim_h.trtcal_config_create(builder, out, error),
              config -> {
                shim_h.trtcal_config_destroy(config);
                MonitorUpcall.CONTEXTS.remove(context);
              });
      NativeCall.check(
          "trtcal_config_set_monitor",
          (scratch, error) ->
              shim_h.trtcal_config_set_monitor(
                  made, MonitorUpcall.callbacks(scratch, context), error));
      return made;
    } catch (RuntimeException | Error e) {
      MonitorUpcall.CONTEXTS.remove(context);
      throw e;
    }
  }

  /**
   * Sets or clears a flag.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_set_flag(trtcal_config* config, int32_t flag, int32_t on,
   *     trtcal_error* error);
   * }
   *
   * @param flag TensorRT's BuilderFlag
   */
  public static void flag(MemorySegment config, int flag, boolean on) {
    NativeCall.check(
        "trtcal_config_set_flag",
        (scratch, error) -> shim_h.trtcal_config_set_flag(config, flag, on ? 1 : 0, error));
  }

  /**
   * Whether a flag is set.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_get_flag(const trtcal_config* config, int32_t flag, int32_t* out,
   *     trtcal_error* error);
   * }
   *
   * @param flag TensorRT's BuilderFlag
   */
  public static boolean flag(MemorySegment config, int flag) {
    return NativeCall.integer(
            "trtcal_config_get_flag",
            (out, error) -> shim_h.trtcal_config_get_flag(config, flag, out, error))
        != 0;
  }

  /**
   * Sets or clears a flag.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_set_quantization_flag(trtcal_config* config, int32_t flag,
   *     int32_t on, trtcal_error* error);
   * }
   *
   * @param flag TensorRT's QuantizationFlag
   */
  public static void quantizationFlag(MemorySegment config, int flag, boolean on) {
    NativeCall.check(
        "trtcal_config_set_quantization_flag",
        (scratch, error) ->
            shim_h.trtcal_config_set_quantization_flag(config, flag, on ? 1 : 0, error));
  }

  /**
   * Limits the device memory that a layer may use.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_set_workspace(trtcal_config* config, uint64_t bytes,
   *     trtcal_error* error);
   * }
   */
  public static void workspace(MemorySegment config, long bytes) {
    NativeCall.check(
        "trtcal_config_set_workspace",
        (scratch, error) -> shim_h.trtcal_config_set_workspace(config, bytes, error));
  }

  /**
   * Sets how long to search for fast kernels, 0 to 5.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_set_optimization_level(trtcal_config* config, int32_t level,
   *     trtcal_error* error);
   * }
   */
  public static void optimizationLevel(MemorySegment config, int level) {
    NativeCall.check(
        "trtcal_config_set_optimization_level",
        (scratch, error) -> shim_h.trtcal_config_set_optimization_level(config, level, error));
  }

  /**
   * Sets how much the engine tells of its layers.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_set_profiling_verbosity(trtcal_config* config, int32_t verbosity,
   *     trtcal_error* error);
   * }
   *
   * @param verbosity TensorRT's ProfilingVerbosity
   */
  public static void profilingVerbosity(MemorySegment config, int verbosity) {
    NativeCall.check(
        "trtcal_config_set_profiling_verbosity",
        (scratch, error) -> shim_h.trtcal_config_set_profiling_verbosity(config, verbosity, error));
  }

  /**
   * Sets on which other GPUs the engine is to run.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_set_hardware_compatibility(trtcal_config* config, int32_t level,
   *     trtcal_error* error);
   * }
   *
   * @param level TensorRT's HardwareCompatibilityLevel
   */
  public static void hardwareCompatibility(MemorySegment config, int level) {
    NativeCall.check(
        "trtcal_config_set_hardware_compatibility",
        (scratch, error) -> shim_h.trtcal_config_set_hardware_compatibility(config, level, error));
  }

  /**
   * Sets or takes away the calibrator.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_set_calibrator(trtcal_config* config,
   *     trtcal_calibrator* calibrator, trtcal_error* error);
   * }
   *
   * @param calibrator lent until the configuration is destroyed, or {@link MemorySegment#NULL} for
   *     none
   */
  public static void calibrator(MemorySegment config, MemorySegment calibrator) {
    NativeCall.check(
        "trtcal_config_set_calibrator",
        (scratch, error) -> shim_h.trtcal_config_set_calibrator(config, calibrator, error));
  }

  /**
   * A profile that the builder keeps; closing the owner frees the handle alone.
   *
   * {@snippet lang=c :
   * int32_t trtcal_profile_create(trtcal_builder* builder, trtcal_profile** out,
   *     trtcal_error* error);
   * void trtcal_profile_destroy(trtcal_profile* profile);
   * }
   */
  public static MemorySegment createProfile(MemorySegment builder, Arena owner) {
    return NativeCall.create(
        "trtcal_profile_create",
        owner,
        (scratch, out, error) -> shim_h.trtcal_profile_create(builder, out, error),
        shim_h::trtcal_profile_destroy);
  }

  /**
   * Sets the shapes of one input.
   *
   * {@snippet lang=c :
   * int32_t trtcal_profile_set(trtcal_profile* profile, const char* input,
   *     const trtcal_dims* min, const trtcal_dims* opt, const trtcal_dims* max,
   *     trtcal_error* error);
   * }
   */
  public static void setProfile(
      MemorySegment profile, String input, Shape min, Shape opt, Shape max) {
    NativeCall.check(
        "trtcal_profile_set",
        (scratch, error) ->
            shim_h.trtcal_profile_set(
                profile,
                scratch.allocateFrom(input),
                ShimTensor.dims(scratch, min),
                ShimTensor.dims(scratch, opt),
                ShimTensor.dims(scratch, max),
                error));
  }

  /**
   * Adds a profile.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_add_profile(trtcal_config* config, const trtcal_profile* profile,
   *     int32_t* index_out, trtcal_error* error);
   * }
   *
   * @return the profile's number in the engine
   */
  public static int addProfile(MemorySegment config, MemorySegment profile) {
    return NativeCall.integer(
        "trtcal_config_add_profile",
        (out, error) -> shim_h.trtcal_config_add_profile(config, profile, out, error));
  }

  /**
   * Sets the profile whose opt shapes calibration runs in.
   *
   * {@snippet lang=c :
   * int32_t trtcal_config_set_calibration_profile(trtcal_config* config,
   *     const trtcal_profile* profile, trtcal_error* error);
   * }
   */
  public static void calibrationProfile(MemorySegment config, MemorySegment profile) {
    NativeCall.check(
        "trtcal_config_set_calibration_profile",
        (scratch, error) -> shim_h.trtcal_config_set_calibration_profile(config, profile, error));
  }
}
