// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "control/memory.h"
#include "nvinfer/calibration.h"
#include "nvinfer/engine.h"

namespace standin {
namespace {

// The profile in use is 0: switching takes a stream, which the stand-in does not offer.
bool inProfile(const PlanTensor& tensor, const Dims& dims) {
  if (tensor.profiles.empty()) return true;
  const auto& [min, opt, max] = tensor.profiles.front();
  for (int i = 0; i < dims.nbDims; ++i) {
    if (dims.d[i] < min.d[i] || dims.d[i] > max.d[i]) return false;
  }
  return true;
}

}  // namespace

Context::Context(const Log& log, std::shared_ptr<const Plan> plan, nvtables::ICudaEngine* engine, const Offspring& parent)
    : log_(log), share_(parent), plan_(std::move(plan)), engine_(engine) {
  for (const auto& tensor : plan_->tensors) {
    if (tensor.isInput) inputs_[tensor.name] = tensor.dims;
  }
}

bool Context::allInputDimensionsSpecified() const noexcept {
  return std::none_of(inputs_.begin(), inputs_.end(), [](const auto& input) { return isDynamic(input.second); });
}

bool Context::setInputShape(char const* name, Dims const& dims) noexcept {
  const char* where = "IExecutionContext::setInputShape";
  if (failsNow(Knob::fail_input_shape)) return false;
  for (const auto& tensor : plan_->tensors) {
    if (!tensor.isInput || name == nullptr || tensor.name != name) continue;
    if (fits(dims, tensor.dims) && inProfile(tensor, dims)) {
      inputs_[tensor.name] = dims;
      return true;
    }
    log_.misuse(where, text(dims) + " does not fit " + tensor.name + text(tensor.dims) + " or its profile");
    return false;
  }
  log_.misuse(where, "no input is named " + std::string(name ? name : "null"));
  return false;
}

Dims Context::getTensorShape(char const* name) const noexcept {
  for (const auto& tensor : plan_->tensors) {
    if (name != nullptr && tensor.name == name) return shapeOf(tensor);
  }
  log_.misuse("IExecutionContext::getTensorShape", "no input or output is named " + std::string(name ? name : "null"));
  return unknownDims();
}

// An output's dynamic extent is the first input's at the same place, and 1 where that has none.
Dims Context::shapeOf(const PlanTensor& tensor) const {
  if (tensor.isInput) return inputs_.at(tensor.name);
  Dims dims = tensor.dims;
  Dims model = unknownDims();
  for (const auto& each : plan_->tensors) {
    if (each.isInput && model.nbDims < 0) model = inputs_.at(each.name);
  }
  for (int i = 0; i < dims.nbDims; ++i) {
    if (dims.d[i] < 0) dims.d[i] = i < model.nbDims ? model.d[i] : 1;
  }
  return dims;
}

bool Context::bindingIsSound(const PlanTensor& tensor, const void* binding) const {
  const std::string where = "IExecutionContext::executeV2";
  const Dims dims = shapeOf(tensor);
  if (isDynamic(dims)) {
    log_.misuse(where, "the shape of " + tensor.name + " is not known: set the inputs' shapes first");
  } else if (binding == nullptr) {
    log_.misuse(where, "the binding of " + tensor.name + " is null");
  } else {
    Span span = locate(binding, static_cast<size_t>(volume(dims) * elementBytes(tensor.type)));
    if (span.place == Place::unknown) {
      count(Count::unknown_pointers);
      if (knob(Knob::require_device_memory) != 0) {
        log_.misuse(where, "the binding of " + tensor.name + " is no device memory");
        return false;
      }
    }
    if (span.fits) return true;
    count(Count::short_buffers);
    log_.error(where + ": Error Code 1: Cuda Runtime (an illegal memory access was encountered: " + tensor.name +
               text(dims) + " does not fit its binding)");
  }
  return false;
}

bool Context::executeV2(void* const* bindings) noexcept {
  if (failsNow(Knob::fail_execute)) return false;
  const auto& tensors = plan_->tensors;
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (!bindingIsSound(tensors[i], bindings[i])) return false;
  }
  count(Count::executions);
  for (size_t o = 0; o < tensors.size(); ++o) {
    if (tensors[o].isInput) continue;
    Dims out = shapeOf(tensors[o]);
    int64_t samples = out.nbDims > 0 ? out.d[0] : 1;
    int64_t perSample = samples > 0 ? volume(out) / samples : 0;
    for (int64_t s = 0; s < samples; ++s) {
      double sum = sumOf(s, bindings);
      for (int64_t k = 0; k < perSample; ++k) setElement(bindings[o], tensors[o].type, s * perSample + k, sum);
    }
  }
  return true;
}

