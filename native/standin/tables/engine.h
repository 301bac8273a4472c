// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// Tables of the runtime, the engine and the execution context, in declared order.
#ifndef STANDIN_TABLES_ENGINE_H
#define STANDIN_TABLES_ENGINE_H

#include "tables/callbacks.h"
#include "tables/slots.h"
#include "tables/types.h"

namespace nvtables {

class VRuntime {
  static constexpr const char* kInterface = "VRuntime";

 public:
  virtual ~VRuntime() noexcept = default;
  STANDIN_SLOT(IRuntime*, getPImpl, ())
  STANDIN_SLOT(ICudaEngine*, deserializeCudaEngine, (void const*, size_t))
  STANDIN_SLOT(ICudaEngine*, deserializeCudaEngine, (IStreamReader&))
  STANDIN_SLOT(void, setDLACore, (int32_t))
  STANDIN_SLOT(int32_t, getDLACore, () const)
  STANDIN_SLOT(int32_t, getNbDLACores, () const)
  STANDIN_SLOT(void, setGpuAllocator, (IGpuAllocator*))
  STANDIN_SLOT(void, setErrorRecorder, (IErrorRecorder*))
  STANDIN_SLOT(IErrorRecorder*, getErrorRecorder, () const)
  STANDIN_SLOT(ILogger*, getLogger, () const)
  STANDIN_SLOT(bool, setMaxThreads, (int32_t))
  STANDIN_SLOT(int32_t, getMaxThreads, () const)
  STANDIN_SLOT(void, setTemporaryDirectory, (char const*))
  STANDIN_SLOT(char const*, getTemporaryDirectory, () const)
  STANDIN_SLOT(void, setTempfileControlFlags, (TempfileControlFlags))
  STANDIN_SLOT(TempfileControlFlags, getTempfileControlFlags, () const)
  STANDIN_SLOT(IPluginRegistry&, getPluginRegistry, ())
  STANDIN_SLOT(void, setPluginRegistryParent, (IPluginRegistry*))
  STANDIN_SLOT(IRuntime*, loadRuntime, (char const*))
  STANDIN_SLOT(void, setEngineHostCodeAllowed, (bool))
  STANDIN_SLOT(bool, getEngineHostCodeAllowed, () const)
  STANDIN_PAST_END
};

class VCudaEngine {
  static constexpr const char* kInterface = "VCudaEngine";

