#include "failure.hpp"
#include "handles.hpp"
#include "logger.hpp"

using trtcal::abi::IBuilder;
using trtcal::abi::IHostMemory;

int32_t trtcal_builder_create(trtcal_library* library, trtcal_logger* logger, trtcal_builder** out,
                              trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(library, "library");
    trtcal::required(logger, "logger");
    trtcal::required(out, "out");
    library->ask_driver();
    const trtcal::abi::Release release = library->release;
    IBuilder* builder = trtcal::created(library->create_builder(logger, release.number), "createInferBuilder_INTERNAL");
    *out = new trtcal_builder{{builder, release}, library};
  });
}

void trtcal_builder_destroy(trtcal_builder* builder) { delete builder; }

int32_t trtcal_build_serialized(trtcal_builder* builder, trtcal_network* network, trtcal_config* config,
                                trtcal_host_memory** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(builder, "builder");
    trtcal::required(network, "network");
    trtcal::required(config, "config");
    trtcal::required(out, "out");

    trtcal_calibrator* calibrator = config->calibrator;
    if (calibrator != nullptr) calibrator->answers.start_build();
    config->monitor.start_build();
    IHostMemory* plan = trtcal::object_or_null(
        builder->builder.call(IBuilder::buildSerializedNetwork, *network->network, *config->config));
    auto memory = std::unique_ptr<trtcal_host_memory>(new trtcal_host_memory{{plan, builder->builder.release()}});
    // Before the plan: TensorRT builds one even where the data broke off, out of what it had seen by then.
    if (calibrator != nullptr && calibrator->answers.failed()) {
      throw trtcal::Failure(TRTCAL_CALLBACK_FAILED, calibrator->answers.failure());
    }
    if (config->monitor.stopped()) {
      throw trtcal::Failure(TRTCAL_BUILD_STOPPED, "the build was stopped by its monitor");
    }
    trtcal::created(plan, qualified(IBuilder::buildSerializedNetwork));
    *out = memory.release();
  });
}

int32_t trtcal_host_memory_view(const trtcal_host_memory* memory, const void** data, uint64_t* bytes,
                                trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(memory, "memory");
    trtcal::required(data, "data");
    trtcal::required(bytes, "bytes");
    *data = memory->memory.call(IHostMemory::data);
    *bytes = memory->memory.call(IHostMemory::size);
  });
}

void trtcal_host_memory_destroy(trtcal_host_memory* memory) { delete memory; }
