// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/builder.h"

#include "nvinfer/build.h"
#include "nvinfer/memory.h"

namespace standin {

Builder::~Builder() noexcept {
  for (const auto& profile : profiles_) died(Kind::profile, profile->object());
  if (offspring_.alive() == 0) return;
  count(Count::order_violations);
  log_.misuse("IBuilder", "deleted before " + std::to_string(offspring_.alive()) + " of its networks and configurations");
}

nvtables::IBuilderConfig* Builder::createBuilderConfig() noexcept {
  if (failsNow(Knob::null_config)) return nullptr;
  return new CallerOwned<nvtables::IBuilderConfig, Kind::config>(new Config(log_, offspring_));
}

INetworkDefinition* Builder::createNetworkV2(nvtables::NetworkDefinitionCreationFlags flags) noexcept {
  if (failsNow(Knob::null_network)) return nullptr;
  return newNetwork(log_, flags, self, offspring_);
}

IOptimizationProfile* Builder::createOptimizationProfile() noexcept {
  if (failsNow(Knob::null_profile)) return nullptr;
  profiles_.push_back(std::make_unique<Kept<IOptimizationProfile, Profile>>(log_));
  born(Kind::profile, profiles_.back()->object());
  return profiles_.back()->object();
}

bool Builder::isNetworkSupported(INetworkDefinition const& network, nvtables::IBuilderConfig const&) const noexcept {
  return !stateOf(network, "IBuilder::isNetworkSupported").outputs.empty();
}

nvtables::IHostMemory* Builder::buildSerializedNetwork(INetworkDefinition& network,
                                                       nvtables::IBuilderConfig& config) noexcept {
  const char* where = "IBuilder::buildSerializedNetwork";
  NetworkState& state = stateOf(network, where);
  Config& settings = behind<Config>(config, Kind::config, where);
  if (building_.exchange(true)) {
    log_.misuse(where, "this builder is building already");
    return nullptr;
  }
  std::optional<std::string> plan = Build(log_, state, settings).run();
  building_ = false;
  return plan ? newHostMemory(*std::move(plan)) : nullptr;
}

}  // namespace standin
