// STAND-IN FOR TESTS; see ../README.md.
// Do the tables, written as classes with every method in order, put the methods at the slot numbers that the interface's
// description prints? A pointer to a virtual member function holds its slot.
#include <cstddef>
#include <cstring>

#include "tables/builder.h"
#include "tables/engine.h"
#include "tables/network.h"
#include "tables/parser.h"
#include "test/check.h"

using namespace nvtables;

namespace standin {
void absent(const char*, const char*) noexcept { std::abort(); }
}  // namespace standin

namespace {

template <class Method>
ptrdiff_t slotOf(Method method) {
  ptrdiff_t words[2];
  static_assert(sizeof method == sizeof words, "the Itanium ABI's two words");
  std::memcpy(words, &method, sizeof words);
#if defined(__aarch64__) || defined(__arm__)
  return words[0] / static_cast<ptrdiff_t>(sizeof(void*));
#else
  return (words[0] - 1) / static_cast<ptrdiff_t>(sizeof(void*));
#endif
}

#define SLOT_IS(number, method)                                                                      \
  do {                                                                                               \
    if (slotOf(&method) != number) {                                                                 \
      std::fprintf(stderr, #method " is at slot %td, not " #number "\n", slotOf(&method));           \
      failed = true;                                                                                 \
    }                                                                                                \
  } while (false)

bool failed = false;

void builder() {
  SLOT_IS(2, VBuilder::platformHasFastFp16);
  SLOT_IS(7, VBuilder::createBuilderConfig);
  SLOT_IS(8, VBuilder::createNetworkV2);
  SLOT_IS(9, VBuilder::createOptimizationProfile);
  SLOT_IS(14, VBuilder::buildSerializedNetwork);
  SLOT_IS(15, VBuilder::isNetworkSupported);
  SLOT_IS(16, VBuilder::getLogger);
  SLOT_IS(20, VBuilder::buildEngineWithConfig);
  SLOT_IS(21, VBuilder::slot_0_past_the_end);
  SLOT_IS(6, VBuilderConfig::setInt8Calibrator);
  SLOT_IS(8, VBuilderConfig::setFlags);
  SLOT_IS(10, VBuilderConfig::clearFlag);
  SLOT_IS(11, VBuilderConfig::setFlag);
  SLOT_IS(12, VBuilderConfig::getFlag);
  SLOT_IS(25, VBuilderConfig::addOptimizationProfile);
  SLOT_IS(27, VBuilderConfig::setProfilingVerbosity);
  SLOT_IS(31, VBuilderConfig::setCalibrationProfile);
  SLOT_IS(36, VBuilderConfig::setQuantizationFlag);
  SLOT_IS(40, VBuilderConfig::createTimingCache);
  SLOT_IS(41, VBuilderConfig::setTimingCache);
  SLOT_IS(42, VBuilderConfig::getTimingCache);
  SLOT_IS(2, VTimingCache::serialize);
  SLOT_IS(3, VTimingCache::combine);
  SLOT_IS(43, VBuilderConfig::setMemoryPoolLimit);
  SLOT_IS(45, VBuilderConfig::setPreviewFeature);
  SLOT_IS(47, VBuilderConfig::setBuilderOptimizationLevel);
  SLOT_IS(49, VBuilderConfig::setHardwareCompatibilityLevel);
  SLOT_IS(56, VBuilderConfig::setProgressMonitor);
  SLOT_IS(61, VBuilderConfig::getMaxNbTactics);
  SLOT_IS(2, VOptimizationProfile::setDimensions);
  SLOT_IS(3, VOptimizationProfile::getDimensions);
  SLOT_IS(9, VOptimizationProfile::isValid);
  SLOT_IS(2, VHostMemory::data);
  SLOT_IS(3, VHostMemory::size);
  SLOT_IS(4, VHostMemory::type);
}

void network() {
  using Network = VNetworkDefinition;
  SLOT_IS(2, Network::addInput);
  SLOT_IS(3, Network::markOutput);
  SLOT_IS(12, Network::getNbLayers);
  SLOT_IS(13, Network::getLayer);
  SLOT_IS(14, Network::getNbInputs);
  SLOT_IS(15, Network::getInput);
  SLOT_IS(16, Network::getNbOutputs);
  SLOT_IS(17, Network::getOutput);
  SLOT_IS(26, Network::unmarkOutput);
  SLOT_IS(48, Network::getErrorRecorder);
  SLOT_IS(62, Network::addCast);
  SLOT_IS(63, Network::getBuilder);
  SLOT_IS(64, Network::getFlags);
  SLOT_IS(65, Network::getFlag);
  SLOT_IS(66, Network::addQuantizeV2);
  SLOT_IS(69, Network::markDebug);
  SLOT_IS(71, Network::isDebugTensor);
  SLOT_IS(74, Network::areWeightsMarkedRefittable);
  SLOT_IS(79, Network::slot_4_past_the_end);
  using Network108 = VNetworkDefinition108;
  SLOT_IS(62, Network108::addCast);
  SLOT_IS(63, Network108::addCumulative);
  SLOT_IS(64, Network108::getBuilder);
  SLOT_IS(65, Network108::getFlags);
  SLOT_IS(70, Network108::markDebug);
  SLOT_IS(72, Network108::isDebugTensor);
  SLOT_IS(77, Network108::addUnsqueeze);
  SLOT_IS(78, Network108::addDynamicQuantize);
  SLOT_IS(2, VTensor::setName);
  SLOT_IS(3, VTensor::getName);
  SLOT_IS(5, VTensor::getDimensions);
  SLOT_IS(7, VTensor::getType);
  SLOT_IS(8, VTensor::setDynamicRange);
  SLOT_IS(15, VTensor::dynamicRangeIsSet);
  SLOT_IS(18, VTensor::getDynamicRangeMax);
  SLOT_IS(19, VTensor::setAllowedFormats);
  SLOT_IS(24, VTensor::getDimensionName);
  SLOT_IS(2, VLayer::getType);
  SLOT_IS(4, VLayer::getName);
  SLOT_IS(8, VLayer::getOutput);
  SLOT_IS(10, VLayer::setPrecision);
  SLOT_IS(14, VLayer::setOutputType);
  SLOT_IS(15, VLayer::getOutputType);
  SLOT_IS(18, VLayer::setMetadata);
}

void engine() {
  auto deserialize = static_cast<ICudaEngine* (VRuntime::*)(void const*, size_t) noexcept>(&VRuntime::deserializeCudaEngine);
  CHECK(slotOf(deserialize) == 3);
  SLOT_IS(21, VRuntime::setEngineHostCodeAllowed);
  SLOT_IS(3, VCudaEngine::getNbLayers);
  SLOT_IS(4, VCudaEngine::serialize);
  SLOT_IS(5, VCudaEngine::createExecutionContext);
  SLOT_IS(18, VCudaEngine::createEngineInspector);
  SLOT_IS(19, VCudaEngine::getTensorShape);
  SLOT_IS(20, VCudaEngine::getTensorDataType);
  SLOT_IS(23, VCudaEngine::getTensorIOMode);
  SLOT_IS(29, VCudaEngine::getProfileShape);
  SLOT_IS(30, VCudaEngine::getNbIOTensors);
  SLOT_IS(31, VCudaEngine::getIOTensorName);
  SLOT_IS(36, VCudaEngine::getTensorFormatV2);
  SLOT_IS(47, VCudaEngine::isDebugTensor);
  SLOT_IS(53, VCudaEngine::getDeviceMemorySizeForProfileV2);
  SLOT_IS(16, VExecutionContext::executeV2);
  SLOT_IS(17, VExecutionContext::setOptimizationProfileAsync);
  SLOT_IS(21, VExecutionContext::setInputShape);
  SLOT_IS(22, VExecutionContext::getTensorShape);
  SLOT_IS(24, VExecutionContext::setTensorAddress);
  SLOT_IS(28, VExecutionContext::inferShapes);
  SLOT_IS(37, VExecutionContext::enqueueV3);
  SLOT_IS(43, VExecutionContext::setDebugListener);
  SLOT_IS(47, VExecutionContext::setAllTensorsDebugState);
  SLOT_IS(49, VExecutionContext::setDeviceMemoryV2);
}

void callbacksAndParser() {
  SLOT_IS(0, ILogger::log);
  SLOT_IS(0, IInt8Calibrator::getAPILanguage);
  SLOT_IS(1, IInt8Calibrator::getInterfaceInfo);
  SLOT_IS(4, IInt8Calibrator::getBatchSize);
  SLOT_IS(5, IInt8Calibrator::getBatch);
  SLOT_IS(6, IInt8Calibrator::readCalibrationCache);
  SLOT_IS(7, IInt8Calibrator::writeCalibrationCache);
  SLOT_IS(8, IInt8Calibrator::getAlgorithm);
  SLOT_IS(9, IInt8LegacyCalibrator::getQuantile);
  SLOT_IS(12, IInt8LegacyCalibrator::writeHistogramCache);
  SLOT_IS(4, IProgressMonitor::phaseStart);
  SLOT_IS(6, IProgressMonitor::phaseFinish);
  SLOT_IS(0, IParser::parse);
  SLOT_IS(5, IParser::getNbErrors);
  SLOT_IS(6, IParser::getError);
  SLOT_IS(11, IParser::setFlags);
  SLOT_IS(14, IParser::setFlag);
  SLOT_IS(15, IParser::getFlag);
  SLOT_IS(17, IParser::supportsModelV2);
  SLOT_IS(20, IParser::getSubgraphNodes);
  SLOT_IS(0, IParserError::code);
  SLOT_IS(7, IParserError::nodeOperator);
  SLOT_IS(9, IParserError::localFunctionStackSize);
}

}  // namespace

int main() {
  builder();
  network();
  engine();
  callbacksAndParser();
  CHECK(!failed);
  return 0;
}
