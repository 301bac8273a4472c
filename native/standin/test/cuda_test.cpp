// STAND-IN FOR TESTS; see ../README.md. Copies that wait to be waited for, guards, failures.
#include <cstring>
#include <limits>

#include "test/user.h"

extern "C" {
int cuInit(unsigned flags);
int cuDeviceGetCount(int* count);
int cudaGetDeviceCount(int* count);
int cudaGetDeviceProperties(void* properties, int device);
int cudaGetLastError();
const char* cudaGetErrorName(int error);
int cudaMalloc(void** block, size_t bytes);
int cudaFree(void* block);
int cudaHostAlloc(void** block, size_t bytes, unsigned flags);
int cudaFreeHost(void* block);
int cudaStreamCreateWithFlags(void** stream, unsigned flags);
int cudaStreamDestroy(void* stream);
int cudaStreamSynchronize(void* stream);
int cudaEventCreateWithFlags(void** event, unsigned flags);
int cudaEventDestroy(void* event);
int cudaEventRecord(void* event, void* stream);
int cudaEventQuery(void* event);
int cudaEventSynchronize(void* event);
int cudaDeviceSynchronize();
int cudaMemcpy(void* to, const void* from, size_t bytes, int kind);
int cudaMemcpyAsync(void* to, const void* from, size_t bytes, int kind, void* stream);
}