 public:
  virtual ~VCudaEngine() noexcept = default;
  STANDIN_SLOT(ICudaEngine*, getPImpl, ())
  STANDIN_SLOT(int32_t, getNbLayers, () const)
  STANDIN_SLOT(IHostMemory*, serialize, () const)
  STANDIN_SLOT(IExecutionContext*, createExecutionContext, (ExecutionContextAllocationStrategy))
  STANDIN_SLOT(IExecutionContext*, createExecutionContextWithoutDeviceMemory, ())
  STANDIN_SLOT(size_t, getDeviceMemorySize, () const)
  STANDIN_SLOT(bool, isRefittable, () const)
  STANDIN_SLOT(char const*, getName, () const)
  STANDIN_SLOT(int32_t, getNbOptimizationProfiles, () const)
  STANDIN_SLOT(int32_t const*, getProfileTensorValues, (char const*, int32_t, OptProfileSelector) const)
  STANDIN_SLOT(EngineCapability, getEngineCapability, () const)
  STANDIN_SLOT(void, setErrorRecorder, (IErrorRecorder*))
  STANDIN_SLOT(IErrorRecorder*, getErrorRecorder, () const)
  STANDIN_SLOT(bool, hasImplicitBatchDimension, () const)
  STANDIN_SLOT(TacticSources, getTacticSources, () const)
  STANDIN_SLOT(ProfilingVerbosity, getProfilingVerbosity, () const)
  STANDIN_SLOT(IEngineInspector*, createEngineInspector, () const)
  STANDIN_SLOT(Dims, getTensorShape, (char const*) const)
  STANDIN_SLOT(DataType, getTensorDataType, (char const*) const)
  STANDIN_SLOT(TensorLocation, getTensorLocation, (char const*) const)
  STANDIN_SLOT(bool, isShapeInferenceIO, (char const*) const)
  STANDIN_SLOT(TensorIOMode, getTensorIOMode, (char const*) const)
  STANDIN_SLOT(int32_t, getTensorBytesPerComponent, (char const*) const)
  STANDIN_SLOT(int32_t, getTensorComponentsPerElement, (char const*) const)
  STANDIN_SLOT(TensorFormat, getTensorFormat, (char const*) const)
  STANDIN_SLOT(char const*, getTensorFormatDesc, (char const*) const)
  STANDIN_SLOT(int32_t, getTensorVectorizedDim, (char const*) const)
  STANDIN_SLOT(Dims, getProfileShape, (char const*, int32_t, OptProfileSelector) const)
  STANDIN_SLOT(int32_t, getNbIOTensors, () const)
  STANDIN_SLOT(char const*, getIOTensorName, (int32_t) const)
  STANDIN_SLOT(HardwareCompatibilityLevel, getHardwareCompatibilityLevel, () const)
  STANDIN_SLOT(int32_t, getNbAuxStreams, () const)
  STANDIN_SLOT(int32_t, getTensorBytesPerComponentV2, (char const*, int32_t) const)
  STANDIN_SLOT(int32_t, getTensorComponentsPerElementV2, (char const*, int32_t) const)
  STANDIN_SLOT(TensorFormat, getTensorFormatV2, (char const*, int32_t) const)
  STANDIN_SLOT(char const*, getTensorFormatDescV2, (char const*, int32_t) const)
  STANDIN_SLOT(int32_t, getTensorVectorizedDimV2, (char const*, int32_t) const)
  STANDIN_SLOT(ISerializationConfig*, createSerializationConfig, ())
  STANDIN_SLOT(IHostMemory*, serializeWithConfig, (ISerializationConfig&) const)
  STANDIN_SLOT(size_t, getDeviceMemorySizeForProfile, (int32_t) const)
  STANDIN_SLOT(IRefitter*, createRefitter, (ILogger&))
  STANDIN_SLOT(bool, setWeightStreamingBudget, (int64_t))
  STANDIN_SLOT(int64_t, getWeightStreamingBudget, () const)
  STANDIN_SLOT(int64_t, getMinimumWeightStreamingBudget, () const)
  STANDIN_SLOT(int64_t, getStreamableWeightsSize, () const)
  STANDIN_SLOT(bool, isDebugTensor, (char const*) const)
  STANDIN_SLOT(bool, setWeightStreamingBudgetV2, (int64_t))
  STANDIN_SLOT(int64_t, getWeightStreamingBudgetV2, () const)
  STANDIN_SLOT(int64_t, getWeightStreamingAutomaticBudget, () const)
  STANDIN_SLOT(int64_t, getWeightStreamingScratchMemorySize, () const)
  STANDIN_SLOT(int64_t, getDeviceMemorySizeV2, () const)
  STANDIN_SLOT(int64_t, getDeviceMemorySizeForProfileV2, (int32_t) const)
  STANDIN_PAST_END
};

class VEngineInspector {
  static constexpr const char* kInterface = "VEngineInspector";

 public:
  virtual ~VEngineInspector() noexcept = default;
  STANDIN_SLOT(IEngineInspector*, getPImpl, ())
  STANDIN_SLOT(bool, setExecutionContext, (IExecutionContext const*))
  STANDIN_SLOT(IExecutionContext const*, getExecutionContext, () const)
  STANDIN_SLOT(char const*, getLayerInformation, (int32_t, LayerInformationFormat) const)
  STANDIN_SLOT(char const*, getEngineInformation, (LayerInformationFormat) const)
  STANDIN_SLOT(void, setErrorRecorder, (IErrorRecorder*))
  STANDIN_SLOT(IErrorRecorder*, getErrorRecorder, () const)
  STANDIN_PAST_END
};

class VExecutionContext {
  static constexpr const char* kInterface = "VExecutionContext";

