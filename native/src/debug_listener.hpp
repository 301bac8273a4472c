// What a run shows of its marked tensors goes to a C function, until that fails.
#ifndef TRTCAL_DEBUG_LISTENER_HPP
#define TRTCAL_DEBUG_LISTENER_HPP

#include <atomic>

#include "abi/callbacks.hpp"
#include "api.hpp"

// Everything but the constructor runs inside TensorRT, so nothing throws or allocates.
struct trtcal_debug_listener final : public trtcal::abi::IDebugListener {
 public:
  trtcal_debug_listener(trtcal_debug_fn show, int64_t context) : show_(show), context_(context) {}

  void start_run() noexcept { failed_.store(false); }
  bool failed() const noexcept { return failed_.load(); }

  bool processDebugTensor(const void* data, int32_t location, int32_t type, const trtcal::abi::Dims& shape,
                          const char* name, void* stream) noexcept override;

 private:
  const trtcal_debug_fn show_;
  const int64_t context_;
  std::atomic<bool> failed_{false};
};

#endif
