// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// Tables of the builder, its configuration, its profiles and the memory it returns, in declared order.
#ifndef STANDIN_TABLES_BUILDER_H
#define STANDIN_TABLES_BUILDER_H

#include "tables/callbacks.h"
#include "tables/slots.h"
#include "tables/types.h"

namespace nvtables {

class VBuilder {
  static constexpr const char* kInterface = "VBuilder";

 public:
  virtual ~VBuilder() noexcept = default;
  STANDIN_SLOT(bool, platformHasFastFp16, () const)
  STANDIN_SLOT(bool, platformHasFastInt8, () const)
  STANDIN_SLOT(int32_t, getMaxDLABatchSize, () const)
  STANDIN_SLOT(int32_t, getNbDLACores, () const)
  STANDIN_SLOT(void, setGpuAllocator, (IGpuAllocator*))
  STANDIN_SLOT(IBuilderConfig*, createBuilderConfig, ())
  STANDIN_SLOT(INetworkDefinition*, createNetworkV2, (NetworkDefinitionCreationFlags))
  STANDIN_SLOT(IOptimizationProfile*, createOptimizationProfile, ())
  STANDIN_SLOT(void, setErrorRecorder, (IErrorRecorder*))
  STANDIN_SLOT(IErrorRecorder*, getErrorRecorder, () const)
  STANDIN_SLOT(void, reset, ())
  STANDIN_SLOT(bool, platformHasTf32, () const)
  STANDIN_SLOT(IHostMemory*, buildSerializedNetwork, (INetworkDefinition&, IBuilderConfig&))
  STANDIN_SLOT(bool, isNetworkSupported, (INetworkDefinition const&, IBuilderConfig const&) const)
  STANDIN_SLOT(ILogger*, getLogger, () const)
  STANDIN_SLOT(bool, setMaxThreads, (int32_t))
  STANDIN_SLOT(int32_t, getMaxThreads, () const)
  STANDIN_SLOT(IPluginRegistry&, getPluginRegistry, ())
  STANDIN_SLOT(ICudaEngine*, buildEngineWithConfig, (INetworkDefinition&, IBuilderConfig&))
  STANDIN_PAST_END
};

class VBuilderConfig {
  static constexpr const char* kInterface = "VBuilderConfig";

