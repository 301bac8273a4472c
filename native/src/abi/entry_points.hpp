// The C functions that TensorRT's libraries export, and those of the driver that are asked before them.
#ifndef TRTCAL_ABI_ENTRY_POINTS_HPP
#define TRTCAL_ABI_ENTRY_POINTS_HPP

#include "abi/interfaces.hpp"

namespace trtcal::abi {

// libnvinfer; version is that of the caller's header: here the library's own.
using GetInferLibVersion = int32_t();
using CreateInferBuilder = IBuilder*(ILogger* logger, int32_t version);
using CreateInferRuntime = IRuntime*(ILogger* logger, int32_t version);

// libnvonnxparser.
using CreateOnnxParser = IParser*(INetworkDefinition* network, ILogger* logger, int32_t version);

// libcuda; 0 is success.
using CuInit = int(unsigned int flags);
using CuDriverGetVersion = int(int* version);
using CuDeviceGetCount = int(int* count);
using CuGetErrorString = int(int error, const char** text);

}  // namespace trtcal::abi

#endif
