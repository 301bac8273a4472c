// The slot table: every method of TensorRT 10 that the shim calls, one line each.
//
// Line order, names, types and slots are those of TensorRT 10's declarations, 10.0 to 10.16; `test/slot_test.cpp` holds
// them against an independent transcription. The structs are tags: no object of them is ever made here.
#ifndef TRTCAL_ABI_INTERFACES_HPP
#define TRTCAL_ABI_INTERFACES_HPP

#include "abi/callbacks.hpp"
#include "abi/method.hpp"

namespace trtcal::abi {

struct IBuilderConfig;
struct ICudaEngine;
struct IEngineInspector;
struct IExecutionContext;
struct IHostMemory;
struct ILayer;
struct IOptimizationProfile;
struct IParserError;
struct ITensor;
struct ITimingCache;

struct IBuilder {
  static constexpr const char* kName = "IBuilder";
  static constexpr Table kTable = Table::kOfImplementation;
  static constexpr int32_t kDeletingDestructor = 1;

  static constexpr Method<IBuilder, IBuilderConfig*()> createBuilderConfig{"createBuilderConfig", 7};
  static constexpr Method<IBuilder, INetworkDefinition*(uint32_t)> createNetworkV2{"createNetworkV2", 8};
  // The builder owns the profile.
  static constexpr Method<IBuilder, IOptimizationProfile*()> createOptimizationProfile{"createOptimizationProfile", 9};
  static constexpr Method<IBuilder, IHostMemory*(INetworkDefinition&, IBuilderConfig&)> buildSerializedNetwork{
      "buildSerializedNetwork", 14};

  IBuilder() = delete;
};

struct INetworkDefinition {
  static constexpr const char* kName = "INetworkDefinition";
  static constexpr Table kTable = Table::kOfImplementation;
  static constexpr int32_t kDeletingDestructor = 1;

  static constexpr Method<INetworkDefinition, int32_t()> getNbLayers{"getNbLayers", 12};
  static constexpr Method<INetworkDefinition, ILayer*(int32_t)> getLayer{"getLayer", 13};
  static constexpr Method<INetworkDefinition, int32_t()> getNbInputs{"getNbInputs", 14};
  static constexpr Method<INetworkDefinition, ITensor*(int32_t)> getInput{"getInput", 15};
  static constexpr Method<INetworkDefinition, int32_t()> getNbOutputs{"getNbOutputs", 16};
  static constexpr Method<INetworkDefinition, ITensor*(int32_t)> getOutput{"getOutput", 17};
  // 64 in 10.8, as slot_in says.
  static constexpr Method<INetworkDefinition, IBuilder&()> getBuilder{"getBuilder", 63};
  // 70 in 10.8.
  static constexpr Method<INetworkDefinition, bool(ITensor&)> markDebug{"markDebug", 69};

  INetworkDefinition() = delete;
};

struct ITensor {
  static constexpr const char* kName = "ITensor";
  static constexpr Table kTable = Table::kOfImplementation;

  static constexpr Method<ITensor, const char*()> getName{"getName", 3};
  static constexpr Method<ITensor, Dims()> getDimensions{"getDimensions", 5};
  static constexpr Method<ITensor, int32_t()> getType{"getType", 7};
  static constexpr Method<ITensor, bool()> isNetworkInput{"isNetworkInput", 9};

  ITensor() = delete;
};

// A concrete layer is more; what every layer has is reached in the same way. The network owns it.
struct ILayer {
  static constexpr const char* kName = "ILayer";
  static constexpr Table kTable = Table::kOfImplementation;

  static constexpr Method<ILayer, int32_t()> getType{"getType", 2};
  static constexpr Method<ILayer, const char*()> getName{"getName", 4};
  static constexpr Method<ILayer, int32_t()> getNbInputs{"getNbInputs", 5};
  static constexpr Method<ILayer, ITensor*(int32_t)> getInput{"getInput", 6};
  static constexpr Method<ILayer, int32_t()> getNbOutputs{"getNbOutputs", 7};
  static constexpr Method<ILayer, ITensor*(int32_t)> getOutput{"getOutput", 8};
  static constexpr Method<ILayer, void(int32_t)> setPrecision{"setPrecision", 10};
  static constexpr Method<ILayer, int32_t()> getPrecision{"getPrecision", 11};
  static constexpr Method<ILayer, bool()> precisionIsSet{"precisionIsSet", 12};
  static constexpr Method<ILayer, void(int32_t, int32_t)> setOutputType{"setOutputType", 14};