 public:
  virtual ~VBuilderConfig() noexcept = default;
  STANDIN_SLOT(void, setAvgTimingIterations, (int32_t))
  STANDIN_SLOT(int32_t, getAvgTimingIterations, () const)
  STANDIN_SLOT(void, setEngineCapability, (EngineCapability))
  STANDIN_SLOT(EngineCapability, getEngineCapability, () const)
  STANDIN_SLOT(void, setInt8Calibrator, (IInt8Calibrator*))
  STANDIN_SLOT(IInt8Calibrator*, getInt8Calibrator, () const)
  STANDIN_SLOT(void, setFlags, (BuilderFlags))
  STANDIN_SLOT(BuilderFlags, getFlags, () const)
  STANDIN_SLOT(void, clearFlag, (BuilderFlag))
  STANDIN_SLOT(void, setFlag, (BuilderFlag))
  STANDIN_SLOT(bool, getFlag, (BuilderFlag) const)
  STANDIN_SLOT(void, setDeviceType, (ILayer const*, DeviceType))
  STANDIN_SLOT(DeviceType, getDeviceType, (ILayer const*) const)
  STANDIN_SLOT(bool, isDeviceTypeSet, (ILayer const*) const)
  STANDIN_SLOT(void, resetDeviceType, (ILayer const*))
  STANDIN_SLOT(bool, canRunOnDLA, (ILayer const*) const)
  STANDIN_SLOT(void, setDLACore, (int32_t))
  STANDIN_SLOT(int32_t, getDLACore, () const)
  STANDIN_SLOT(void, setDefaultDeviceType, (DeviceType))
  STANDIN_SLOT(DeviceType, getDefaultDeviceType, () const)
  STANDIN_SLOT(void, reset, ())
  STANDIN_SLOT(void, setProfileStream, (cudaStream_t))
  STANDIN_SLOT(cudaStream_t, getProfileStream, () const)
  STANDIN_SLOT(int32_t, addOptimizationProfile, (IOptimizationProfile const*))
  STANDIN_SLOT(int32_t, getNbOptimizationProfiles, () const)
  STANDIN_SLOT(void, setProfilingVerbosity, (ProfilingVerbosity))
  STANDIN_SLOT(ProfilingVerbosity, getProfilingVerbosity, () const)
  STANDIN_SLOT(void, setAlgorithmSelector, (IAlgorithmSelector*))
  STANDIN_SLOT(IAlgorithmSelector*, getAlgorithmSelector, () const)
  STANDIN_SLOT(bool, setCalibrationProfile, (IOptimizationProfile const*))
  STANDIN_SLOT(IOptimizationProfile const*, getCalibrationProfile, ())
  STANDIN_SLOT(void, setQuantizationFlags, (QuantizationFlags))
  STANDIN_SLOT(QuantizationFlags, getQuantizationFlags, () const)
  STANDIN_SLOT(void, clearQuantizationFlag, (QuantizationFlag))
  STANDIN_SLOT(void, setQuantizationFlag, (QuantizationFlag))
  STANDIN_SLOT(bool, getQuantizationFlag, (QuantizationFlag) const)
  STANDIN_SLOT(bool, setTacticSources, (TacticSources))
  STANDIN_SLOT(TacticSources, getTacticSources, () const)
  STANDIN_SLOT(ITimingCache*, createTimingCache, (void const*, size_t) const)
  STANDIN_SLOT(bool, setTimingCache, (ITimingCache const&, bool))
  STANDIN_SLOT(ITimingCache const*, getTimingCache, () const)
  STANDIN_SLOT(void, setMemoryPoolLimit, (MemoryPoolType, size_t))
  STANDIN_SLOT(size_t, getMemoryPoolLimit, (MemoryPoolType) const)
  STANDIN_SLOT(void, setPreviewFeature, (PreviewFeature, bool))
  STANDIN_SLOT(bool, getPreviewFeature, (PreviewFeature) const)
  STANDIN_SLOT(void, setBuilderOptimizationLevel, (int32_t))
  STANDIN_SLOT(int32_t, getBuilderOptimizationLevel, () const)
  STANDIN_SLOT(void, setHardwareCompatibilityLevel, (HardwareCompatibilityLevel))
  STANDIN_SLOT(HardwareCompatibilityLevel, getHardwareCompatibilityLevel, () const)
  STANDIN_SLOT(void, setPluginsToSerialize, (char const* const*, int32_t))
  STANDIN_SLOT(char const*, getPluginToSerialize, (int32_t) const)
  STANDIN_SLOT(int32_t, getNbPluginsToSerialize, () const)
  STANDIN_SLOT(void, setMaxAuxStreams, (int32_t))
  STANDIN_SLOT(int32_t, getMaxAuxStreams, () const)
  STANDIN_SLOT(void, setProgressMonitor, (IProgressMonitor*))
  STANDIN_SLOT(IProgressMonitor*, getProgressMonitor, () const)
  STANDIN_SLOT(void, setRuntimePlatform, (RuntimePlatform))
  STANDIN_SLOT(RuntimePlatform, getRuntimePlatform, () const)
  STANDIN_SLOT(void, setMaxNbTactics, (int32_t))
  STANDIN_SLOT(int32_t, getMaxNbTactics, () const)
  STANDIN_PAST_END
};

class VOptimizationProfile {
  static constexpr const char* kInterface = "VOptimizationProfile";

 public:
  virtual ~VOptimizationProfile() noexcept = default;
  STANDIN_SLOT(bool, setDimensions, (char const*, OptProfileSelector, Dims const&))
  STANDIN_SLOT(Dims, getDimensions, (char const*, OptProfileSelector) const)
  STANDIN_SLOT(bool, setShapeValues, (char const*, OptProfileSelector, int32_t const*, int32_t))
  STANDIN_SLOT(int32_t, getNbShapeValues, (char const*) const)
  STANDIN_SLOT(int32_t const*, getShapeValues, (char const*, OptProfileSelector) const)
  STANDIN_SLOT(bool, setExtraMemoryTarget, (float))
  STANDIN_SLOT(float, getExtraMemoryTarget, () const)
  STANDIN_SLOT(bool, isValid, () const)
  STANDIN_PAST_END
};

class VTimingCache {
  static constexpr const char* kInterface = "VTimingCache";

 public:
  virtual ~VTimingCache() noexcept = default;
  STANDIN_SLOT(IHostMemory*, serialize, () const)
  STANDIN_SLOT(bool, combine, (ITimingCache const&, bool))
  STANDIN_SLOT(bool, reset, ())
  STANDIN_PAST_END
};

class VHostMemory {
  static constexpr const char* kInterface = "VHostMemory";

 public:
  virtual ~VHostMemory() noexcept = default;
  STANDIN_SLOT(void*, data, () const)
  STANDIN_SLOT(size_t, size, () const)
  STANDIN_SLOT(DataType, type, () const)
  STANDIN_PAST_END
};

}  // namespace nvtables

#endif
