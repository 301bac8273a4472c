#include "failure.hpp"
#include "handles.hpp"

using trtcal::abi::IBuilder;
using trtcal::abi::IBuilderConfig;

namespace {

using Config = trtcal::abi::Object<IBuilderConfig>;

// TensorRT's setters answer nothing and only log what they refuse: reading the value back finds it out.
template <class Method>
void check_taken(bool taken, const Method& setter, const std::string& value) {
  if (!taken) trtcal::tensorrt_failed(qualified(setter), "did not take " + value);
}

void require_flag(int32_t flag, int32_t on) {
  trtcal::require(flag >= 0 && flag < 32, "flag " + std::to_string(flag) + " is not 0 to 31");
  trtcal::require(on == 0 || on == 1, "on is " + std::to_string(on) + ", not 0 or 1");
}

}  // namespace

int32_t trtcal_config_create(trtcal_builder* builder, trtcal_config** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(builder, "builder").builder;
    trtcal::required(out, "out");
    IBuilderConfig* config =
        trtcal::created(object.call(IBuilder::createBuilderConfig), qualified(IBuilder::createBuilderConfig));
    auto made = std::make_unique<trtcal_config>(config, object.release());
    made->config.call(IBuilderConfig::setProgressMonitor, &made->monitor);
    *out = made.release();
  });
}

void trtcal_config_destroy(trtcal_config* config) { delete config; }

int32_t trtcal_config_set_flag(trtcal_config* config, int32_t flag, int32_t on, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Config& object = trtcal::required(config, "config").config;
    require_flag(flag, on);
    const auto& setter = on == 1 ? IBuilderConfig::setFlag : IBuilderConfig::clearFlag;
    object.call(setter, flag);
    check_taken(object.call(IBuilderConfig::getFlag, flag) == (on == 1), setter, "flag " + std::to_string(flag));
  });
}

int32_t trtcal_config_get_flag(const trtcal_config* config, int32_t flag, int32_t* out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Config& object = trtcal::required(config, "config").config;
    trtcal::required(out, "out");
    require_flag(flag, 0);
    *out = object.call(IBuilderConfig::getFlag, flag) ? 1 : 0;
  });
}

int32_t trtcal_config_set_quantization_flag(trtcal_config* config, int32_t flag, int32_t on, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Config& object = trtcal::required(config, "config").config;
    require_flag(flag, on);
    const auto& setter = on == 1 ? IBuilderConfig::setQuantizationFlag : IBuilderConfig::clearQuantizationFlag;
    object.call(setter, flag);
    check_taken(object.call(IBuilderConfig::getQuantizationFlag, flag) == (on == 1), setter,
                "flag " + std::to_string(flag));
  });
}

int32_t trtcal_config_set_workspace(trtcal_config* config, uint64_t bytes, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    // Not read back: TensorRT may lower it to what the device has.
    trtcal::required(config, "config")
        .config.call(IBuilderConfig::setMemoryPoolLimit, trtcal::abi::kWorkspacePool, bytes);
  });
}

int32_t trtcal_config_set_optimization_level(trtcal_config* config, int32_t level, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Config& object = trtcal::required(config, "config").config;
    trtcal::require(level >= 0 && level <= 5, "level " + std::to_string(level) + " is not 0 to 5");
    object.call(IBuilderConfig::setBuilderOptimizationLevel, level);
    check_taken(object.call(IBuilderConfig::getBuilderOptimizationLevel) == level,
                IBuilderConfig::setBuilderOptimizationLevel, "level " + std::to_string(level));
  });
}

int32_t trtcal_config_set_profiling_verbosity(trtcal_config* config, int32_t verbosity, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Config& object = trtcal::required(config, "config").config;
    trtcal::require(verbosity >= 0 && verbosity <= 2, "verbosity " + std::to_string(verbosity) + " is not 0 to 2");
    object.call(IBuilderConfig::setProfilingVerbosity, verbosity);
    check_taken(object.call(IBuilderConfig::getProfilingVerbosity) == verbosity, IBuilderConfig::setProfilingVerbosity,
                "verbosity " + std::to_string(verbosity));
  });
}

int32_t trtcal_config_set_hardware_compatibility(trtcal_config* config, int32_t level, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Config& object = trtcal::required(config, "config").config;
    trtcal::require(level >= 0 && level <= 2, "level " + std::to_string(level) + " is not 0 to 2");
    object.call(IBuilderConfig::setHardwareCompatibilityLevel, level);
    check_taken(object.call(IBuilderConfig::getHardwareCompatibilityLevel) == level,
                IBuilderConfig::setHardwareCompatibilityLevel, "level " + std::to_string(level));
  });
}

int32_t trtcal_config_set_calibrator(trtcal_config* config, trtcal_calibrator* calibrator, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Config& object = trtcal::required(config, "config").config;
    trtcal::abi::IInt8Calibrator* pointer = calibrator == nullptr ? nullptr : calibrator->forwarder.get();
    object.call(IBuilderConfig::setInt8Calibrator, pointer);
    check_taken(object.call(IBuilderConfig::getInt8Calibrator) == pointer, IBuilderConfig::setInt8Calibrator,
                "the calibrator");
    config->monitor.watch(calibrator == nullptr ? nullptr : &calibrator->answers);
    config->calibrator = calibrator;
  });
}

int32_t trtcal_config_add_profile(trtcal_config* config, const trtcal_profile* profile, int32_t* index_out,
                                  trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Config& object = trtcal::required(config, "config").config;
    trtcal::required(profile, "profile");
    trtcal::required(index_out, "index_out");
    const int32_t index = object.call(IBuilderConfig::addOptimizationProfile, profile->profile.get());
    if (index < 0)
      trtcal::tensorrt_failed(qualified(IBuilderConfig::addOptimizationProfile), "answered " + std::to_string(index));
    *index_out = index;
  });
}

int32_t trtcal_config_set_calibration_profile(trtcal_config* config, const trtcal_profile* profile,
                                              trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Config& object = trtcal::required(config, "config").config;
    trtcal::required(profile, "profile");
    if (!object.call(IBuilderConfig::setCalibrationProfile, profile->profile.get())) {
      trtcal::tensorrt_failed(qualified(IBuilderConfig::setCalibrationProfile), "answered false");
    }
  });
}
