#include "failure.hpp"
#include "handles.hpp"
#include "logger.hpp"
#include "shapes.hpp"

using trtcal::abi::ICudaEngine;
using trtcal::abi::IEngineInspector;
using trtcal::abi::IRuntime;

int32_t trtcal_runtime_create(trtcal_library* library, trtcal_logger* logger, trtcal_runtime** out,
                              trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(library, "library");
    trtcal::required(logger, "logger");
    trtcal::required(out, "out");
    library->ask_driver();
    const trtcal::abi::Release release = library->release;
    IRuntime* runtime = trtcal::created(library->create_runtime(logger, release.number), "createInferRuntime_INTERNAL");
    *out = new trtcal_runtime{{runtime, release}};
  });
}

void trtcal_runtime_destroy(trtcal_runtime* runtime) { delete runtime; }

int32_t trtcal_engine_deserialize(trtcal_runtime* runtime, const void* plan, uint64_t bytes, trtcal_engine** out,
                                  trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(runtime, "runtime").runtime;
    trtcal::required(out, "out");
    trtcal::require(plan != nullptr && bytes > 0, "plan is empty");
    ICudaEngine* engine = trtcal::created(object.call(IRuntime::deserializeCudaEngine, plan, bytes),
                                          qualified(IRuntime::deserializeCudaEngine));
    *out = new trtcal_engine{{engine, object.release()}, nullptr};
  });
}

void trtcal_engine_destroy(trtcal_engine* engine) { delete engine; }

int32_t trtcal_engine_tensor_count(const trtcal_engine* engine, int32_t* out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(out, "out") = trtcal::required(engine, "engine").engine.call(ICudaEngine::getNbIOTensors);
  });
}

int32_t trtcal_engine_tensor(const trtcal_engine* engine, int32_t index, trtcal_tensor* out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(engine, "engine").engine;
    trtcal::required(out, "out");
    const int32_t size = object.call(ICudaEngine::getNbIOTensors);
    trtcal::require(index >= 0 && index < size,
                    "index " + std::to_string(index) + " is not below the count of " + std::to_string(size));
    trtcal_tensor result{};
    result.name = object.call(ICudaEngine::getIOTensorName, index);
    if (result.name == nullptr) trtcal::tensorrt_failed(qualified(ICudaEngine::getIOTensorName), "answered null");
    result.data_type = object.call(ICudaEngine::getTensorDataType, result.name);
    result.is_input = object.call(ICudaEngine::getTensorIOMode, result.name) == trtcal::abi::kTensorIoInput ? 1 : 0;
    result.dims = trtcal::from_tensorrt(object.call(ICudaEngine::getTensorShape, result.name));
    *out = result;
  });
}

int32_t trtcal_engine_information(trtcal_engine* engine, const char** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(engine, "engine").engine;
    trtcal::required(out, "out");
    if (engine->inspector == nullptr) {
      IEngineInspector* inspector = trtcal::created(object.call(ICudaEngine::createEngineInspector),
                                                    qualified(ICudaEngine::createEngineInspector));
      engine->inspector = std::make_unique<trtcal::abi::Owned<IEngineInspector>>(inspector, object.release());
    }
    const char* text = engine->inspector->call(IEngineInspector::getEngineInformation, trtcal::abi::kLayerInformationJson);
    if (text == nullptr) trtcal::tensorrt_failed(qualified(IEngineInspector::getEngineInformation), "answered null");
    *out = text;
  });
}
