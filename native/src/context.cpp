#include "failure.hpp"
#include "handles.hpp"
#include "shapes.hpp"

using trtcal::abi::ICudaEngine;
using trtcal::abi::IExecutionContext;

namespace {

[[noreturn]] void invalid(const std::string& message) { throw trtcal::Failure(TRTCAL_INVALID_ARGUMENT, message); }

}  // namespace

int32_t trtcal_context_create(trtcal_engine* engine, trtcal_context** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(engine, "engine").engine;
    trtcal::required(out, "out");
    IExecutionContext* context =
        trtcal::created(object.call(ICudaEngine::createExecutionContext, trtcal::abi::kStaticContextMemory),
                        qualified(ICudaEngine::createExecutionContext));
    *out = new trtcal_context{{context, object.release()}, engine};
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
    const int32_t tensors = context->engine->engine.call(ICudaEngine::getNbIOTensors);
    if (count != tensors) invalid(std::to_string(count) + " pointers for " + std::to_string(tensors) + " tensors");
    trtcal::required(device_pointers, "device_pointers");
    for (int32_t i = 0; i < count; ++i) {
      if (device_pointers[i] == nullptr) invalid("the device pointer of tensor " + std::to_string(i) + " is NULL");
    }
    if (!object.call(IExecutionContext::executeV2, device_pointers)) {
      trtcal::tensorrt_failed(qualified(IExecutionContext::executeV2), "answered false");
    }
  });
}
