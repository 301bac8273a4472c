// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#ifndef STANDIN_NVINFER_MEMORY_H
#define STANDIN_NVINFER_MEMORY_H

#include <string>

#include "nvinfer/objects.h"
#include "tables/builder.h"

namespace standin {

class HostMemory final : public nvtables::VHostMemory {
 public:
  explicit HostMemory(std::string bytes) : bytes_(std::move(bytes)) {}
  void* data() const noexcept override { return const_cast<char*>(bytes_.data()); }
  size_t size() const noexcept override { return bytes_.size(); }
  nvtables::DataType type() const noexcept override { return nvtables::DataType::kINT8; }

 private:
  std::string bytes_;
};

inline nvtables::IHostMemory* newHostMemory(std::string bytes) {
  return new CallerOwned<nvtables::IHostMemory, Kind::host_memory>(new HostMemory(std::move(bytes)));
}

}  // namespace standin

#endif
