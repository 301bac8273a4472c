#include "driver.hpp"

#include <string>

#include "abi/entry_points.hpp"
#include "failure.hpp"
#include "shared_library.hpp"

namespace trtcal {

namespace {

void check(const SharedLibrary& cuda, int result, const std::string& call) {
  if (result == 0) return;
  std::string reason = "error " + std::to_string(result);
  const char* text = nullptr;
  const auto describe = reinterpret_cast<abi::CuGetErrorString*>(cuda.find("cuGetErrorString"));
  if (describe != nullptr && describe(result, &text) == 0 && text != nullptr) reason += std::string(" (") + text + ")";
  throw Failure(TRTCAL_NO_DRIVER, call + " of " + cuda.path() + " answered " + reason);
}

}  // namespace

Driver ask_driver(const char* path) try {
  SharedLibrary cuda = SharedLibrary::open(path, "libcuda.so.1");
  const auto init = cuda.function<abi::CuInit>("cuInit");
  const auto get_version = cuda.function<abi::CuDriverGetVersion>("cuDriverGetVersion");
  const auto get_count = cuda.function<abi::CuDeviceGetCount>("cuDeviceGetCount");
  Driver driver{};
  check(cuda, init(0), "cuInit");
  check(cuda, get_version(&driver.version), "cuDriverGetVersion");
  check(cuda, get_count(&driver.devices), "cuDeviceGetCount");
  if (driver.devices < 1) throw Failure(TRTCAL_NO_DRIVER, "the driver at " + cuda.path() + " sees no device");
  cuda.keep();
  return driver;
} catch (const Failure& failure) {
  throw Failure(TRTCAL_NO_DRIVER, std::string("no usable NVIDIA driver: ") + failure.what());
}

}  // namespace trtcal