  ILayer() = delete;
};

struct IBuilderConfig {
  static constexpr const char* kName = "IBuilderConfig";
  static constexpr Table kTable = Table::kOfImplementation;
  static constexpr int32_t kDeletingDestructor = 1;

  static constexpr Method<IBuilderConfig, void(IInt8Calibrator*)> setInt8Calibrator{"setInt8Calibrator", 6};
  static constexpr Method<IBuilderConfig, IInt8Calibrator*()> getInt8Calibrator{"getInt8Calibrator", 7};
  static constexpr Method<IBuilderConfig, void(int32_t)> clearFlag{"clearFlag", 10};
  static constexpr Method<IBuilderConfig, void(int32_t)> setFlag{"setFlag", 11};
  static constexpr Method<IBuilderConfig, bool(int32_t)> getFlag{"getFlag", 12};
  static constexpr Method<IBuilderConfig, int32_t(const IOptimizationProfile*)> addOptimizationProfile{
      "addOptimizationProfile", 25};
  static constexpr Method<IBuilderConfig, void(int32_t)> setProfilingVerbosity{"setProfilingVerbosity", 27};
  static constexpr Method<IBuilderConfig, int32_t()> getProfilingVerbosity{"getProfilingVerbosity", 28};
  static constexpr Method<IBuilderConfig, bool(const IOptimizationProfile*)> setCalibrationProfile{
      "setCalibrationProfile", 31};
  static constexpr Method<IBuilderConfig, void(int32_t)> clearQuantizationFlag{"clearQuantizationFlag", 35};
  static constexpr Method<IBuilderConfig, void(int32_t)> setQuantizationFlag{"setQuantizationFlag", 36};
  static constexpr Method<IBuilderConfig, bool(int32_t)> getQuantizationFlag{"getQuantizationFlag", 37};
  // The caller deletes it, after the configuration.
  static constexpr Method<IBuilderConfig, ITimingCache*(const void*, size_t)> createTimingCache{"createTimingCache",
                                                                                                40};
  static constexpr Method<IBuilderConfig, bool(const ITimingCache&, bool)> setTimingCache{"setTimingCache", 41};
  static constexpr Method<IBuilderConfig, const ITimingCache*()> getTimingCache{"getTimingCache", 42};
  static constexpr Method<IBuilderConfig, void(int32_t, size_t)> setMemoryPoolLimit{"setMemoryPoolLimit", 43};
  static constexpr Method<IBuilderConfig, void(int32_t)> setBuilderOptimizationLevel{"setBuilderOptimizationLevel", 47};
  static constexpr Method<IBuilderConfig, int32_t()> getBuilderOptimizationLevel{"getBuilderOptimizationLevel", 48};
  static constexpr Method<IBuilderConfig, void(int32_t)> setHardwareCompatibilityLevel{"setHardwareCompatibilityLevel",
                                                                                       49};
  static constexpr Method<IBuilderConfig, int32_t()> getHardwareCompatibilityLevel{"getHardwareCompatibilityLevel", 50};
  static constexpr Method<IBuilderConfig, void(IProgressMonitor*)> setProgressMonitor{"setProgressMonitor", 56};

  IBuilderConfig() = delete;
};

struct ITimingCache {
  static constexpr const char* kName = "ITimingCache";
  static constexpr Table kTable = Table::kOfImplementation;
  static constexpr int32_t kDeletingDestructor = 1;

  // The caller deletes what it answers.
  static constexpr Method<ITimingCache, IHostMemory*()> serialize{"serialize", 2};
  static constexpr Method<ITimingCache, bool(const ITimingCache&, bool)> combine{"combine", 3};

  ITimingCache() = delete;
};

struct IOptimizationProfile {
  static constexpr const char* kName = "IOptimizationProfile";
  static constexpr Table kTable = Table::kOfImplementation;

  static constexpr Method<IOptimizationProfile, bool(const char*, int32_t, const Dims&)> setDimensions{"setDimensions",
                                                                                                       2};

  IOptimizationProfile() = delete;
};

struct IHostMemory {
  static constexpr const char* kName = "IHostMemory";
  static constexpr Table kTable = Table::kOfImplementation;
  static constexpr int32_t kDeletingDestructor = 1;

  static constexpr Method<IHostMemory, void*()> data{"data", 2};
  static constexpr Method<IHostMemory, size_t()> size{"size", 3};