double Context::sumOf(int64_t sample, void* const* bindings) const {
  const auto& tensors = plan_->tensors;
  double sum = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (!tensors[i].isInput) continue;
    Dims in = shapeOf(tensors[i]);
    int64_t samples = in.nbDims > 0 ? in.d[0] : 1;
    if (sample >= samples) continue;
    int64_t size = volume(in) / samples;
    for (int64_t k = 0; k < size; ++k) sum += element(bindings[i], tensors[i].type, sample * size + k);
  }
  return sum;
}

bool Context::setTensorAddress(char const* name, void* address) noexcept {
  for (const auto& tensor : plan_->tensors) {
    if (name == nullptr || tensor.name != name) continue;
    addresses_[tensor.name] = address;
    return true;
  }
  log_.misuse("IExecutionContext::setTensorAddress", "no input or output is named " + std::string(name ? name : "null"));
  return false;
}

bool Context::enqueueV3(nvtables::cudaStream_t stream) noexcept {
  std::vector<void*> bindings;
  for (const auto& tensor : plan_->tensors) bindings.push_back(addresses_[tensor.name]);
  if (int error = settleStream(stream)) {
    log_.error("IExecutionContext::enqueueV3: Error Code 1: Cuda Runtime (error " + std::to_string(error) + ")");
    return false;
  }
  return executeV2(bindings.data()) && showDebugTensors(bindings.data(), stream);
}

bool Context::setDebugListener(nvtables::IDebugListener* listener) noexcept {
  if (failsNow(Knob::fail_debug_listener)) return false;
  if (listener != nullptr) {
    const nvtables::InterfaceInfo info = listener->getInterfaceInfo();
    if (std::string(info.kind) != "IDebugListener" || info.major != 1 || info.minor != 0) {
      log_.misuse("IExecutionContext::setDebugListener", "this is no debug listener");
      return false;
    }
  }
  listener_ = listener;
  return true;
}

bool Context::setTensorDebugState(char const* name, bool on) noexcept {
  if (!engine_->impl->isDebugTensor(name)) {
    log_.misuse("IExecutionContext::setTensorDebugState", std::string(name ? name : "null") + " was not marked");
    return false;
  }
  if (on) {
    shown_.insert(name);
  } else {
    shown_.erase(name);
  }
  return true;
}

bool Context::getDebugState(char const* name) const noexcept { return name != nullptr && shown_.count(name) != 0; }

bool Context::setAllTensorsDebugState(bool on) noexcept {
  for (const auto& tensor : plan_->debug) setTensorDebugState(tensor.name.c_str(), on);
  return true;
}

bool Context::showDebugTensors(void* const* bindings, nvtables::cudaStream_t stream) const {
  int64_t hidden = knob(Knob::hide_debug);
  for (const auto& tensor : plan_->debug) {
    if (listener_ == nullptr || shown_.count(tensor.name) == 0 || hidden-- > 0) continue;
    if (show(tensor, bindings, stream) || knob(Knob::ignore_debug_answer) != 0) continue;
    log_.error("IExecutionContext::enqueueV3: Error Code 1: the debug listener failed at " + tensor.name);
    return false;
  }
  return true;
}

// Every element of a sample is the sample's sum times the tensor's factor, rounded to INT8 where the plan has a scale.
bool Context::show(const PlanTensor& tensor, void* const* bindings, nvtables::cudaStream_t stream) const {
  Dims dims = tensor.dims;
  if (dims.nbDims < 1) dims = {2, {-1, 1}};
  dims = shapeOf({tensor.name, false, tensor.type, dims, {}});
  const auto bytes = static_cast<size_t>(volume(dims) * elementBytes(tensor.type));
  void* data = allocate(Kind::device, bytes);
  if (data == nullptr) return false;
  const int64_t samples = dims.d[0];
  for (int64_t s = 0; s < samples; ++s) {
    double value = sumOf(s, bindings) * factorOf(tensor.name);
    for (const auto& [name, scale] : plan_->scales) {
      if (name != tensor.name || knob(Knob::unrounded_debug) != 0) continue;
      value = std::max(-128.0, std::min(127.0, std::nearbyint(value / scale))) * scale;
    }
    const int64_t size = volume(dims) / samples;
    for (int64_t k = 0; k < size; ++k) setElement(data, tensor.type, s * size + k, value);
  }
  bool goOn = listener_->processDebugTensor(data, nvtables::TensorLocation::kDEVICE, tensor.type, dims,
                                            tensor.name.c_str(), stream);
  // A copy that was not waited for gets this: the data were there for the call only.
  std::memset(data, 0x7B, bytes);
  settleStream(stream);
  release(Kind::device, data);
  return goOn;
}

}  // namespace standin
