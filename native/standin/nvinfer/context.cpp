// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include <algorithm>

#include "control/memory.h"
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
      double sum = 0;
      for (size_t i = 0; i < tensors.size(); ++i) {
        if (!tensors[i].isInput) continue;
        Dims in = shapeOf(tensors[i]);
        int64_t inSamples = in.nbDims > 0 ? in.d[0] : 1;
        if (s >= inSamples) continue;
        int64_t size = volume(in) / inSamples;
        for (int64_t k = 0; k < size; ++k) sum += element(bindings[i], tensors[i].type, s * size + k);
      }
      for (int64_t k = 0; k < perSample; ++k) setElement(bindings[o], tensors[o].type, s * perSample + k, sum);
    }
  }
  return true;
}

}  // namespace standin
