// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// libnvinfer's exported functions.
#include <cstdlib>

#include "nvinfer/builder.h"
#include "nvinfer/engine.h"

using namespace standin;

namespace {

int32_t version() { return static_cast<int32_t>(knob(Knob::version)); }

// Up to release 8 the number was major * 1000 + minor * 100 + patch.
int32_t scale() { return version() < 10000 ? 1000 : 10000; }

bool accepted(const Log& log, int32_t asked, const char* where) {
  if (asked / 10000 == 10 || asked == version()) return true;
  log.misuse(where, "the caller is made for version " + std::to_string(asked) + ", this library is " +
                        std::to_string(version()));
  return false;
}

}  // namespace

extern "C" {

int32_t getInferLibVersion() noexcept { return version(); }
int32_t getInferLibMajorVersion() noexcept { return version() / scale(); }
int32_t getInferLibMinorVersion() noexcept { return version() % scale() / 100; }
int32_t getInferLibPatchVersion() noexcept { return version() % 100; }
int32_t getInferLibBuildVersion() noexcept { return 26; }

void* createInferBuilder_INTERNAL(void* logger, int32_t asked) noexcept {
  if (logger == nullptr) return nullptr;
  Log log(static_cast<ILogger*>(logger));
  if (knob(Knob::driver) == 0) {
    log.error("CUDA initialization failure with error: 35");
    std::abort();  // as the real one may: callers have to ask the driver first
  }
  if (failsNow(Knob::null_builder) || !accepted(log, asked, "createInferBuilder")) return nullptr;
  log.info("Stand-in for TensorRT " + std::to_string(version()) + ": for tests only");
  auto* builder = new Builder(log);
  builder->self = new CallerOwned<IBuilder, Kind::builder>(builder);
  return builder->self;
}

void* createInferRuntime_INTERNAL(void* logger, int32_t asked) noexcept {
  if (logger == nullptr) return nullptr;
  Log log(static_cast<ILogger*>(logger));
  if (knob(Knob::driver) == 0) {
    log.error("CUDA initialization failure with error: 35");
    return reinterpret_cast<void*>(0x200);  // as the real one may: not null, and no object
  }
  if (failsNow(Knob::null_runtime) || !accepted(log, asked, "createInferRuntime")) return nullptr;
  return new CallerOwned<nvtables::IRuntime, Kind::runtime>(new Runtime(log));
}

}  // extern "C"
