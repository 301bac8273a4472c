// Holds the slot table that the shim calls by against the stand-in's classes. Both were written from TensorRT's
// declarations, neither from the other: here numbers, there classes whose methods the compiler counts.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <type_traits>

#include "abi/interfaces.hpp"
#include "tables/builder.h"
#include "tables/callbacks.h"
#include "tables/engine.h"
#include "tables/network.h"
#include "tables/parser.h"

namespace standin {
void absent(const char*, const char*) noexcept { std::abort(); }
}  // namespace standin

namespace {

using trtcal::abi::Method;
using trtcal::abi::Release;

int failures = 0;

// A pointer to a virtual member function is two words; the first holds the slot. On x86 its lowest bit says "virtual",
// on Arm that bit is in the second word.
template <class Pointer>
std::ptrdiff_t slot_of(Pointer pointer) {
  std::ptrdiff_t words[2];
  static_assert(sizeof pointer == sizeof words, "not the Itanium ABI");
  std::memcpy(words, &pointer, sizeof words);
#if defined(__aarch64__) || defined(__arm__)
  const bool is_virtual = words[1] == 1;
  const std::ptrdiff_t offset = words[0];
#else
  const bool is_virtual = (words[0] & 1) == 1 && words[1] == 0;
  const std::ptrdiff_t offset = words[0] - 1;
#endif
  return is_virtual ? offset / static_cast<std::ptrdiff_t>(sizeof(void*)) : -1;
}

// How a value travels in a call: what has to be the same on both sides.
enum class Passing { kNothing, kPointer, kInteger, kReal, kStruct };

template <class T>
constexpr Passing passing() {
  if (std::is_void_v<T>) return Passing::kNothing;
  if (std::is_pointer_v<T> || std::is_reference_v<T>) return Passing::kPointer;
  if (std::is_enum_v<T> || std::is_integral_v<T>) return Passing::kInteger;
  return std::is_floating_point_v<T> ? Passing::kReal : Passing::kStruct;
}

template <class T>
constexpr bool is_signed() {
  if constexpr (std::is_enum_v<T>) return std::is_signed_v<std::underlying_type_t<T>>;
  return std::is_signed_v<T>;
}

template <class Ours, class Theirs>
constexpr bool travels_alike() {
  if constexpr (passing<Ours>() != passing<Theirs>()) {
    return false;
  } else if constexpr (passing<Ours>() == Passing::kNothing || passing<Ours>() == Passing::kPointer) {
    return true;
  } else if constexpr (passing<Ours>() == Passing::kInteger) {
    return sizeof(Ours) == sizeof(Theirs) && is_signed<Ours>() == is_signed<Theirs>();
  } else {
    return sizeof(Ours) == sizeof(Theirs) && alignof(Ours) == alignof(Theirs);
  }
}

void expect(const char* interface, const char* method, std::ptrdiff_t ours, std::ptrdiff_t theirs) {
  if (ours == theirs) return;
  std::fprintf(stderr, "%s::%s: the shim calls slot %td, the stand-in has it at %td\n", interface, method, ours,
               theirs);
  ++failures;
}

template <class Interface, class Result, class... Parameters, class Class, class ItsResult, class... ItsParameters>
void same(const Method<Interface, Result(Parameters...)>& ours, ItsResult (Class::*theirs)(ItsParameters...) noexcept) {
  static_assert(sizeof...(Parameters) == sizeof...(ItsParameters), "another number of arguments");
  static_assert(travels_alike<Result, ItsResult>(), "another result");
  static_assert((travels_alike<Parameters, ItsParameters>() && ...), "another argument");
  expect(Interface::kName, ours.name, ours.slot, slot_of(theirs));
}

template <class Interface, class Result, class... Parameters, class Class, class ItsResult, class... ItsParameters>
void same(const Method<Interface, Result(Parameters...)>& ours,
          ItsResult (Class::*theirs)(ItsParameters...) const noexcept) {
  same(ours, reinterpret_cast<ItsResult (Class::*)(ItsParameters...) noexcept>(theirs));
}

#define SAME(interface, method, implementation) same(trtcal::abi::interface::method, &nvtables::implementation::method)

#define SAME_CALLBACK(interface, method) \
  expect(#interface, #method, slot_of(&trtcal::abi::interface::method), slot_of(&nvtables::interface::method))

void builder() {
  SAME(IBuilder, createBuilderConfig, VBuilder);
  SAME(IBuilder, createNetworkV2, VBuilder);
  SAME(IBuilder, createOptimizationProfile, VBuilder);
  SAME(IBuilder, buildSerializedNetwork, VBuilder);
  SAME(IHostMemory, data, VHostMemory);
  SAME(IHostMemory, size, VHostMemory);
  SAME(IOptimizationProfile, setDimensions, VOptimizationProfile);
}

void config() {
  SAME(IBuilderConfig, setInt8Calibrator, VBuilderConfig);
  SAME(IBuilderConfig, getInt8Calibrator, VBuilderConfig);
  SAME(IBuilderConfig, clearFlag, VBuilderConfig);
  SAME(IBuilderConfig, setFlag, VBuilderConfig);
  SAME(IBuilderConfig, getFlag, VBuilderConfig);
  SAME(IBuilderConfig, addOptimizationProfile, VBuilderConfig);
  SAME(IBuilderConfig, setProfilingVerbosity, VBuilderConfig);
  SAME(IBuilderConfig, getProfilingVerbosity, VBuilderConfig);
  SAME(IBuilderConfig, setCalibrationProfile, VBuilderConfig);
  SAME(IBuilderConfig, clearQuantizationFlag, VBuilderConfig);
  SAME(IBuilderConfig, setQuantizationFlag, VBuilderConfig);
  SAME(IBuilderConfig, getQuantizationFlag, VBuilderConfig);
  SAME(IBuilderConfig, setMemoryPoolLimit, VBuilderConfig);
  SAME(IBuilderConfig, setBuilderOptimizationLevel, VBuilderConfig);
  SAME(IBuilderConfig, getBuilderOptimizationLevel, VBuilderConfig);
  SAME(IBuilderConfig, createTimingCache, VBuilderConfig);
  SAME(IBuilderConfig, setTimingCache, VBuilderConfig);
  SAME(IBuilderConfig, getTimingCache, VBuilderConfig);
  SAME(IBuilderConfig, setHardwareCompatibilityLevel, VBuilderConfig);
  SAME(IBuilderConfig, getHardwareCompatibilityLevel, VBuilderConfig);
  SAME(IBuilderConfig, setProgressMonitor, VBuilderConfig);
  SAME(ITimingCache, serialize, VTimingCache);
  SAME(ITimingCache, combine, VTimingCache);
}

void network() {
  SAME(INetworkDefinition, getNbLayers, VNetworkDefinition);
  SAME(INetworkDefinition, getLayer, VNetworkDefinition);
  SAME(INetworkDefinition, getNbInputs, VNetworkDefinition);
  SAME(INetworkDefinition, getInput, VNetworkDefinition);
  SAME(INetworkDefinition, getNbOutputs, VNetworkDefinition);
  SAME(INetworkDefinition, getOutput, VNetworkDefinition);
  SAME(INetworkDefinition, getBuilder, VNetworkDefinition);
  SAME(INetworkDefinition, markDebug, VNetworkDefinition);
  SAME(ITensor, getName, VTensor);
  SAME(ITensor, getDimensions, VTensor);
  SAME(ITensor, getType, VTensor);
  SAME(ITensor, isNetworkInput, VTensor);
  SAME(ILayer, getType, VLayer);
  SAME(ILayer, getName, VLayer);
  SAME(ILayer, getNbInputs, VLayer);
  SAME(ILayer, getInput, VLayer);
  SAME(ILayer, getNbOutputs, VLayer);
  SAME(ILayer, getOutput, VLayer);
  SAME(ILayer, setPrecision, VLayer);
  SAME(ILayer, getPrecision, VLayer);
  SAME(ILayer, precisionIsSet, VLayer);
  SAME(ILayer, setOutputType, VLayer);
}

// The table of 10.8, and that no other release is given it.
void moved_network() {
  using trtcal::abi::INetworkDefinition;
  using trtcal::abi::slot_in;
  using Moved = nvtables::VNetworkDefinition108;
  const auto builder = slot_of(&Moved::getBuilder);
  expect("INetworkDefinition of 10.8", "getBuilder",
         slot_in<INetworkDefinition>(INetworkDefinition::getBuilder.slot, Release{100800}), builder);
  expect("INetworkDefinition of 10.8", "markDebug",
         slot_in<INetworkDefinition>(INetworkDefinition::markDebug.slot, Release{100800}), slot_of(&Moved::markDebug));
  expect("INetworkDefinition of 10.8", "addCast", slot_in<INetworkDefinition>(62, Release{100803}),
         slot_of(&Moved::addCast));
  expect("INetworkDefinition of 10.8", "addDynamicQuantize", slot_in<INetworkDefinition>(77, Release{100803}),
         slot_of(&Moved::addDynamicQuantize));
  expect("INetworkDefinition of 10.8", "getOutput",
         slot_in<INetworkDefinition>(INetworkDefinition::getOutput.slot, Release{100800}), slot_of(&Moved::getOutput));
  expect("INetworkDefinition of 10.7", "getBuilder", slot_in<INetworkDefinition>(63, Release{100700}), 63);
  expect("INetworkDefinition of 10.9", "getBuilder", slot_in<INetworkDefinition>(63, Release{100900}), 63);
  expect("IBuilderConfig of 10.8", "slot 63", slot_in<trtcal::abi::IBuilderConfig>(63, Release{100800}), 63);
}

void engine() {
  // Overloaded: a stream of bytes is the other one.
  same(trtcal::abi::IRuntime::deserializeCudaEngine,
       static_cast<nvtables::ICudaEngine* (nvtables::VRuntime::*)(const void*, size_t) noexcept>(
           &nvtables::VRuntime::deserializeCudaEngine));
  SAME(ICudaEngine, createExecutionContext, VCudaEngine);
  SAME(ICudaEngine, getTensorShape, VCudaEngine);
  SAME(ICudaEngine, getTensorDataType, VCudaEngine);
  SAME(ICudaEngine, getTensorIOMode, VCudaEngine);
  SAME(ICudaEngine, getNbIOTensors, VCudaEngine);
  SAME(ICudaEngine, getIOTensorName, VCudaEngine);
  SAME(ICudaEngine, createEngineInspector, VCudaEngine);
  SAME(IEngineInspector, getEngineInformation, VEngineInspector);
  SAME(IExecutionContext, executeV2, VExecutionContext);
  SAME(IExecutionContext, setInputShape, VExecutionContext);
  SAME(IExecutionContext, setTensorAddress, VExecutionContext);
  SAME(IExecutionContext, enqueueV3, VExecutionContext);
  SAME(IExecutionContext, setDebugListener, VExecutionContext);
  SAME(IExecutionContext, setAllTensorsDebugState, VExecutionContext);
}

void parser() {
  SAME(IParser, parse, IParser);
  SAME(IParser, parseFromFile, IParser);
  SAME(IParser, getNbErrors, IParser);
  SAME(IParser, getError, IParser);
  SAME(IParserError, code, IParserError);
  SAME(IParserError, desc, IParserError);
  SAME(IParserError, file, IParserError);
  SAME(IParserError, line, IParserError);
  SAME(IParserError, func, IParserError);
  SAME(IParserError, node, IParserError);
  SAME(IParserError, nodeName, IParserError);
  SAME(IParserError, nodeOperator, IParserError);
}

void callbacks() {
  SAME_CALLBACK(ILogger, log);
  SAME_CALLBACK(IInt8Calibrator, getAPILanguage);
  SAME_CALLBACK(IInt8Calibrator, getInterfaceInfo);
  SAME_CALLBACK(IInt8Calibrator, getBatchSize);
  SAME_CALLBACK(IInt8Calibrator, getBatch);
  SAME_CALLBACK(IInt8Calibrator, readCalibrationCache);
  SAME_CALLBACK(IInt8Calibrator, writeCalibrationCache);
  SAME_CALLBACK(IInt8Calibrator, getAlgorithm);
  SAME_CALLBACK(IInt8LegacyCalibrator, getQuantile);
  SAME_CALLBACK(IInt8LegacyCalibrator, getRegressionCutoff);
  SAME_CALLBACK(IInt8LegacyCalibrator, readHistogramCache);
  SAME_CALLBACK(IInt8LegacyCalibrator, writeHistogramCache);
  SAME_CALLBACK(IProgressMonitor, phaseStart);
  SAME_CALLBACK(IProgressMonitor, stepComplete);
  SAME_CALLBACK(IProgressMonitor, phaseFinish);
  SAME_CALLBACK(IDebugListener, getInterfaceInfo);
  SAME_CALLBACK(IDebugListener, processDebugTensor);
}

static_assert(sizeof(trtcal::abi::Dims) == sizeof(nvtables::Dims));
static_assert(offsetof(trtcal::abi::Dims, d) == offsetof(nvtables::Dims, d));
static_assert(sizeof(trtcal::abi::InterfaceInfo) == sizeof(nvtables::InterfaceInfo));
static_assert(offsetof(trtcal::abi::InterfaceInfo, major) == offsetof(nvtables::InterfaceInfo, major));

}  // namespace

int main() {
  builder();
  config();
  network();
  moved_network();
  engine();
  parser();
  callbacks();
  return failures == 0 ? 0 : 1;
}