  IHostMemory() = delete;
};

struct IRuntime {
  static constexpr const char* kName = "IRuntime";
  static constexpr Table kTable = Table::kOfImplementation;
  static constexpr int32_t kDeletingDestructor = 1;

  static constexpr Method<IRuntime, ICudaEngine*(const void*, size_t)> deserializeCudaEngine{"deserializeCudaEngine",
                                                                                             3};

  IRuntime() = delete;
};

struct ICudaEngine {
  static constexpr const char* kName = "ICudaEngine";
  static constexpr Table kTable = Table::kOfImplementation;
  static constexpr int32_t kDeletingDestructor = 1;

  static constexpr Method<ICudaEngine, IExecutionContext*(int32_t)> createExecutionContext{"createExecutionContext", 5};
  // The caller deletes it, before the engine.
  static constexpr Method<ICudaEngine, IEngineInspector*()> createEngineInspector{"createEngineInspector", 18};
  static constexpr Method<ICudaEngine, Dims(const char*)> getTensorShape{"getTensorShape", 19};
  static constexpr Method<ICudaEngine, int32_t(const char*)> getTensorDataType{"getTensorDataType", 20};
  static constexpr Method<ICudaEngine, int32_t(const char*)> getTensorIOMode{"getTensorIOMode", 23};
  static constexpr Method<ICudaEngine, int32_t()> getNbIOTensors{"getNbIOTensors", 30};
  static constexpr Method<ICudaEngine, const char*(int32_t)> getIOTensorName{"getIOTensorName", 31};

  ICudaEngine() = delete;
};

struct IEngineInspector {
  static constexpr const char* kName = "IEngineInspector";
  static constexpr Table kTable = Table::kOfImplementation;
  static constexpr int32_t kDeletingDestructor = 1;

  // The text changes at the next call.
  static constexpr Method<IEngineInspector, const char*(int32_t)> getEngineInformation{"getEngineInformation", 6};

  IEngineInspector() = delete;
};

struct IExecutionContext {
  static constexpr const char* kName = "IExecutionContext";
  static constexpr Table kTable = Table::kOfImplementation;
  static constexpr int32_t kDeletingDestructor = 1;

  static constexpr Method<IExecutionContext, bool(void* const*)> executeV2{"executeV2", 16};
  static constexpr Method<IExecutionContext, bool(const char*, const Dims&)> setInputShape{"setInputShape", 21};
  static constexpr Method<IExecutionContext, bool(const char*, void*)> setTensorAddress{"setTensorAddress", 24};
  static constexpr Method<IExecutionContext, bool(void*)> enqueueV3{"enqueueV3", 37};
  static constexpr Method<IExecutionContext, bool(IDebugListener*)> setDebugListener{"setDebugListener", 43};
  static constexpr Method<IExecutionContext, bool(bool)> setAllTensorsDebugState{"setAllTensorsDebugState", 47};

  IExecutionContext() = delete;
};

struct IParser {
  static constexpr const char* kName = "IParser";
  static constexpr Table kTable = Table::kOwn;
  static constexpr int32_t kDeletingDestructor = 9;

  static constexpr Method<IParser, bool(const void*, size_t, const char*)> parse{"parse", 0};
  static constexpr Method<IParser, bool(const char*, int32_t)> parseFromFile{"parseFromFile", 1};
  static constexpr Method<IParser, int32_t()> getNbErrors{"getNbErrors", 5};
  static constexpr Method<IParser, const IParserError*(int32_t)> getError{"getError", 6};

  IParser() = delete;
};

// Owned by the parser.
struct IParserError {
  static constexpr const char* kName = "IParserError";
  static constexpr Table kTable = Table::kOwn;

  static constexpr Method<IParserError, int32_t()> code{"code", 0};
  static constexpr Method<IParserError, const char*()> desc{"desc", 1};
  static constexpr Method<IParserError, const char*()> file{"file", 2};
  static constexpr Method<IParserError, int32_t()> line{"line", 3};
  static constexpr Method<IParserError, const char*()> func{"func", 4};
  static constexpr Method<IParserError, int32_t()> node{"node", 5};
  static constexpr Method<IParserError, const char*()> nodeName{"nodeName", 6};
  static constexpr Method<IParserError, const char*()> nodeOperator{"nodeOperator", 7};

  IParserError() = delete;
};

}  // namespace trtcal::abi

#endif
