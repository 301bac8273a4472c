// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// One buildSerializedNetwork. Everything it knows is its own, so that builds on several threads do not meet.
#ifndef STANDIN_NVINFER_BUILD_H
#define STANDIN_NVINFER_BUILD_H

#include <optional>
#include <string>
#include <vector>

#include "nvinfer/calibration.h"
#include "nvinfer/config.h"
#include "nvinfer/network.h"
#include "nvinfer/plan.h"

namespace standin {

class Build {
 public:
  Build(const Log& log, const NetworkState& network, const Config& config)
      : log_(log), network_(network), config_(config), id_(nextBuild()) {}

  // The plan, or nothing when the build failed.
  std::optional<std::string> run();

 private:
  std::optional<std::string> build();
  bool inputsAreSound() const;
  bool calibrates() const;
  const Profile* profileForCalibration() const;
  std::optional<Calibrated> calibrate();
  bool makeEngine(const std::vector<Handed>& handed);
  // One phase within the building, of so many steps, each worth a share of the time.
  bool timeKernels(int32_t number);
  bool step(const char* phase, int32_t number);
  // Whether all that is to be measured is in the timing cache; it is from now on.
  bool timedBefore() const;
  void traceConstraints() const;
  Plan plan(Scales scales) const;
  void spoilLog() const;

  const Log log_;
  const NetworkState& network_;
  const Config& config_;
  const int32_t id_;
  const KnobSnapshot knobs_;
};

}  // namespace standin

#endif
