#include "logger.hpp"

#include "failure.hpp"

int32_t trtcal_logger_create(trtcal_log_fn log, int64_t context, trtcal_logger** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(out, "out");
    trtcal::require(log != nullptr, "log is NULL");
    *out = new trtcal_logger(log, context);
  });
}

void trtcal_logger_destroy(trtcal_logger* logger) { delete logger; }
