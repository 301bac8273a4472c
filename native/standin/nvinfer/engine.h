// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// Runtime, engine and execution context over a stand-in plan.
#ifndef STANDIN_NVINFER_ENGINE_H
#define STANDIN_NVINFER_ENGINE_H

#include <map>
#include <memory>
#include <set>
#include <string>

#include "nvinfer/log.h"
#include "nvinfer/objects.h"
#include "nvinfer/plan.h"
#include "tables/engine.h"

namespace standin {

class Runtime final : public nvtables::VRuntime {
 public:
  explicit Runtime(const Log& log) : log_(log) {}
  ~Runtime() noexcept override;
  using nvtables::VRuntime::deserializeCudaEngine;
  nvtables::ICudaEngine* deserializeCudaEngine(void const* blob, size_t size) noexcept override;
  ILogger* getLogger() const noexcept override { return log_.logger(); }
  void setEngineHostCodeAllowed(bool allowed) noexcept override { hostCode_ = allowed; }
  bool getEngineHostCodeAllowed() const noexcept override { return hostCode_; }

 private:
  Log log_;
  Offspring offspring_;
  bool hostCode_ = false;
};

class Engine final : public nvtables::VCudaEngine {
 public:
  Engine(const Log& log, Plan plan, const Offspring& parent)
      : log_(log), share_(parent), plan_(std::make_shared<const Plan>(std::move(plan))) {}
  ~Engine() noexcept override;
  int32_t getNbLayers() const noexcept override { return plan_->layers; }
  nvtables::IHostMemory* serialize() const noexcept override;
  nvtables::IExecutionContext* createExecutionContext(
      nvtables::ExecutionContextAllocationStrategy strategy) noexcept override;
  int32_t getNbOptimizationProfiles() const noexcept override { return plan_->profiles; }
  bool hasImplicitBatchDimension() const noexcept override { return false; }
  Dims getTensorShape(char const* name) const noexcept override;
  DataType getTensorDataType(char const* name) const noexcept override;
  nvtables::TensorLocation getTensorLocation(char const* name) const noexcept override;
  nvtables::TensorIOMode getTensorIOMode(char const* name) const noexcept override;
  Dims getProfileShape(char const* name, int32_t profile, nvtables::OptProfileSelector which) const noexcept override;
  int32_t getNbIOTensors() const noexcept override { return static_cast<int32_t>(plan_->tensors.size()); }
  char const* getIOTensorName(int32_t index) const noexcept override;
  nvtables::IEngineInspector* createEngineInspector() const noexcept override;
  bool isDebugTensor(char const* name) const noexcept override;

  nvtables::ICudaEngine* self = nullptr;

 private:
  const PlanTensor* find(const char* name, const char* method) const;

  Log log_;
  Offspring::Share share_;
  std::shared_ptr<const Plan> plan_;
  Offspring offspring_;
};

// Tells of one layer that stands for the whole network: stand-in engines have none.
class Inspector final : public nvtables::VEngineInspector {
 public:
  Inspector(std::shared_ptr<const Plan> plan, const Offspring& parent) : share_(parent), plan_(std::move(plan)) {}
  char const* getEngineInformation(nvtables::LayerInformationFormat format) const noexcept override;

 private:
  Offspring::Share share_;
  std::shared_ptr<const Plan> plan_;
  mutable std::string text_;
};

class Context final : public nvtables::VExecutionContext {
 public:
  Context(const Log& log, std::shared_ptr<const Plan> plan, nvtables::ICudaEngine* engine, const Offspring& parent);
  nvtables::ICudaEngine const& getEngine() const noexcept override { return *engine_; }
  bool allInputDimensionsSpecified() const noexcept override;
  bool setInputShape(char const* name, Dims const& dims) noexcept override;
  Dims getTensorShape(char const* name) const noexcept override;
  // Each element of an output's sample is the sum over that sample of all inputs, in double, then converted.
  bool executeV2(void* const* bindings) noexcept override;
  bool setTensorAddress(char const* name, void* address) noexcept override;
  // Executes at the call, after all that the stream was given, and shows the debug tensors.
  bool enqueueV3(nvtables::cudaStream_t stream) noexcept override;
  bool setDebugListener(nvtables::IDebugListener* listener) noexcept override;
  nvtables::IDebugListener* getDebugListener() noexcept override { return listener_; }
  bool setTensorDebugState(char const* name, bool on) noexcept override;
  bool getDebugState(char const* name) const noexcept override;
  bool setAllTensorsDebugState(bool on) noexcept override;

 private:
  Dims shapeOf(const PlanTensor& tensor) const;
  bool bindingIsSound(const PlanTensor& tensor, const void* binding) const;
  // The sum over a sample of all inputs.
  double sumOf(int64_t sample, void* const* bindings) const;
  bool showDebugTensors(void* const* bindings, nvtables::cudaStream_t stream) const;
  bool show(const PlanTensor& tensor, void* const* bindings, nvtables::cudaStream_t stream) const;

  Log log_;
  Offspring::Share share_;
  std::shared_ptr<const Plan> plan_;
  nvtables::ICudaEngine* engine_;
  std::map<std::string, Dims> inputs_;
  std::map<std::string, void*> addresses_;
  std::set<std::string> shown_;
  nvtables::IDebugListener* listener_ = nullptr;
};

}  // namespace standin

#endif
