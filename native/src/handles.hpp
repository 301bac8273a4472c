// The handles that are no more than one of TensorRT's objects. Each ends its object when it is deleted.
#ifndef TRTCAL_HANDLES_HPP
#define TRTCAL_HANDLES_HPP

#include <memory>

#include "abi/interfaces.hpp"
#include "calibrator.hpp"
#include "debug_listener.hpp"
#include "library.hpp"
#include "monitor.hpp"

struct trtcal_builder {
  trtcal::abi::Owned<trtcal::abi::IBuilder> builder;
  const trtcal_library* library;
};

struct trtcal_network {
  trtcal::abi::Owned<trtcal::abi::INetworkDefinition> network;
  const trtcal_library* library;
};

struct trtcal_parser {
  trtcal::abi::Owned<trtcal::abi::IParser> parser;
};

// What the configuration borrows stands before it, and so ends after it.
struct trtcal_config {
  trtcal_config(trtcal::abi::IBuilderConfig* object, trtcal::abi::Release release) : config(object, release) {}

  trtcal::BuildMonitor monitor;
  std::unique_ptr<trtcal::abi::Owned<trtcal::abi::ITimingCache>> timing_cache;
  trtcal::abi::Owned<trtcal::abi::IBuilderConfig> config;
  trtcal_calibrator* calibrator = nullptr;  // borrowed; NULL: none
};

struct trtcal_profile {
  trtcal::abi::Object<trtcal::abi::IOptimizationProfile> profile;  // the builder's
};

struct trtcal_host_memory {
  trtcal::abi::Owned<trtcal::abi::IHostMemory> memory;
};

struct trtcal_runtime {
  trtcal::abi::Owned<trtcal::abi::IRuntime> runtime;
};

struct trtcal_engine {
  trtcal::abi::Owned<trtcal::abi::ICudaEngine> engine;
  std::unique_ptr<trtcal::abi::Owned<trtcal::abi::IEngineInspector>> inspector;  // made when first asked; ends before its engine
};

struct trtcal_context {
  trtcal::abi::Owned<trtcal::abi::IExecutionContext> context;
  const trtcal_engine* engine;
  trtcal_debug_listener* listener;  // borrowed; NULL: none
};

namespace trtcal {

// TensorRT answered null, false or -1 to `call`. Its log, not this message, says why.
[[noreturn]] inline void tensorrt_failed(const std::string& call, const std::string& answer) {
  throw Failure(TRTCAL_TENSORRT_FAILED, call + " " + answer + "; TensorRT's log says why");
}

// createInferRuntime_INTERNAL has been seen to answer 0x200 where it failed: nothing in the first page is an object.
template <class Interface>
Interface* object_or_null(Interface* object) {
  return reinterpret_cast<uintptr_t>(object) < 4096 ? nullptr : object;
}

// What `call` created, or a Failure.
template <class Interface>
Interface* created(Interface* object, const std::string& call) {
  if (object_or_null(object) == nullptr) tensorrt_failed(call, "created nothing");
  return object;
}

}  // namespace trtcal

#endif
