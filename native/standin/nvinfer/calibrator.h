// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// The caller's calibrator: is it one, and each call to it, written down.
#ifndef STANDIN_NVINFER_CALIBRATOR_H
#define STANDIN_NVINFER_CALIBRATOR_H

#include <functional>
#include <string>
#include <vector>

#include "nvinfer/log.h"
#include "tables/callbacks.h"

namespace standin {

using nvtables::CalibrationAlgoType;
using nvtables::IInt8Calibrator;
using nvtables::IProgressMonitor;

// Says in the log what is wrong: language, kind, version, or an algorithm that contradicts the kind.
bool isSound(IInt8Calibrator& calibrator, const Log& log, const char* where);
bool isSound(IProgressMonitor& monitor, const Log& log, const char* where);

// "MinMax", "Entropy2", "Entropy", "Legacy".
std::string nameOf(CalibrationAlgoType algorithm);

// What the caller handed over and TensorRT goes on reading: the bytes stay the caller's.
class Handed {
 public:
  Handed() : Handed(nullptr, 0) {}
  Handed(const void* data, size_t length);
  bool nothing() const { return data_ == nullptr || length_ == 0; }
  std::string bytes() const;
  // Reads the caller's memory once more, as TensorRT does later in the build.
  bool unchanged() const;
  std::string describe() const;

 private:
  uint64_t digest() const;
  const void* data_;
  size_t length_;
  uint64_t digest_;
};

// One build's calls. Knobs say on which thread they come and how they are spoilt.
class CalibratorCalls {
 public:
  CalibratorCalls(IInt8Calibrator& calibrator, int32_t build, const KnobSnapshot& knobs)
      : calibrator_(calibrator), build_(build), knobs_(knobs) {}

  CalibrationAlgoType algorithm() { return calibrator_.getAlgorithm(); }
  int32_t batchSize();
  // Device pointers in the order of `inputs`. False: no more batches.
  bool batch(const std::vector<std::string>& inputs, std::vector<void*>& pointers);
  Handed readCache();
  void writeCache(const std::string& text);
  // Legacy only.
  double quantile();
  double cutoff();
  Handed readHistogram();
  void writeHistogram(const std::string& bytes);

 private:
  nvtables::IInt8LegacyCalibrator& legacy() { return static_cast<nvtables::IInt8LegacyCalibrator&>(calibrator_); }
  void call(const std::function<void()>& callback);
  void write(const char* method, const std::function<void(const void*, size_t)>& write, const std::string& bytes);
  void note(const std::string& line) { trace(build_, line); }

  IInt8Calibrator& calibrator_;
  int32_t build_;
  const KnobSnapshot& knobs_;
};

}  // namespace standin

#endif
