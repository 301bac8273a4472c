#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "calibrator.hpp"
#include "failure.hpp"

namespace trtcal {

void CalibratorAnswers::start_build() noexcept {
  failure_[0] = '\0';
  failed_.store(false);
  names_.forget();
}

void CalibratorAnswers::fail(const char* format, ...) noexcept {
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(failure_, sizeof failure_, format, arguments);
  va_end(arguments);
  failed_.store(true);
}

int32_t CalibratorAnswers::batch_size() noexcept {
  if (failed()) return 1;
  const int32_t answer = callbacks_.batch_size(callbacks_.context);
  if (answer >= 1) return answer;
  fail("the calibrator's batch_size answered %d, not a number of samples", answer);
  return 1;
}

bool CalibratorAnswers::batch(void** bindings, const char** names, int32_t count) noexcept {
  if (failed()) return false;
  if (bindings == nullptr || names == nullptr || count < 1) {
    fail("TensorRT asked the calibrator for a batch of %d inputs", count);
    return false;
  }
  bool known = names_.count() == count;
  for (int32_t i = 0; i < count; ++i) {
    // What the array holds of the batch before would hide a binding that is left out now.
    bindings[i] = nullptr;
    known = known && names_.is(i, names[i]);
  }
  if (!known && !names_.keep(names, count)) {
    fail("no memory for the names of %d inputs", count);
    return false;
  }
  const int32_t answer = callbacks_.get_batch(callbacks_.context, bindings, known ? nullptr : names, count);
  if (answer == 0) return false;
  if (answer != 1) {
    fail("the calibrator's get_batch answered %d", answer);
    return false;
  }
  for (int32_t i = 0; i < count; ++i) {
    if (bindings[i] != nullptr) continue;
    fail("the calibrator's get_batch left input '%s' without a device pointer", names[i] == nullptr ? "" : names[i]);
    return false;
  }
  return true;
}

const void* CalibratorAnswers::read(Read function, const char* name, size_t& length) noexcept {
  length = 0;
  if (function == nullptr || failed()) return nullptr;
  const void* data = nullptr;
  uint64_t bytes = 0;
  const int32_t answer = function(callbacks_.context, &data, &bytes);
  if (answer != 0) {
    fail("the calibrator's %s answered %d", name, answer);
    return nullptr;
  }
  if (bytes == 0) return nullptr;
  if (data == nullptr) {
    fail("the calibrator's %s answered a length without data", name);
    return nullptr;
  }
  length = bytes;
  return data;
}

void CalibratorAnswers::write(Write function, const char* name, const void* data, size_t length) noexcept {
  if (function == nullptr || failed()) return;
  const int32_t answer = function(callbacks_.context, data, length);
  if (answer != 0) fail("the calibrator's %s answered %d", name, answer);
}

}  // namespace trtcal
