// The interfaces that TensorRT calls back. TensorRT reaches them through their own table, so the order in which virtual
// functions are declared here IS the layout: the destructor (two slots) stands third in the versioned ones, second in
// ILogger.
#ifndef TRTCAL_ABI_CALLBACKS_HPP
#define TRTCAL_ABI_CALLBACKS_HPP

#include "abi/types.hpp"

namespace trtcal::abi {

// Not versioned before TensorRT 11. Called from any thread.
class ILogger {
 public:
  virtual void log(int32_t severity, const char* message) noexcept = 0;
  virtual ~ILogger() = default;
};

class IVersionedInterface {
 public:
  virtual int32_t getAPILanguage() const noexcept { return 0; }  // C++
  virtual InterfaceInfo getInterfaceInfo() const noexcept = 0;
  virtual ~IVersionedInterface() = default;
};

class IInt8Calibrator : public IVersionedInterface {
 public:
  virtual int32_t getBatchSize() const noexcept = 0;
  virtual bool getBatch(void** bindings, const char** names, int32_t count) noexcept = 0;
  // TensorRT reads what is returned after the call has ended.
  virtual const void* readCalibrationCache(size_t& length) noexcept = 0;
  virtual void writeCalibrationCache(const void* data, size_t length) noexcept = 0;
  virtual int32_t getAlgorithm() noexcept = 0;
};

class IInt8EntropyCalibrator : public IInt8Calibrator {
 public:
  InterfaceInfo getInterfaceInfo() const noexcept override { return {"IInt8EntropyCalibrator", 1, 0}; }
  int32_t getAlgorithm() noexcept override { return 1; }
};

class IInt8EntropyCalibrator2 : public IInt8Calibrator {
 public:
  InterfaceInfo getInterfaceInfo() const noexcept override { return {"IInt8EntropyCalibrator2", 1, 0}; }
  int32_t getAlgorithm() noexcept override { return 2; }
};

class IInt8MinMaxCalibrator : public IInt8Calibrator {
 public:
  InterfaceInfo getInterfaceInfo() const noexcept override { return {"IInt8MinMaxCalibrator", 1, 0}; }
  int32_t getAlgorithm() noexcept override { return 3; }
};

class IInt8LegacyCalibrator : public IInt8Calibrator {
 public:
  // The one kind that is not named after its class.
  InterfaceInfo getInterfaceInfo() const noexcept override { return {"IInt8Calibrator", 1, 0}; }
  int32_t getAlgorithm() noexcept override { return 0; }
  virtual double getQuantile() const noexcept = 0;
  virtual double getRegressionCutoff() const noexcept = 0;
  virtual const void* readHistogramCache(size_t& length) noexcept = 0;
  virtual void writeHistogramCache(const void* data, size_t length) noexcept = 0;
};

// Called from any thread of the build.
class IProgressMonitor : public IVersionedInterface {
 public:
  InterfaceInfo getInterfaceInfo() const noexcept override { return {"IProgressMonitor", 1, 0}; }
  virtual void phaseStart(const char* phase, const char* parent, int32_t steps) noexcept = 0;
  virtual bool stepComplete(const char* phase, int32_t step) noexcept = 0;  // false ends the build
  virtual void phaseFinish(const char* phase) noexcept = 0;
};

// Called from the thread that enqueues, or another.
class IDebugListener : public IVersionedInterface {
 public:
  InterfaceInfo getInterfaceInfo() const noexcept override { return {"IDebugListener", 1, 0}; }
  // The data are there for the call only, in the order of the stream. TensorRT does not declare it noexcept; ours is.
  virtual bool processDebugTensor(const void* data, int32_t location, int32_t type, const Dims& shape, const char* name,
                                  void* stream) noexcept = 0;
};

}  // namespace trtcal::abi

#endif
