package dev.trtcal.ffi.shim;

import dev.trtcal.Shape;
import dev.trtcal.bindings.shim.shim_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The builder's configuration and optimization profiles. */
public final class ShimConfig {
  private ShimConfig() {}

  public static MemorySegment create(MemorySegment builder, Arena owner) {
    return NativeCall.create(
        "trtcal_config_create",
        owner,
        (scratch, out, error) -> shim_h.trtcal_config_create(builder, out, error),
        shim_h::trtcal_config_destroy);
  }

  /**
   * Sets or clears a flag.
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
   * @param flag TensorRT's QuantizationFlag
   */
  public static void quantizationFlag(MemorySegment config, int flag, boolean on) {
    NativeCall.check(
        "trtcal_config_set_quantization_flag",
        (scratch, error) ->
            shim_h.trtcal_config_set_quantization_flag(config, flag, on ? 1 : 0, error));
  }

  public static void workspace(MemorySegment config, long bytes) {
    NativeCall.check(
        "trtcal_config_set_workspace",
        (scratch, error) -> shim_h.trtcal_config_set_workspace(config, bytes, error));
  }

  public static void optimizationLevel(MemorySegment config, int level) {
    NativeCall.check(
        "trtcal_config_set_optimization_level",
        (scratch, error) -> shim_h.trtcal_config_set_optimization_level(config, level, error));
  }

  /**
   * Sets how much the engine tells of its layers.
   *
   * @param verbosity TensorRT's ProfilingVerbosity
   */
  public static void profilingVerbosity(MemorySegment config, int verbosity) {
    NativeCall.check(
        "trtcal_config_set_profiling_verbosity",
        (scratch, error) -> shim_h.trtcal_config_set_profiling_verbosity(config, verbosity, error));
  }

  /**
   * Sets or takes away the calibrator.
   *
   * @param calibrator lent until the configuration is destroyed, or {@link MemorySegment#NULL} for
   *     none
   */
  public static void calibrator(MemorySegment config, MemorySegment calibrator) {
    NativeCall.check(
        "trtcal_config_set_calibrator",
        (scratch, error) -> shim_h.trtcal_config_set_calibrator(config, calibrator, error));
  }

  /** A profile that the builder keeps; closing the owner frees the handle alone. */
  public static MemorySegment createProfile(MemorySegment builder, Arena owner) {
    return NativeCall.create(
        "trtcal_profile_create",
        owner,
        (scratch, out, error) -> shim_h.trtcal_profile_create(builder, out, error),
        shim_h::trtcal_profile_destroy);
  }

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
   * @return the profile's number in the engine
   */
  public static int addProfile(MemorySegment config, MemorySegment profile) {
    return NativeCall.integer(
        "trtcal_config_add_profile",
        (out, error) -> shim_h.trtcal_config_add_profile(config, profile, out, error));
  }

  public static void calibrationProfile(MemorySegment config, MemorySegment profile) {
    NativeCall.check(
        "trtcal_config_set_calibration_profile",
        (scratch, error) -> shim_h.trtcal_config_set_calibration_profile(config, profile, error));
  }
}
