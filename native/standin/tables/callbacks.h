// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// Interfaces the caller implements: called through the object's own table, no implementation pointer.
#ifndef STANDIN_TABLES_CALLBACKS_H
#define STANDIN_TABLES_CALLBACKS_H

#include "tables/types.h"

namespace nvtables {

class ILogger {
 public:
  virtual void log(Severity severity, char const* message) noexcept = 0;
  virtual ~ILogger() = default;
};

class IVersionedInterface {
 public:
  virtual APILanguage getAPILanguage() const noexcept = 0;
  virtual InterfaceInfo getInterfaceInfo() const noexcept = 0;
  virtual ~IVersionedInterface() noexcept = default;
};

class IInt8Calibrator : public IVersionedInterface {
 public:
  virtual int32_t getBatchSize() const noexcept = 0;
  virtual bool getBatch(void* bindings[], char const* names[], int32_t count) noexcept = 0;
  virtual void const* readCalibrationCache(size_t& length) noexcept = 0;
  virtual void writeCalibrationCache(void const* data, size_t length) noexcept = 0;
  virtual CalibrationAlgoType getAlgorithm() noexcept = 0;
};

class IInt8LegacyCalibrator : public IInt8Calibrator {
 public:
  virtual double getQuantile() const noexcept = 0;
  virtual double getRegressionCutoff() const noexcept = 0;
  virtual void const* readHistogramCache(size_t& length) noexcept = 0;
  virtual void writeHistogramCache(void const* data, size_t length) noexcept = 0;
};

class IProgressMonitor : public IVersionedInterface {
 public:
  virtual void phaseStart(char const* phase, char const* parent, int32_t steps) noexcept = 0;
  virtual bool stepComplete(char const* phase, int32_t step) noexcept = 0;
  virtual void phaseFinish(char const* phase) noexcept = 0;
};

class IDebugListener : public IVersionedInterface {
 public:
  // The one callback that is not declared noexcept.
  virtual bool processDebugTensor(void const* addr, TensorLocation location, DataType type, Dims const& shape,
                                  char const* name, cudaStream_t stream) = 0;
};

}  // namespace nvtables

#endif
