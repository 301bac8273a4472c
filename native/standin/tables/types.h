// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// Values that cross the binary interface, and the public object that every handle points to.
#ifndef STANDIN_TABLES_TYPES_H
#define STANDIN_TABLES_TYPES_H

#include <cstddef>
#include <cstdint>

namespace nvtables {

struct Dims {
  int32_t nbDims;
  int64_t d[8];
};
struct Weights {
  int32_t type;
  void const* values;
  int64_t count;
};
struct InterfaceInfo {
  char const* kind;
  int32_t major;
  int32_t minor;
};
static_assert(sizeof(Dims) == 72 && offsetof(Dims, d) == 8, "Dims64");
static_assert(sizeof(Weights) == 24 && offsetof(Weights, values) == 8, "Weights");
static_assert(sizeof(InterfaceInfo) == 16, "InterfaceInfo");

enum class DataType : int32_t {
  kFLOAT, kHALF, kINT8, kINT32, kBOOL, kUINT8, kFP8, kBF16, kINT64, kINT4
};
enum class Severity : int32_t { kINTERNAL_ERROR, kERROR, kWARNING, kINFO, kVERBOSE };
enum class APILanguage : int32_t { kCPP, kPYTHON };
enum class CalibrationAlgoType : int32_t { kLEGACY, kENTROPY, kENTROPY_2, kMINMAX };
enum class OptProfileSelector : int32_t { kMIN, kOPT, kMAX };
enum class TensorIOMode : int32_t { kNONE, kINPUT, kOUTPUT };
enum class LayerInformationFormat : int32_t { kONELINE = 0, kJSON = 1 };
enum class TensorLocation : int32_t { kDEVICE, kHOST };
enum class BuilderFlag : int32_t { kFP16, kINT8, kTF32 = 6, kOBEY_PRECISION_CONSTRAINTS = 9, kVERSION_COMPATIBLE = 13 };
enum class NetworkDefinitionCreationFlag : int32_t { kEXPLICIT_BATCH, kSTRONGLY_TYPED };
enum class ParserErrorCode : int32_t {
  kSUCCESS = 0, kMODEL_DESERIALIZE_FAILED = 3, kINVALID_VALUE = 4, kINVALID_GRAPH = 5, kUNSUPPORTED_GRAPH = 7,
  kUNSUPPORTED_NODE = 8
};

// Only passed through: their values play no part here, their width does.
enum class LayerType : int32_t {};
enum class QuantizationFlag : int32_t { kCALIBRATE_BEFORE_FUSION = 0 };
enum class MemoryPoolType : int32_t {};
enum class DeviceType : int32_t {};
enum class ProfilingVerbosity : int32_t { kLAYER_NAMES_ONLY, kNONE, kDETAILED };
enum class PreviewFeature : int32_t {};
enum class HardwareCompatibilityLevel : int32_t {};
enum class EngineCapability : int32_t {};
enum class RuntimePlatform : int32_t {};
enum class ExecutionContextAllocationStrategy : int32_t {};
enum class TensorFormat : int32_t {};
enum class ActivationType : int32_t {};
enum class ScaleMode : int32_t {};
enum class ElementWiseOperation : int32_t {};
enum class UnaryOperation : int32_t {};
enum class ReduceOperation : int32_t {};
enum class TopKOperation : int32_t {};
enum class MatrixOperation : int32_t {};
enum class PoolingType : int32_t {};
enum class FillOperation : int32_t {};
enum class GatherMode : int32_t {};
enum class ScatterMode : int32_t {};
enum class CumulativeOperation : int32_t {};
enum class OnnxParserFlag : int32_t {};

using BuilderFlags = uint32_t;
using NetworkDefinitionCreationFlags = uint32_t;
using QuantizationFlags = uint32_t;
using TacticSources = uint32_t;
using TensorFormats = uint32_t;
using TempfileControlFlags = uint32_t;
using OnnxParserFlags = uint32_t;
using cudaStream_t = void*;
using cudaEvent_t = void*;

// What the caller holds: 16 bytes, two destructors in the table, the implementation at offset 8.
template <class Implementation>
class PublicObject {
 public:
  virtual ~PublicObject() noexcept = default;
  Implementation* impl = nullptr;
};

class VBuilder;
class VNetworkHead;
class VBuilderConfig;
class VOptimizationProfile;
class VTensor;
class VLayer;
class VHostMemory;
class VTimingCache;
class VRuntime;
class VCudaEngine;
class VExecutionContext;
class VEngineInspector;

class IBuilder : public PublicObject<VBuilder> {};
class INetworkDefinition : public PublicObject<VNetworkHead> {};
class IBuilderConfig : public PublicObject<VBuilderConfig> {};
class IOptimizationProfile : public PublicObject<VOptimizationProfile> {};
class ITensor : public PublicObject<VTensor> {};
class ILayer : public PublicObject<VLayer> {};
class IHostMemory : public PublicObject<VHostMemory> {};
class ITimingCache : public PublicObject<VTimingCache> {};
class IRuntime : public PublicObject<VRuntime> {};
class ICudaEngine : public PublicObject<VCudaEngine> {};
class IExecutionContext : public PublicObject<VExecutionContext> {};
class IEngineInspector : public PublicObject<VEngineInspector> {};
static_assert(sizeof(IBuilder) == 16, "a public object has 16 bytes");

class IDebugListener;
class IParser;
class IParserError;

// Never seen here, only their addresses would be.
class IAlgorithmSelector;
class IErrorRecorder;
class IGpuAllocator;
class IIfConditional;
class ILoop;
class IOutputAllocator;
class IPluginRegistry;
class IPluginV2;
class IPluginV3;
class IProfiler;
class IRefitter;
class ISerializationConfig;
class IStreamReader;
class IActivationLayer;
class IAssertionLayer;
class ICastLayer;
class IConcatenationLayer;
class IConstantLayer;
class IConvolutionLayer;
class ICumulativeLayer;
class IDeconvolutionLayer;
class IDequantizeLayer;
class IDynamicQuantizeLayer;
class IEinsumLayer;
class IElementWiseLayer;
class IFillLayer;
class IGatherLayer;
class IGridSampleLayer;
class IIdentityLayer;
class ILRNLayer;
class IMatrixMultiplyLayer;
class INMSLayer;
class INonZeroLayer;
class INormalizationLayer;
class IOneHotLayer;
class IPaddingLayer;
class IParametricReLULayer;
class IPluginV2Layer;
class IPluginV3Layer;
class IPoolingLayer;
class IQuantizeLayer;
class IRaggedSoftMaxLayer;
class IReduceLayer;
class IResizeLayer;
class IReverseSequenceLayer;
class IScaleLayer;
class IScatterLayer;
class ISelectLayer;
class IShapeLayer;
class IShuffleLayer;
class ISliceLayer;
class ISoftMaxLayer;
class ISqueezeLayer;
class ITopKLayer;
class IUnaryLayer;
class IUnsqueezeLayer;

}  // namespace nvtables

#endif
