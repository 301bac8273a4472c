// Asks the NVIDIA driver whether TensorRT can work. Without one, createInferBuilder_INTERNAL aborts the process and
// createInferRuntime_INTERNAL answers garbage, so both are called only after this.
#ifndef TRTCAL_DRIVER_HPP
#define TRTCAL_DRIVER_HPP

#include <cstdint>

namespace trtcal {

struct Driver {
  int32_t version;  // CUDA's, such as 12060
  int32_t devices;  // at least 1
};

// path: absolute, or NULL for the system's search. Throws a Failure of TRTCAL_NO_DRIVER.
Driver ask_driver(const char* path);

}  // namespace trtcal

#endif
