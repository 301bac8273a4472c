#include "failure.hpp"
#include "handles.hpp"
#include "shapes.hpp"

using trtcal::abi::ICudaEngine;
using trtcal::abi::IExecutionContext;

namespace {

[[noreturn]] void invalid(const std::string& message) { throw trtcal::Failure(TRTCAL_INVALID_ARGUMENT, message); }

// One pointer for each of the engine's tensors.
void check_pointers(const trtcal_context& context, void* const* device_pointers, int32_t count) {
  const int32_t tensors = context.engine->engine.call(ICudaEngine::getNbIOTensors);
  if (count != tensors) invalid(std::to_string(count) + " pointers for " + std::to_string(tensors) + " tensors");
  trtcal::required(device_pointers, "device_pointers");
  for (int32_t i = 0; i < count; ++i) {
    if (device_pointers[i] == nullptr) invalid("the device pointer of tensor " + std::to_string(i) + " is NULL");
  }
}

}  // namespace

int32_t trtcal_context_create(trtcal_engine* engine, trtcal_context** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(engine, "engine").engine;
    trtcal::required(out, "out");
    IExecutionContext* context =
        trtcal::created(object.call(ICudaEngine::createExecutionContext, trtcal::abi::kStaticContextMemory),
                        qualified(ICudaEngine::createExecutionContext));
    *out = new trtcal_context{{context, object.release()}, engine, nullptr};
  });
}

void trtcal_context_destroy(trtcal_context* context) { delete context; }

int32_t trtcal_context_set_input_shape(trtcal_context* context, const char* input, const trtcal_dims* dims,
                                       trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(context, "context").context;
    trtcal::required(input, "input");
    if (!object.call(IExecutionContext::setInputShape, input, trtcal::to_tensorrt(dims, "dims"))) {
      trtcal::tensorrt_failed(qualified(IExecutionContext::setInputShape),
                              std::string("refused the shape of input '") + input + "'");
    }
  });
}

int32_t trtcal_context_execute(trtcal_context* context, void* const* device_pointers, int32_t count,
                               trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(context, "context").context;
    check_pointers(*context, device_pointers, count);
    if (!object.call(IExecutionContext::executeV2, device_pointers)) {
      trtcal::tensorrt_failed(qualified(IExecutionContext::executeV2), "answered false");
    }
  });
}

int32_t trtcal_context_enqueue(trtcal_context* context, void* const* device_pointers, int32_t count, void* stream,
                               trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(context, "context").context;
    check_pointers(*context, device_pointers, count);
    for (int32_t i = 0; i < count; ++i) {
      const char* name = context->engine->engine.call(ICudaEngine::getIOTensorName, i);
      if (!object.call(IExecutionContext::setTensorAddress, name, device_pointers[i])) {
        trtcal::tensorrt_failed(qualified(IExecutionContext::setTensorAddress),
                                std::string("refused the address of tensor '") + name + "'");
      }
    }
    trtcal_debug_listener* listener = context->listener;
    if (listener != nullptr) listener->start_run();
    const bool done = object.call(IExecutionContext::enqueueV3, stream);
    // Before TensorRT's answer, which is false because the listener's was, or true nevertheless.
    if (listener != nullptr && listener->failed()) {
      throw trtcal::Failure(TRTCAL_CALLBACK_FAILED, "the debug listener failed");
    }
    if (!done) trtcal::tensorrt_failed(qualified(IExecutionContext::enqueueV3), "answered false");
  });
}

int32_t trtcal_context_set_debug_listener(trtcal_context* context, trtcal_debug_listener* listener,
                                          trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(context, "context").context;
    const bool on = listener != nullptr;
    if (!object.call(IExecutionContext::setDebugListener, listener)) {
      trtcal::tensorrt_failed(qualified(IExecutionContext::setDebugListener), "answered false");
    }
    context->listener = listener;
    if (!object.call(IExecutionContext::setAllTensorsDebugState, on)) {
      trtcal::tensorrt_failed(qualified(IExecutionContext::setAllTensorsDebugState), "answered false");
    }
  });
}
