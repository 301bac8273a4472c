// TensorRT's log, forwarded to a C function.
#ifndef TRTCAL_LOGGER_HPP
#define TRTCAL_LOGGER_HPP

#include "abi/callbacks.hpp"
#include "api.hpp"

struct trtcal_logger final : trtcal::abi::ILogger {
  trtcal_logger(trtcal_log_fn log_function, int64_t log_context) : function(log_function), context(log_context) {}

  void log(int32_t severity, const char* message) noexcept override {
    function(context, severity, message == nullptr ? "" : message);
  }

  const trtcal_log_fn function;
  const int64_t context;
};

#endif
