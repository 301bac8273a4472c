// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// What a built "engine" is: the network's inputs and outputs, the profiles' shapes, the scales. No weights.
#ifndef STANDIN_NVINFER_PLAN_H
#define STANDIN_NVINFER_PLAN_H

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "nvinfer/cache.h"
#include "nvinfer/shape.h"

namespace standin {

struct PlanTensor {
  std::string name;
  bool isInput;
  DataType type;
  Dims dims;
  // kMIN, kOPT, kMAX of each profile; inputs only.
  std::vector<std::array<Dims, 3>> profiles;
};

struct Plan {
  int64_t version;
  int32_t layers;
  int32_t profiles;
  bool detailed;  // built with detailed profiling, so that the inspector tells more than names
  std::vector<PlanTensor> tensors;
  std::vector<PlanTensor> debug;  // marked to be shown when the engine runs
  Scales scales;
};

std::string planBytes(const Plan& plan);
// Nothing for bytes that planBytes did not write, whole and unchanged.
std::optional<Plan> parsePlan(const void* data, size_t size);

}  // namespace standin

#endif
