// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/timing_cache.h"

#include <sstream>

#include "nvinfer/memory.h"

namespace standin {
namespace {

constexpr const char* kMagic = "TRTCAL STAND-IN TIMING CACHE 1";

}  // namespace

TimingCache* TimingCache::parse(const Log& log, const void* data, size_t size) {
  if (size == 0) return new TimingCache(log, knob(Knob::gpu));
  std::istringstream in(std::string(static_cast<const char*>(data), size));
  std::string magic, kernel;
  int64_t version = 0, gpu = 0;
  std::getline(in, magic);
  in >> version >> gpu >> std::ws;
  if (magic != kMagic || version != knob(Knob::version)) {
    log.error("IBuilderConfig::createTimingCache: Error Code 1: Serialization (no timing cache of this version)");
    return knob(Knob::drop_timing_cache) != 0 ? new TimingCache(log, knob(Knob::gpu)) : nullptr;
  }
  auto* cache = new TimingCache(log, gpu);
  while (std::getline(in, kernel)) cache->learn(kernel);
  return cache;
}

nvtables::IHostMemory* TimingCache::serialize() const noexcept {
  std::ostringstream out;
  out << kMagic << '\n' << knob(Knob::version) << ' ' << gpu_ << '\n';
  for (const std::string& kernel : kernels_) out << kernel << '\n';
  return newHostMemory(out.str());
}

bool TimingCache::combine(nvtables::ITimingCache const& other, bool ignoreMismatch) noexcept {
  auto& more = behind<TimingCache>(other, Kind::timing_cache, "ITimingCache::combine");
  if (more.gpu_ != gpu_ && !ignoreMismatch) {
    log_.misuse("ITimingCache::combine", "the other was made on another device");
    return false;
  }
  kernels_.insert(more.kernels_.begin(), more.kernels_.end());
  return true;
}

}  // namespace standin
