// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// What was "measured" in builds: the names of layers, each worth the time that a build spends on it.
#ifndef STANDIN_NVINFER_TIMING_CACHE_H
#define STANDIN_NVINFER_TIMING_CACHE_H

#include <set>
#include <string>

#include "nvinfer/log.h"
#include "nvinfer/objects.h"
#include "tables/builder.h"

namespace standin {

class TimingCache final : public nvtables::VTimingCache {
 public:
  TimingCache(const Log& log, int64_t gpu) : log_(log), gpu_(gpu) {}

  // Null for bytes that are none, or of another version; empty where the knob says that TensorRT drops them in silence.
  static TimingCache* parse(const Log& log, const void* data, size_t size);

  nvtables::IHostMemory* serialize() const noexcept override;
  bool combine(nvtables::ITimingCache const& other, bool ignoreMismatch) noexcept override;

  int64_t gpu() const { return gpu_; }
  // False when it was known before.
  bool learn(const std::string& kernel) { return kernels_.insert(kernel).second; }

 private:
  Log log_;
  int64_t gpu_;
  std::set<std::string> kernels_;
};

}  // namespace standin

#endif
