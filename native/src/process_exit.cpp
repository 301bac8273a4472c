#include "process_exit.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <atomic>

#include "failure.hpp"

namespace trtcal {
namespace {

std::atomic<int> inside{0};

// Runs before every destructor and handler that was registered earlier, those of TensorRT's libraries among them.
void end_at_once(int status, void*) {
  if (inside.load() > 0) _exit(status);
}

}  // namespace

Inside::Inside() noexcept { inside.fetch_add(1); }
Inside::~Inside() { inside.fetch_sub(1); }

}  // namespace trtcal

int32_t trtcal_process_ends(trtcal_error* error) {
  return trtcal::guarded(__func__, error, [] {
    if (on_exit(trtcal::end_at_once, nullptr) != 0) {
      throw trtcal::Failure(TRTCAL_INTERNAL, "on_exit refused");
    }
  });
}