 public:
  virtual ~VExecutionContext() noexcept = default;
  STANDIN_SLOT(IExecutionContext*, getPImpl, ())
  STANDIN_SLOT(void, setDebugSync, (bool))
  STANDIN_SLOT(bool, getDebugSync, () const)
  STANDIN_SLOT(void, setProfiler, (IProfiler*))
  STANDIN_SLOT(IProfiler*, getProfiler, () const)
  STANDIN_SLOT(ICudaEngine const&, getEngine, () const)
  STANDIN_SLOT(void, setName, (char const*))
  STANDIN_SLOT(char const*, getName, () const)
  STANDIN_SLOT(void, setDeviceMemory, (void*))
  STANDIN_SLOT(int32_t, getOptimizationProfile, () const)
  STANDIN_SLOT(bool, allInputDimensionsSpecified, () const)
  STANDIN_SLOT(bool, allInputShapesSpecified, () const)
  STANDIN_SLOT(void, setErrorRecorder, (IErrorRecorder*))
  STANDIN_SLOT(IErrorRecorder*, getErrorRecorder, () const)
  STANDIN_SLOT(bool, executeV2, (void* const*))
  STANDIN_SLOT(bool, setOptimizationProfileAsync, (int32_t, cudaStream_t))
  STANDIN_SLOT(void, setEnqueueEmitsProfile, (bool))
  STANDIN_SLOT(bool, getEnqueueEmitsProfile, () const)
  STANDIN_SLOT(bool, reportToProfiler, () const)
  STANDIN_SLOT(bool, setInputShape, (char const*, Dims const&))
  STANDIN_SLOT(Dims, getTensorShape, (char const*) const)
  STANDIN_SLOT(Dims, getTensorStrides, (char const*) const)
  STANDIN_SLOT(bool, setTensorAddress, (char const*, void*))
  STANDIN_SLOT(void const*, getTensorAddress, (char const*) const)
  STANDIN_SLOT(bool, setInputTensorAddress, (char const*, void const*))
  STANDIN_SLOT(bool, setOutputTensorAddress, (char const*, void*))
  STANDIN_SLOT(int32_t, inferShapes, (int32_t, char const**))
  STANDIN_SLOT(bool, setInputConsumedEvent, (cudaEvent_t))
  STANDIN_SLOT(cudaEvent_t, getInputConsumedEvent, () const)
  STANDIN_SLOT(void*, getOutputTensorAddress, (char const*) const)
  STANDIN_SLOT(bool, setOutputAllocator, (char const*, IOutputAllocator*))
  STANDIN_SLOT(IOutputAllocator*, getOutputAllocator, (char const*))
  STANDIN_SLOT(int64_t, getMaxOutputSize, (char const*) const)
  STANDIN_SLOT(bool, setTemporaryStorageAllocator, (IGpuAllocator*))
  STANDIN_SLOT(IGpuAllocator*, getTemporaryStorageAllocator, () const)
  STANDIN_SLOT(bool, enqueueV3, (cudaStream_t))
  STANDIN_SLOT(void, setPersistentCacheLimit, (size_t))
  STANDIN_SLOT(size_t, getPersistentCacheLimit, () const)
  STANDIN_SLOT(bool, setNvtxVerbosity, (ProfilingVerbosity))
  STANDIN_SLOT(ProfilingVerbosity, getNvtxVerbosity, () const)
  STANDIN_SLOT(void, setAuxStreams, (cudaStream_t*, int32_t))
  STANDIN_SLOT(bool, setDebugListener, (IDebugListener*))
  STANDIN_SLOT(IDebugListener*, getDebugListener, ())
  STANDIN_SLOT(bool, setTensorDebugState, (char const*, bool))
  STANDIN_SLOT(bool, getDebugState, (char const*) const)
  STANDIN_SLOT(bool, setAllTensorsDebugState, (bool))
  STANDIN_SLOT(size_t, updateDeviceMemorySizeForShapes, ())
  STANDIN_SLOT(void, setDeviceMemoryV2, (void*, int64_t))
  STANDIN_PAST_END
};

}  // namespace nvtables

#endif
