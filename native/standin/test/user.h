// STAND-IN FOR TESTS; see ../README.md. A caller of the stand-in: it goes through the tables, as the shim does.
#ifndef STANDIN_TEST_USER_H
#define STANDIN_TEST_USER_H

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "standin.h"
#include "tables/builder.h"
#include "tables/engine.h"
#include "tables/network.h"
#include "tables/parser.h"
#include "test/check.h"
#include "test/model.h"

extern "C" {
int32_t getInferLibVersion() noexcept;
void* createInferBuilder_INTERNAL(void* logger, int32_t version) noexcept;
void* createInferRuntime_INTERNAL(void* logger, int32_t version) noexcept;
void* createNvOnnxParser_INTERNAL(void* network, void* logger, int version) noexcept;
}

namespace user {

using namespace nvtables;

class Logger final : public ILogger {
 public:
  void log(Severity severity, char const* message) noexcept override {
    std::lock_guard<std::mutex> lock(lock_);
    text_ += std::to_string(static_cast<int>(severity)) + " " + (message == nullptr ? "null" : message) + "\n";
  }
  bool has(const std::string& part) const {
    std::lock_guard<std::mutex> lock(lock_);
    return text_.find(part) != std::string::npos;
  }

 private:
  mutable std::mutex lock_;
  std::string text_;
};

// Hands over `batches` times the same host memory: the stand-in takes any address for a device's.
template <class Base>
class Calibrator : public Base {
 public:
  Calibrator(const char* kind, CalibrationAlgoType algorithm) : info_{kind, 1, 0}, algorithm_(algorithm) {}

  APILanguage getAPILanguage() const noexcept override { return APILanguage::kCPP; }
  InterfaceInfo getInterfaceInfo() const noexcept override { return info_; }
  int32_t getBatchSize() const noexcept override { return 2; }
  bool getBatch(void* bindings[], char const* names[], int32_t count) noexcept override {
    CHECK(count == 1 && std::string(names[0]) == input);
    if (given == batches) return false;
    ++given;
    bindings[0] = data;
    return true;
  }
  void const* readCalibrationCache(size_t& length) noexcept override {
    length = cache.size();
    return cache.empty() ? nullptr : cache.data();
  }
  void writeCalibrationCache(void const* bytes, size_t length) noexcept override {
    written.assign(static_cast<const char*>(bytes), length);
  }
  CalibrationAlgoType getAlgorithm() noexcept override { return algorithm_; }

  void* data = nullptr;
  int batches = 2;
  int given = 0;
  std::string input = "x";
  std::string cache;
  std::string written;

 private:
  InterfaceInfo info_;
  CalibrationAlgoType algorithm_;
};

using Plain = Calibrator<IInt8Calibrator>;

class Legacy final : public Calibrator<IInt8LegacyCalibrator> {
 public:
  Legacy() : Calibrator("IInt8Calibrator", CalibrationAlgoType::kLEGACY) {}
  double getQuantile() const noexcept override { return 0.9999; }
  double getRegressionCutoff() const noexcept override { return 1.0; }
  void const* readHistogramCache(size_t& length) noexcept override {
    length = histogram.size();
    return histogram.empty() ? nullptr : histogram.data();
  }
  void writeHistogramCache(void const* bytes, size_t length) noexcept override {
    writtenHistogram.assign(static_cast<const char*>(bytes), length);
  }
  std::string histogram;
  std::string writtenHistogram;
};

inline std::unique_ptr<Plain> minMax() {
  return std::make_unique<Plain>("IInt8MinMaxCalibrator", CalibrationAlgoType::kMINMAX);
}

// Builder, network with a parsed model, configuration with INT8 on.
class Session {
 public:
  explicit Session(const std::string& bytes)
      : builder(static_cast<IBuilder*>(createInferBuilder_INTERNAL(&logger, getInferLibVersion()))),
        network(builder->impl->createNetworkV2(0)),
        config(builder->impl->createBuilderConfig()),
        parser(static_cast<IParser*>(createNvOnnxParser_INTERNAL(network.get(), &logger, 100))) {
    parsed = parser->parse(bytes.data(), bytes.size(), nullptr);
    config->impl->setFlag(BuilderFlag::kINT8);
  }

  std::string build(IInt8Calibrator* calibrator) {
    config->impl->setInt8Calibrator(calibrator);
    std::unique_ptr<IHostMemory> memory(builder->impl->buildSerializedNetwork(*network, *config));
    if (memory == nullptr) return "";
    return std::string(static_cast<const char*>(memory->impl->data()), memory->impl->size());
  }

  Logger logger;
  std::unique_ptr<IBuilder> builder;
  std::unique_ptr<INetworkDefinition> network;
  std::unique_ptr<IBuilderConfig> config;
  std::unique_ptr<IParser> parser;
  bool parsed = false;
};

inline std::string traced() {
  std::string text(standin_trace(nullptr, 0) + 1, '\0');
  standin_trace(&text[0], text.size());
  text.pop_back();
  return text;
}

inline Dims dims(const std::vector<int64_t>& extents) {
  Dims result{};
  for (int64_t extent : extents) result.d[result.nbDims++] = extent;
  return result;
}

}  // namespace user

#endif
