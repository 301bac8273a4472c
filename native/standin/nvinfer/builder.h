// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#ifndef STANDIN_NVINFER_BUILDER_H
#define STANDIN_NVINFER_BUILDER_H

#include <atomic>
#include <memory>
#include <vector>

#include "nvinfer/config.h"
#include "nvinfer/network.h"
#include "tables/builder.h"

namespace standin {

class Builder final : public nvtables::VBuilder {
 public:
  explicit Builder(const Log& log) : log_(log) {}
  ~Builder() noexcept override;

  bool platformHasFastFp16() const noexcept override { return true; }
  bool platformHasFastInt8() const noexcept override { return true; }
  nvtables::IBuilderConfig* createBuilderConfig() noexcept override;
  INetworkDefinition* createNetworkV2(nvtables::NetworkDefinitionCreationFlags flags) noexcept override;
  IOptimizationProfile* createOptimizationProfile() noexcept override;
  nvtables::IHostMemory* buildSerializedNetwork(INetworkDefinition& network,
                                                nvtables::IBuilderConfig& config) noexcept override;
  bool isNetworkSupported(INetworkDefinition const& network, nvtables::IBuilderConfig const& config) const noexcept override;
  ILogger* getLogger() const noexcept override { return log_.logger(); }

  IBuilder* self = nullptr;

 private:
  Log log_;
  Offspring offspring_;
  std::atomic<bool> building_{false};
  std::vector<std::unique_ptr<Kept<IOptimizationProfile, Profile>>> profiles_;
};

}  // namespace standin

#endif
