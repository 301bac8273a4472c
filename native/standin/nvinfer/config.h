// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// The build's configuration and the optimization profiles.
#ifndef STANDIN_NVINFER_CONFIG_H
#define STANDIN_NVINFER_CONFIG_H

#include <array>
#include <map>
#include <string>
#include <vector>

#include "nvinfer/log.h"
#include "nvinfer/objects.h"
#include "nvinfer/shape.h"
#include "nvinfer/timing_cache.h"
#include "tables/builder.h"

namespace standin {

using nvtables::IInt8Calibrator;
using nvtables::IOptimizationProfile;
using nvtables::IProgressMonitor;
using nvtables::OptProfileSelector;

class Profile final : public nvtables::VOptimizationProfile {
 public:
  explicit Profile(const Log& log) : log_(log) {}

  bool setDimensions(char const* input, OptProfileSelector which, Dims const& dims) noexcept override;
  Dims getDimensions(char const* input, OptProfileSelector which) const noexcept override;
  bool isValid() const noexcept override;

 private:
  struct Shapes {
    std::array<Dims, 3> dims{unknownDims(), unknownDims(), unknownDims()};
  };
  Log log_;
  std::map<std::string, Shapes> inputs_;
};

class Config final : public nvtables::VBuilderConfig {
 public:
  Config(const Log& log, const Offspring& parent) : log_(log), share_(parent) {}

  void setInt8Calibrator(IInt8Calibrator* calibrator) noexcept override;
  IInt8Calibrator* getInt8Calibrator() const noexcept override { return calibrator_; }
  void setFlags(nvtables::BuilderFlags flags) noexcept override { flags_ = flags; }
  nvtables::BuilderFlags getFlags() const noexcept override { return flags_; }
  void clearFlag(nvtables::BuilderFlag flag) noexcept override;
  void setFlag(nvtables::BuilderFlag flag) noexcept override;
  bool getFlag(nvtables::BuilderFlag flag) const noexcept override { return (flags_ >> static_cast<int>(flag) & 1) != 0; }
  int32_t addOptimizationProfile(IOptimizationProfile const* profile) noexcept override;
  int32_t getNbOptimizationProfiles() const noexcept override { return static_cast<int32_t>(profiles_.size()); }
  void setProfilingVerbosity(nvtables::ProfilingVerbosity verbosity) noexcept override { verbosity_ = verbosity; }
  nvtables::ProfilingVerbosity getProfilingVerbosity() const noexcept override { return verbosity_; }
  bool setCalibrationProfile(IOptimizationProfile const* profile) noexcept override;
  IOptimizationProfile const* getCalibrationProfile() noexcept override { return calibrationProfile_; }
  void setQuantizationFlags(nvtables::QuantizationFlags flags) noexcept override { quantizationFlags_ = flags; }
  nvtables::QuantizationFlags getQuantizationFlags() const noexcept override { return quantizationFlags_; }
  void clearQuantizationFlag(nvtables::QuantizationFlag flag) noexcept override;
  void setQuantizationFlag(nvtables::QuantizationFlag flag) noexcept override;
  bool getQuantizationFlag(nvtables::QuantizationFlag flag) const noexcept override {
    return (quantizationFlags_ >> static_cast<int>(flag) & 1) != 0;
  }
  nvtables::ITimingCache* createTimingCache(void const* blob, size_t size) const noexcept override;
  bool setTimingCache(nvtables::ITimingCache const& cache, bool ignoreMismatch) noexcept override;
  nvtables::ITimingCache const* getTimingCache() const noexcept override { return timingCache_; }
  void setHardwareCompatibilityLevel(nvtables::HardwareCompatibilityLevel level) noexcept override { hardware_ = level; }
  nvtables::HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept override { return hardware_; }
  void setMemoryPoolLimit(nvtables::MemoryPoolType pool, size_t bytes) noexcept override { pools_[pool] = bytes; }
  size_t getMemoryPoolLimit(nvtables::MemoryPoolType pool) const noexcept override;
  void setBuilderOptimizationLevel(int32_t level) noexcept override;
  int32_t getBuilderOptimizationLevel() const noexcept override { return level_; }
  void setProgressMonitor(IProgressMonitor* monitor) noexcept override;
  IProgressMonitor* getProgressMonitor() const noexcept override { return monitor_; }

  const std::vector<const Profile*>& profiles() const { return profiles_; }
  // Null when none was set.
  const Profile* calibrationProfile() const;
  // Null when none was set; stops a caller who deleted it.
  TimingCache* timingCache() const;

 private:
  Log log_;
  Offspring::Share share_;
  IInt8Calibrator* calibrator_ = nullptr;
  IProgressMonitor* monitor_ = nullptr;
  uint32_t flags_ = 1u << static_cast<int>(nvtables::BuilderFlag::kTF32);
  uint32_t quantizationFlags_ = 0;
  nvtables::ProfilingVerbosity verbosity_{};
  int32_t level_ = 3;
  nvtables::HardwareCompatibilityLevel hardware_{};
  nvtables::ITimingCache const* timingCache_ = nullptr;
  std::map<nvtables::MemoryPoolType, size_t> pools_;
  std::vector<const Profile*> profiles_;
  IOptimizationProfile const* calibrationProfile_ = nullptr;
};

}  // namespace standin

#endif
