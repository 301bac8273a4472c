// STAND-IN FOR TESTS: not CUDA, nothing of NVIDIA's inside; see ../README.md.
#include <atomic>

#include "cudart/runtime.h"

namespace standin::cuda {
namespace {

struct Entry {
  int code;
  const char* name;
  const char* text;
};

constexpr Entry kErrors[] = {
    {kSuccess, "cudaSuccess", "no error"},
    {kInvalidValue, "cudaErrorInvalidValue", "invalid argument"},
    {kMemoryAllocation, "cudaErrorMemoryAllocation", "out of memory"},
    {kInsufficientDriver, "cudaErrorInsufficientDriver", "CUDA driver version is insufficient for CUDA runtime version"},
    {kNoDevice, "cudaErrorNoDevice", "no CUDA-capable device is detected"},
    {kInvalidDevice, "cudaErrorInvalidDevice", "invalid device ordinal"},
    {kInvalidResourceHandle, "cudaErrorInvalidResourceHandle", "invalid resource handle"},
    {kNotReady, "cudaErrorNotReady", "device not ready"},
    {kIllegalAddress, "cudaErrorIllegalAddress", "an illegal memory access was encountered"},
    {719, "cudaErrorLaunchFailure", "unspecified launch failure"},
    {kUnknown, "cudaErrorUnknown", "unknown error"},
};

const Entry* entry(int code) {
  for (const Entry& each : kErrors) {
    if (each.code == code) return &each;
  }
  return nullptr;
}

std::atomic<int> sticky{kSuccess};
std::atomic<uint64_t> stickySince{0};  // the reset it belongs to
thread_local int last = kSuccess;

int stuck() { return stickySince == resets() ? sticky.load() : kSuccess; }

}  // namespace

int blocked() {
  if (knob(Knob::driver) == 0) return kInsufficientDriver;
  // Within a major version CUDA promises that an older driver will do.
  if (knob(Knob::driver_version) / 1000 < knob(Knob::cuda_version) / 1000) return kInsufficientDriver;
  if (knob(Knob::devices) == 0) return kNoDevice;
  return stuck();
}

int finish(int error) {
  if (error == kSuccess || error == kNotReady) return error;
  count(Count::cuda_errors);
  last = error;
  return error;
}

void stick(int error) {
  stickySince = resets();
  sticky = error;
}

int lastError(bool forget) {
  int error = stuck() != kSuccess ? stuck() : last;
  if (forget) last = kSuccess;
  return error;
}

}  // namespace standin::cuda

using namespace standin::cuda;

extern "C" {

const char* cudaGetErrorName(int error) {
  const Entry* found = entry(error);
  return found == nullptr ? "unrecognized error code" : found->name;
}

const char* cudaGetErrorString(int error) {
  const Entry* found = entry(error);
  return found == nullptr ? "unrecognized error code" : found->text;
}

int cudaGetLastError() { return lastError(true); }
int cudaPeekAtLastError() { return lastError(false); }

}  // extern "C"
