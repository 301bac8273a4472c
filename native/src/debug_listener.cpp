#include "debug_listener.hpp"

#include "abi/types.hpp"
#include "failure.hpp"
#include "shapes.hpp"

bool trtcal_debug_listener::processDebugTensor(const void* data, int32_t location, int32_t type,
                                               const trtcal::abi::Dims& shape, const char* name,
                                               void* stream) noexcept {
  if (failed()) return false;
  trtcal_debug_tensor tensor{};
  tensor.name = name;
  tensor.data = data;
  tensor.stream = stream;
  tensor.on_host = location == trtcal::abi::kLocationHost ? 1 : 0;
  tensor.data_type = type;
  tensor.dims = trtcal::from_tensorrt(shape);
  if (show_(context_, &tensor) < 0) failed_.store(true);
  return !failed();
}

int32_t trtcal_debug_listener_create(trtcal_debug_fn show, int64_t context, trtcal_debug_listener** out,
                                     trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(out, "out");
    trtcal::require(show != nullptr, "show is NULL");
    *out = new trtcal_debug_listener(show, context);
  });
}

void trtcal_debug_listener_destroy(trtcal_debug_listener* listener) { delete listener; }
