// STAND-IN FOR TESTS: not CUDA's driver, nothing of NVIDIA's inside; see ../README.md.
// libcuda.so.1, as far as one asks it whether there is a driver and a device.
#include <atomic>

#include "control/control.h"

using standin::knob;
using standin::Knob;

namespace {

constexpr int kSuccess = 0;
constexpr int kInvalidValue = 1;
constexpr int kNotInitialized = 3;
constexpr int kNoDevice = 100;

std::atomic<bool> initialised{false};

}  // namespace

extern "C" {

int cuInit(unsigned flags) {
  if (flags != 0) return kInvalidValue;
  if (knob(Knob::driver) == 0) return kNoDevice;
  if (knob(Knob::cu_init_error) != 0) return static_cast<int>(knob(Knob::cu_init_error));
  initialised = true;
  return kSuccess;
}

int cuDeviceGetCount(int* count) {
  if (count == nullptr) return kInvalidValue;
  if (!initialised) return kNotInitialized;
  *count = knob(Knob::driver) == 0 ? 0 : static_cast<int>(knob(Knob::devices));
  return kSuccess;
}

int cuDriverGetVersion(int* version) {
  if (version == nullptr) return kInvalidValue;
  *version = static_cast<int>(knob(Knob::driver_version));
  return kSuccess;
}

int cuGetErrorName(int error, const char** name) {
  if (name == nullptr) return kInvalidValue;
  switch (error) {
    case kSuccess: *name = "CUDA_SUCCESS"; return kSuccess;
    case kInvalidValue: *name = "CUDA_ERROR_INVALID_VALUE"; return kSuccess;
    case kNotInitialized: *name = "CUDA_ERROR_NOT_INITIALIZED"; return kSuccess;
    case kNoDevice: *name = "CUDA_ERROR_NO_DEVICE"; return kSuccess;
    case 999: *name = "CUDA_ERROR_UNKNOWN"; return kSuccess;
    default: *name = nullptr; return kInvalidValue;
  }
}

int cuGetErrorString(int error, const char** text) {
  if (text == nullptr) return kInvalidValue;
  switch (error) {
    case kSuccess: *text = "no error"; return kSuccess;
    case kInvalidValue: *text = "invalid argument"; return kSuccess;
    case kNotInitialized: *text = "initialization error"; return kSuccess;
    case kNoDevice: *text = "no CUDA-capable device is detected"; return kSuccess;
    case 999: *text = "unknown error"; return kSuccess;
    default: *text = nullptr; return kInvalidValue;
  }
}

}  // extern "C"
