// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// The calibration in a build: TensorRT's sequence of calls, with real data behind the scales.
#ifndef STANDIN_NVINFER_CALIBRATION_H
#define STANDIN_NVINFER_CALIBRATION_H

#include <optional>
#include <string>
#include <vector>

#include "nvinfer/cache.h"
#include "nvinfer/shape.h"

namespace standin {

// An input, with the shape that one batch has.
struct CalibrationInput {
  std::string name;
  DataType type;
  Dims dims;
};

// What is left of a calibration for the rest of the build.
struct Calibrated {
  Scales scales;
  // Read again while the engine is made.
  std::vector<Handed> handed;
};

class CalibrationRun {
 public:
  CalibrationRun(const Log& log, IInt8Calibrator& calibrator, int32_t build, const KnobSnapshot& knobs,
                 std::vector<CalibrationInput> inputs, std::vector<std::string> tensors)
      : log_(log), knobs_(knobs), calls_(calibrator, build, knobs), algorithm_(calibrator.getAlgorithm()),
        inputs_(std::move(inputs)), tensors_(std::move(tensors)) {}

  // Nothing when the build has to end; the log says why.
  std::optional<Calibrated> run();

 private:
  bool isLegacy() const { return algorithm_ == CalibrationAlgoType::kLEGACY; }
  bool failsAt(int step) const;
  void askParameters();
  bool measure(Scales& scales);
  bool readBatches();
  bool readBatch(const std::vector<void*>& pointers);
  Scales measuredScales() const;
  Scales cachedScales(const ParsedCache& cache) const;

  const Log log_;
  const KnobSnapshot& knobs_;
  CalibratorCalls calls_;
  const CalibrationAlgoType algorithm_;
  const std::vector<CalibrationInput> inputs_;
  const std::vector<std::string> tensors_;
  double quantile_ = 0;
  double cutoff_ = 0;
  std::map<std::string, float> largest_;  // of |x|, by input
};

// A tensor inside the network has no data of its own here. Its range is the inputs' largest value times a factor made of its
// name: 0.5 to 4.484375, exact in float, and written down in README.md for tests to compute.
float factorOf(const std::string& name);

}  // namespace standin

#endif
