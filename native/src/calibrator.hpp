// The four calibrators: what TensorRT asks during a build goes to C functions, and a failing answer stops the build.
#ifndef TRTCAL_CALIBRATOR_HPP
#define TRTCAL_CALIBRATOR_HPP

#include <atomic>
#include <memory>

#include "abi/callbacks.hpp"
#include "api.hpp"
#include "input_names.hpp"

namespace trtcal {

// The C functions, with the first failure of a build kept: from then on none of them is asked, and every answer is the
// one that lets TensorRT end soonest. Everything here runs inside TensorRT, so nothing throws.
class CalibratorAnswers {
 public:
  using Read = int32_t (*)(int64_t context, const void** data, uint64_t* length);
  using Write = int32_t (*)(int64_t context, const void* data, uint64_t length);

  explicit CalibratorAnswers(const trtcal_calibrator_callbacks& callbacks) : callbacks_(callbacks) {}

  const trtcal_calibrator_callbacks& callbacks() const noexcept { return callbacks_; }

  void start_build() noexcept;
  bool failed() const noexcept { return failed_.load(); }
  // One line, of the build that failed.
  const char* failure() const noexcept { return failure_; }

  int32_t batch_size() noexcept;
  bool batch(void** bindings, const char** names, int32_t count) noexcept;
  // name: the callback's, for the message.
  const void* read(Read function, const char* name, size_t& length) noexcept;
  void write(Write function, const char* name, const void* data, size_t length) noexcept;

 private:
  __attribute__((format(printf, 2, 3))) void fail(const char* format, ...) noexcept;

  const trtcal_calibrator_callbacks callbacks_;
  InputNames names_;
  // TensorRT's progress monitor reads it, from any thread; everything else stays on the thread that builds.
  std::atomic<bool> failed_{false};
  char failure_[TRTCAL_MESSAGE_BYTES] = "";
};

}  // namespace trtcal

struct trtcal_calibrator {
  trtcal_calibrator(int32_t algorithm, const trtcal_calibrator_callbacks& callbacks);

  trtcal::CalibratorAnswers answers;
  std::unique_ptr<trtcal::abi::IInt8Calibrator> forwarder;
};

#endif
