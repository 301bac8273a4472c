// STAND-IN FOR TESTS: not CUDA, nothing of NVIDIA's inside; see ../README.md.
// libcudart's functions about versions, devices and memory.
#include <cstring>

#include "control/memory.h"
#include "cudart/runtime.h"

using namespace standin;
using namespace standin::cuda;

namespace {

thread_local int current = 0;

constexpr int kMajor = 9;
constexpr int kMinor = 0;
constexpr int kMultiprocessors = 132;

// cudaDeviceProp of CUDA 13: its size and where the fields stand that the stand-in fills.
constexpr size_t kPropertiesBytes = 1008;
constexpr size_t kTotalMemoryAt = 288;
constexpr size_t kMajorAt = 360;
constexpr size_t kMinorAt = 364;
constexpr size_t kMultiprocessorsAt = 384;

template <class T>
void put(void* to, size_t at, T value) {
  std::memcpy(static_cast<char*>(to) + at, &value, sizeof value);
}

bool isDevice(int device) { return device >= 0 && device < knob(Knob::devices); }

int allocateInto(void** block, size_t bytes, Kind kind, Knob failure) {
  if (int error = blocked()) return finish(error);
  if (block == nullptr) return finish(kInvalidValue);
  *block = nullptr;
  if (bytes == 0) return kSuccess;
  if (failsNow(failure)) return finish(kMemoryAllocation);
  if (kind == Kind::device && bytes > static_cast<size_t>(knob(Knob::device_memory)) - deviceBytes()) {
    return finish(kMemoryAllocation);
  }
  *block = allocate(kind, bytes);
  return finish(*block == nullptr ? kMemoryAllocation : kSuccess);
}

// Works with a sticky error too, as clean-up has to.
int freeBlock(void* block, Kind kind) {
  if (block == nullptr) return kSuccess;
  settleBeforeFree(block, blockSize(block));
  if (!release(kind, block)) {
    count(Count::foreign_frees);
    return finish(kInvalidValue);
  }
  return finish(blocked());
}

}  // namespace

extern "C" {

int cudaRuntimeGetVersion(int* version) {
  if (version == nullptr) return finish(kInvalidValue);
  *version = static_cast<int>(knob(Knob::cuda_version));
  return kSuccess;
}

int cudaDriverGetVersion(int* version) {
  if (version == nullptr) return finish(kInvalidValue);
  *version = knob(Knob::driver) == 0 ? 0 : static_cast<int>(knob(Knob::driver_version));
  return kSuccess;
}

int cudaGetDeviceCount(int* count) {
  if (count == nullptr) return finish(kInvalidValue);
  *count = 0;
  if (int error = blocked()) return finish(error);
  *count = static_cast<int>(knob(Knob::devices));
  return kSuccess;
}

int cudaGetDevice(int* device) {
  if (int error = blocked()) return finish(error);
  if (device == nullptr) return finish(kInvalidValue);
  *device = current;
  return kSuccess;
}

int cudaSetDevice(int device) {
  if (int error = blocked()) return finish(error);
  if (!isDevice(device)) return finish(kInvalidDevice);
  current = device;
  return kSuccess;
}

int cudaGetDeviceProperties(void* properties, int device) {
  if (int error = blocked()) return finish(error);
  if (properties == nullptr) return finish(kInvalidValue);
  if (!isDevice(device)) return finish(kInvalidDevice);
  std::memset(properties, 0, kPropertiesBytes);
  std::strcpy(static_cast<char*>(properties), "Stand-in GPU (tests only)");
  put(properties, kTotalMemoryAt, static_cast<size_t>(knob(Knob::device_memory)));
  put(properties, kMajorAt, kMajor);
  put(properties, kMinorAt, kMinor);
  put(properties, kMultiprocessorsAt, kMultiprocessors);
  return kSuccess;
}

int cudaDeviceGetAttribute(int* value, int attribute, int device) {
  if (int error = blocked()) return finish(error);
  if (value == nullptr) return finish(kInvalidValue);
  if (!isDevice(device)) return finish(kInvalidDevice);
  switch (attribute) {
    case 16:  // multiprocessors
      *value = kMultiprocessors;
      return kSuccess;
    case 75:  // compute capability
      *value = kMajor;
      return kSuccess;
    case 76:
      *value = kMinor;
      return kSuccess;
    default:
      return finish(kInvalidValue);
  }
}

int cudaMemGetInfo(size_t* available, size_t* total) {
  if (int error = blocked()) return finish(error);
  if (available == nullptr || total == nullptr) return finish(kInvalidValue);
  *total = static_cast<size_t>(knob(Knob::device_memory));
  *available = *total - deviceBytes();
  return kSuccess;
}

int cudaMalloc(void** block, size_t bytes) { return allocateInto(block, bytes, Kind::device, Knob::fail_malloc); }

int cudaFree(void* block) { return freeBlock(block, Kind::device); }

int cudaHostAlloc(void** block, size_t bytes, unsigned) {
  return allocateInto(block, bytes, Kind::pinned, Knob::fail_host_alloc);
}

int cudaMallocHost(void** block, size_t bytes) { return cudaHostAlloc(block, bytes, 0); }

int cudaFreeHost(void* block) { return freeBlock(block, Kind::pinned); }

}  // extern "C"
