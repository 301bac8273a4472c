// The one progress monitor that a configuration has: it tells the user of the build's way, and ends the build where the user
// says so or where the calibrator has failed.
#ifndef TRTCAL_MONITOR_HPP
#define TRTCAL_MONITOR_HPP

#include <atomic>

#include "abi/callbacks.hpp"
#include "calibrator.hpp"

namespace trtcal {

// Runs inside TensorRT, on any of its threads: nothing throws or allocates. What it watches and whom it tells is changed
// between builds only.
class BuildMonitor final : public abi::IProgressMonitor {
 public:
  // TensorRT takes a failed callback's "no more batches" for the end of the data and would go on to generate an engine,
  // for minutes: the next step after the failure ends the build.
  void watch(const CalibratorAnswers* answers) noexcept { answers_ = answers; }
  void tell(const trtcal_monitor_callbacks& callbacks) noexcept { callbacks_ = callbacks; }

  void start_build() noexcept { stopped_.store(false); }
  // Whether the user ended the build.
  bool stopped() const noexcept { return stopped_.load(); }

  void phaseStart(const char* phase, const char* parent, int32_t steps) noexcept override;
  bool stepComplete(const char* phase, int32_t step) noexcept override;
  void phaseFinish(const char* phase) noexcept override;

 private:
  const CalibratorAnswers* answers_ = nullptr;
  trtcal_monitor_callbacks callbacks_{};
  std::atomic<bool> stopped_{false};
};

}  // namespace trtcal

#endif
