// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/config.h"

#include "nvinfer/calibrator.h"

namespace standin {
namespace {

constexpr int kLastBuilderFlag = 25;       // of 10.6
constexpr int kLastQuantizationFlag = 0;

bool ordered(const Dims& low, const Dims& high) {
  if (low.nbDims < 0 || high.nbDims < 0) return true;
  if (low.nbDims != high.nbDims) return false;
  for (int i = 0; i < low.nbDims; ++i) {
    if (low.d[i] > high.d[i]) return false;
  }
  return true;
}

}  // namespace

bool Profile::setDimensions(char const* input, OptProfileSelector which, Dims const& dims) noexcept {
  const char* where = "IOptimizationProfile::setDimensions";
  if (failsNow(Knob::fail_profile_dimensions)) return false;
  auto index = static_cast<size_t>(which);
  if (input == nullptr || index > 2) {
    log_.misuse(where, "no name, or no such selector");
    return false;
  }
  if (dims.nbDims < 0 || dims.nbDims > 8 || isDynamic(dims)) {
    log_.misuse(where, std::string(input) + " needs extents that are known, not " + text(dims));
    return false;
  }
  Shapes changed = inputs_[input];
  changed.dims[index] = dims;
  if (!ordered(changed.dims[0], changed.dims[1]) || !ordered(changed.dims[1], changed.dims[2]) ||
      !ordered(changed.dims[0], changed.dims[2])) {
    log_.misuse(where, std::string(input) + " must have kMIN <= kOPT <= kMAX");
    return false;
  }
  inputs_[input] = changed;
  return true;
}

Dims Profile::getDimensions(char const* input, OptProfileSelector which) const noexcept {
  auto found = inputs_.find(input);
  return found == inputs_.end() ? unknownDims() : found->second.dims[static_cast<size_t>(which)];
}

bool Profile::isValid() const noexcept {
  for (const auto& [input, shapes] : inputs_) {
    for (const Dims& dims : shapes.dims) {
      if (dims.nbDims < 0) return false;
    }
  }
  return true;
}

void Config::setInt8Calibrator(IInt8Calibrator* calibrator) noexcept {
  if (calibrator != nullptr && !isSound(*calibrator, log_, "IBuilderConfig::setInt8Calibrator")) return;
  calibrator_ = calibrator;
}

void Config::clearFlag(nvtables::BuilderFlag flag) noexcept {
  int bit = static_cast<int>(flag);
  if (bit < 0 || bit > kLastBuilderFlag) return log_.misuse("IBuilderConfig::clearFlag", "flag " + std::to_string(bit));
  flags_ &= ~(1u << bit);
}

void Config::setFlag(nvtables::BuilderFlag flag) noexcept {
  int bit = static_cast<int>(flag);
  if (bit < 0 || bit > kLastBuilderFlag) return log_.misuse("IBuilderConfig::setFlag", "flag " + std::to_string(bit));
  flags_ |= 1u << bit;
}

int32_t Config::addOptimizationProfile(IOptimizationProfile const* profile) noexcept {
  const char* where = "IBuilderConfig::addOptimizationProfile";
  if (failsNow(Knob::fail_add_profile)) return -1;
  if (profile == nullptr) {
    log_.misuse(where, "no profile");
    return -1;
  }
  auto& added = behind<Profile>(*profile, Kind::profile, where);
  if (!added.isValid()) {
    log_.misuse(where, "the profile lacks a kMIN, kOPT or kMAX");
    return -1;
  }
  profiles_.push_back(&added);
  return static_cast<int32_t>(profiles_.size()) - 1;
}

bool Config::setCalibrationProfile(IOptimizationProfile const* profile) noexcept {
  const char* where = "IBuilderConfig::setCalibrationProfile";
  if (failsNow(Knob::fail_calibration_profile)) return false;
  if (profile != nullptr && !behind<Profile>(*profile, Kind::profile, where).isValid()) {
    log_.misuse(where, "the profile lacks a kMIN, kOPT or kMAX");
    return false;
  }
  calibrationProfile_ = profile;
  return true;
}

const Profile* Config::calibrationProfile() const {
  if (calibrationProfile_ == nullptr) return nullptr;
  return &behind<Profile>(*calibrationProfile_, Kind::profile, "IBuilder::buildSerializedNetwork");
}

void Config::clearQuantizationFlag(nvtables::QuantizationFlag flag) noexcept {
  quantizationFlags_ &= ~(1u << static_cast<int>(flag));
}

void Config::setQuantizationFlag(nvtables::QuantizationFlag flag) noexcept {
  int bit = static_cast<int>(flag);
  if (bit < 0 || bit > kLastQuantizationFlag) {
    return log_.misuse("IBuilderConfig::setQuantizationFlag", "flag " + std::to_string(bit));
  }
  quantizationFlags_ |= 1u << bit;
}

size_t Config::getMemoryPoolLimit(nvtables::MemoryPoolType pool) const noexcept {
  auto found = pools_.find(pool);
  return found == pools_.end() ? static_cast<size_t>(knob(Knob::device_memory)) : found->second;
}

void Config::setBuilderOptimizationLevel(int32_t level) noexcept {
  if (level < 0 || level > 5) {
    return log_.misuse("IBuilderConfig::setBuilderOptimizationLevel", "level " + std::to_string(level) + " is not 0 to 5");
  }
  level_ = level;
}

void Config::setProgressMonitor(IProgressMonitor* monitor) noexcept {
  if (monitor != nullptr && !isSound(*monitor, log_, "IBuilderConfig::setProgressMonitor")) return;
  monitor_ = monitor;
}

nvtables::ITimingCache* Config::createTimingCache(void const* blob, size_t size) const noexcept {
  if (failsNow(Knob::null_timing_cache)) return nullptr;
  TimingCache* cache = TimingCache::parse(log_, blob, size);
  return cache == nullptr ? nullptr : new CallerOwned<nvtables::ITimingCache, Kind::timing_cache>(cache);
}

bool Config::setTimingCache(nvtables::ITimingCache const& cache, bool ignoreMismatch) noexcept {
  const char* where = "IBuilderConfig::setTimingCache";
  if (behind<TimingCache>(cache, Kind::timing_cache, where).gpu() != knob(Knob::gpu) && !ignoreMismatch) {
    log_.misuse(where, "the timing cache was made on another device");
    return false;
  }
  timingCache_ = &cache;
  return true;
}

TimingCache* Config::timingCache() const {
  if (timingCache_ == nullptr) return nullptr;
  return &behind<TimingCache>(*timingCache_, Kind::timing_cache, "IBuilder::buildSerializedNetwork");
}

}  // namespace standin
