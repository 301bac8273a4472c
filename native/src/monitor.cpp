#include "monitor.hpp"

#include "failure.hpp"
#include "handles.hpp"

namespace trtcal {

void BuildMonitor::phaseStart(const char* phase, const char* parent, int32_t steps) noexcept {
  if (callbacks_.phase_start != nullptr) callbacks_.phase_start(callbacks_.context, phase, parent, steps);
}

bool BuildMonitor::stepComplete(const char* phase, int32_t step) noexcept {
  if (stopped_.load() || (answers_ != nullptr && answers_->failed())) return false;
  if (callbacks_.step_complete == nullptr) return true;
  if (callbacks_.step_complete(callbacks_.context, phase, step) == 1) return true;
  stopped_.store(true);
  return false;
}

void BuildMonitor::phaseFinish(const char* phase) noexcept {
  if (callbacks_.phase_finish != nullptr) callbacks_.phase_finish(callbacks_.context, phase);
}

}  // namespace trtcal

int32_t trtcal_config_set_monitor(trtcal_config* config, const trtcal_monitor_callbacks* callbacks,
                                  trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(config, "config");
    if (callbacks != nullptr) {
      trtcal::require(callbacks->phase_start != nullptr, "phase_start is NULL");
      trtcal::require(callbacks->step_complete != nullptr, "step_complete is NULL");
      trtcal::require(callbacks->phase_finish != nullptr, "phase_finish is NULL");
    }
    config->monitor.tell(callbacks == nullptr ? trtcal_monitor_callbacks{} : *callbacks);
  });
}
