// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/engine.h"

#include <algorithm>

#include "nvinfer/memory.h"

namespace standin {

using nvtables::TensorIOMode;

Runtime::~Runtime() noexcept {
  if (offspring_.alive() == 0) return;
  count(Count::order_violations);
  log_.misuse("IRuntime", "deleted before " + std::to_string(offspring_.alive()) + " of its engines");
}

nvtables::ICudaEngine* Runtime::deserializeCudaEngine(void const* blob, size_t size) noexcept {
  const std::string where = "IRuntime::deserializeCudaEngine";
  if (failsNow(Knob::null_engine)) return nullptr;
  if (blob == nullptr || size == 0) {
    log_.misuse(where, "no plan was given");
    return nullptr;
  }
  std::optional<Plan> plan = parsePlan(blob, size);
  if (!plan) {
    log_.error(where + ": Error Code 1: Serialization (the bytes are no plan, or not the whole of one)");
    return nullptr;
  }
  if (plan->version != knob(Knob::version)) {
    log_.error(where + ": Error Code 6: API Usage Error (the plan is of version " + std::to_string(plan->version) +
               ", this library is " + std::to_string(knob(Knob::version)) + ")");
    return nullptr;
  }
  auto* engine = new Engine(log_, *std::move(plan), offspring_);
  engine->self = new CallerOwned<nvtables::ICudaEngine, Kind::engine>(engine);
  return engine->self;
}

Engine::~Engine() noexcept {
  if (offspring_.alive() == 0) return;
  count(Count::order_violations);
  log_.misuse("ICudaEngine", "deleted before " + std::to_string(offspring_.alive()) + " of its contexts");
}

const PlanTensor* Engine::find(const char* name, const char* method) const {
  for (const auto& tensor : plan_->tensors) {
    if (name != nullptr && tensor.name == name) return &tensor;
  }
  log_.misuse(std::string("ICudaEngine::") + method, "no input or output is named " + std::string(name ? name : "null"));
  return nullptr;
}

nvtables::IHostMemory* Engine::serialize() const noexcept { return newHostMemory(planBytes(*plan_)); }

nvtables::IExecutionContext* Engine::createExecutionContext(nvtables::ExecutionContextAllocationStrategy) noexcept {
  if (failsNow(Knob::null_context)) return nullptr;
  return new CallerOwned<nvtables::IExecutionContext, Kind::context>(new Context(log_, plan_, self, offspring_));
}

nvtables::IEngineInspector* Engine::createEngineInspector() const noexcept {
  if (failsNow(Knob::null_inspector)) return nullptr;
  return new CallerOwned<nvtables::IEngineInspector, Kind::inspector>(new Inspector(plan_, offspring_));
}

char const* Inspector::getEngineInformation(nvtables::LayerInformationFormat format) const noexcept {
  if (format != nvtables::LayerInformationFormat::kJSON) return "";
  std::string inputs, outputs;
  for (const PlanTensor& tensor : plan_->tensors) {
    std::string& list = tensor.isInput ? inputs : outputs;
    if (!list.empty()) list += ",";
    list += "{\"Name\": \"" + tensor.name + "\", \"Format/Datatype\": \"" + (plan_->scales.empty() ? "Float" : "Int8") + "\"}";
  }
  for (const PlanTensor& tensor : plan_->debug) {
    bool int8 = std::any_of(plan_->scales.begin(), plan_->scales.end(), [&](const auto& s) { return s.first == tensor.name; });
    outputs += ",{\"Name\": \"" + tensor.name + "\", \"Format/Datatype\": \"" + (int8 ? "Int8" : "Float") + "\"}";
  }
  const std::string name = "\"the whole network\"";
  text_ = "{\"Layers\": [";
  text_ += plan_->detailed ? "{\"Name\": " + name + ", \"LayerType\": \"StandIn\", \"Inputs\": [" + inputs + "], \"Outputs\": [" +
                                 outputs + "], \"Metadata\": \"\"}"
                           : name;
  text_ += "],\n\"Bindings\": []}\n";
  return text_.c_str();
}

bool Engine::isDebugTensor(char const* name) const noexcept {
  return name != nullptr &&
         std::any_of(plan_->debug.begin(), plan_->debug.end(), [&](const auto& tensor) { return tensor.name == name; });
}

Dims Engine::getTensorShape(char const* name) const noexcept {
  const PlanTensor* tensor = find(name, "getTensorShape");
  return tensor == nullptr ? unknownDims() : tensor->dims;
}

DataType Engine::getTensorDataType(char const* name) const noexcept {
  const PlanTensor* tensor = find(name, "getTensorDataType");
  return tensor == nullptr ? DataType::kFLOAT : tensor->type;
}

nvtables::TensorLocation Engine::getTensorLocation(char const* name) const noexcept {
  find(name, "getTensorLocation");
  return nvtables::TensorLocation::kDEVICE;
}

TensorIOMode Engine::getTensorIOMode(char const* name) const noexcept {
  const PlanTensor* tensor = find(name, "getTensorIOMode");
  if (tensor == nullptr) return TensorIOMode::kNONE;
  return tensor->isInput ? TensorIOMode::kINPUT : TensorIOMode::kOUTPUT;
}

Dims Engine::getProfileShape(char const* name, int32_t profile, nvtables::OptProfileSelector which) const noexcept {
  const PlanTensor* tensor = find(name, "getProfileShape");
  auto selector = static_cast<size_t>(which);
  if (tensor == nullptr || !tensor->isInput || profile < 0 || profile >= plan_->profiles || selector > 2) {
    return unknownDims();
  }
  return tensor->profiles.empty() ? tensor->dims : tensor->profiles[static_cast<size_t>(profile)][selector];
}

char const* Engine::getIOTensorName(int32_t index) const noexcept {
  if (index >= 0 && index < getNbIOTensors()) return plan_->tensors[static_cast<size_t>(index)].name.c_str();
  log_.misuse("ICudaEngine::getIOTensorName", "no tensor " + std::to_string(index));
  return nullptr;
}

}  // namespace standin