namespace {

constexpr int kToDevice = 1;
constexpr int kToHost = 2;
constexpr int kNotReady = 600;
constexpr int kIllegalAddress = 700;

struct Device {
  explicit Device(size_t bytes) {
    CHECK(cudaMalloc(&device, bytes) == 0 && cudaHostAlloc(&pinned, bytes, 0) == 0);
    CHECK(cudaStreamCreateWithFlags(&stream, 1) == 0 && cudaEventCreateWithFlags(&event, 2) == 0);
  }
  ~Device() {
    cudaEventDestroy(event);
    cudaStreamDestroy(stream);
    cudaFreeHost(pinned);
    cudaFree(device);
  }
  float* host() const { return static_cast<float*>(pinned); }
  float first() const {  // what the device holds now: the stand-in's device memory can be looked at
    float value;
    std::memcpy(&value, device, sizeof value);
    return value;
  }
  void* device = nullptr;
  void* pinned = nullptr;
  void* stream = nullptr;
  void* event = nullptr;
};

void movesBytesWhenSomebodyWaits() {
  standin_reset();
  Device d(64);
  d.host()[0] = 1;
  CHECK(cudaMemcpyAsync(d.device, d.pinned, 64, kToDevice, d.stream) == 0 && cudaEventRecord(d.event, d.stream) == 0);
  CHECK(d.first() > 1e35f);
  CHECK(cudaEventQuery(d.event) == kNotReady && cudaEventQuery(d.event) == 0 && d.first() == 1);
  CHECK(cudaMemcpyAsync(d.device, d.pinned, 64, kToDevice, d.stream) == 0);
  d.host()[0] = 2;  // refilled too early: the copy takes the new value
  CHECK(cudaEventSynchronize(d.event) == 0 && standin_count("copies_done") == 1);
  CHECK(cudaStreamSynchronize(d.stream) == 0 && d.first() == 2);
  d.host()[0] = 3;
  CHECK(cudaMemcpy(d.device, d.pinned, 64, kToDevice) == 0 && d.first() == 3);
  float back = 0;
  CHECK(cudaMemcpy(&back, d.device, sizeof back, kToHost) == 0 && back == 3);
}

void refusesCopiesOutOfBounds() {
  standin_reset();
  Device d(64);
  CHECK(cudaMemcpyAsync(d.device, d.pinned, 65, kToDevice, d.stream) == 1);
  CHECK(cudaMemcpyAsync(d.pinned, d.device, 64, kToDevice, d.stream) == 1);
  CHECK(standin_count("refused_copies") == 2 && cudaGetLastError() == 1 && cudaGetLastError() == 0);
  static_cast<char*>(d.device)[64] ^= 1;
  CHECK(standin_count("guard_violations") == 1);
  static_cast<char*>(d.device)[64] ^= 1;
  CHECK(cudaMemcpyAsync(d.device, d.pinned, 64, kToDevice, d.stream) == 0);
  void* pinned = d.pinned;
  d.pinned = nullptr;
  CHECK(cudaFreeHost(pinned) == 0 && standin_count("freed_while_pending") == 1);
  CHECK(cudaFree(&pinned) == 1 && standin_count("foreign_frees") == 1);
}

void failsAsTold() {
  standin_reset();
  Device d(64);
  standin_set("fail_copy_at", 2);
  CHECK(cudaMemcpyAsync(d.device, d.pinned, 64, kToDevice, d.stream) == 0);
  CHECK(cudaMemcpyAsync(d.device, d.pinned, 64, kToDevice, d.stream) == kIllegalAddress);
  CHECK(cudaDeviceSynchronize() == kIllegalAddress && cudaGetLastError() == kIllegalAddress);
  CHECK(std::string(cudaGetErrorName(kIllegalAddress)) == "cudaErrorIllegalAddress");
  standin_reset();
  standin_set("fail_malloc", 1);
  void* block = nullptr;
  CHECK(cudaMalloc(&block, 8) == 2 && block == nullptr && cudaMalloc(&block, 8) == 0 && cudaFree(block) == 0);
  CHECK(cudaMalloc(&block, std::numeric_limits<size_t>::max()) == 2);
}

void playsAMachineWithoutAGpu() {
  standin_reset();
  int devices = -1;
  char properties[1008];
  CHECK(cuInit(0) == 0 && cuDeviceGetCount(&devices) == 0 && devices == 1);
  CHECK(cudaGetDeviceProperties(properties, 0) == 0 && std::string(properties).rfind("Stand-in GPU", 0) == 0);
  standin_set("driver", 0);
  CHECK(cuInit(0) == 100 && cudaGetDeviceCount(&devices) == 35 && devices == 0);
  user::Logger logger;
  CHECK(createInferRuntime_INTERNAL(&logger, 100600) == reinterpret_cast<void*>(0x200));
}

// The scale tells whether the batch was there when the calibration looked.
class Feeding final : public user::Plain {
 public:
  Feeding(Device& device, bool waits)
      : Calibrator("IInt8MinMaxCalibrator", nvtables::CalibrationAlgoType::kMINMAX), device_(device), waits_(waits) {}
  bool getBatch(void* bindings[], char const* names[], int32_t count) noexcept override {
    data = device_.device;
    if (!user::Plain::getBatch(bindings, names, count)) return false;
    for (int i = 0; i < 12; ++i) device_.host()[i] = 127;
    cudaMemcpyAsync(device_.device, device_.pinned, 48, kToDevice, device_.stream);
    if (waits_) cudaStreamSynchronize(device_.stream);
    return true;
  }

 private:
  Device& device_;
  bool waits_;
};

void showsABatchThatWasNotWaitedFor() {
  standin_reset();
  standin_set("require_device_memory", 1);
  user::Session session(model::onnx(2));
  Device d(48);
  Feeding early(d, false);
  CHECK(!session.build(&early).empty() && early.written.find("x: 3f800000\n") == std::string::npos);
  Feeding right(d, true);
  CHECK(!session.build(&right).empty() && right.written.find("x: 3f800000\n") != std::string::npos);
  Device tooSmall(44);
  Feeding outside(tooSmall, false);
  CHECK(session.build(&outside).empty() && standin_count("short_buffers") == 1);
}

}  // namespace

int main() {
  movesBytesWhenSomebodyWaits();
  refusesCopiesOutOfBounds();
  failsAsTold();
  playsAMachineWithoutAGpu();
  showsABatchThatWasNotWaitedFor();
  CHECK(standin_live("all") == 0);
  return 0;
}
