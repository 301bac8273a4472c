// TensorRT 10's plain values, declared anew so that nothing of NVIDIA's is needed to build.
//
// Every enum of TensorRT is 32 bits wide and is an int32_t here: the C interface hands numbers through.
#ifndef TRTCAL_ABI_TYPES_HPP
#define TRTCAL_ABI_TYPES_HPP

#include <cstddef>
#include <cstdint>

namespace trtcal::abi {

// Dims64: a shape; -1 is a dynamic extent, nb_dims -1 an unknown rank. Larger than two registers, so a method that
// returns one takes a hidden result pointer: the compiler passes it because this is a real struct.
struct Dims {
  int32_t nb_dims;
  int64_t d[8];
};
static_assert(sizeof(Dims) == 72 && offsetof(Dims, d) == 8, "Dims64 is 72 bytes, its extents begin at 8");

// What a callback object says it is; returned in two registers.
struct InterfaceInfo {
  const char* kind;
  int32_t major;
  int32_t minor;
};
static_assert(sizeof(InterfaceInfo) == 16, "InterfaceInfo is 16 bytes");

// A TensorRT version as libnvinfer 10 counts it: major * 10000 + minor * 100 + patch.
struct Release {
  int32_t number;

  // 1000 for any 10.0, 1008 for any 10.8: what the slot tables change with.
  constexpr int32_t series() const { return number / 100; }
};

constexpr int32_t kSeries10_0 = 1000;
constexpr int32_t kSeries10_8 = 1008;

// The enumerators that the shim itself chooses.
constexpr int32_t kWorkspacePool = 0;  // MemoryPoolType::kWORKSPACE
constexpr int32_t kProfileMin = 0;     // OptProfileSelector
constexpr int32_t kProfileOpt = 1;
constexpr int32_t kProfileMax = 2;
constexpr int32_t kTensorIoInput = 1;           // TensorIOMode::kINPUT
constexpr int32_t kLayerInformationJson = 1;    // LayerInformationFormat::kJSON
constexpr int32_t kStaticContextMemory = 0;     // ExecutionContextAllocationStrategy::kSTATIC
constexpr int32_t kLocationHost = 1;            // TensorLocation::kHOST
constexpr int32_t kSeverityWarning = 2;         // ILogger::Severity::kWARNING
constexpr int32_t kOnnxParserApiVersion = 100;  // parser API 0.1.0, what every 10.x header passes

}  // namespace trtcal::abi

#endif
