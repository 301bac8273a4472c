// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#ifndef STANDIN_NVINFER_LOG_H
#define STANDIN_NVINFER_LOG_H

#include <string>

#include "control/control.h"
#include "tables/callbacks.h"

namespace standin {

using nvtables::ILogger;
using nvtables::Severity;

// The caller's logger, borrowed.
class Log {
 public:
  explicit Log(ILogger* logger) : logger_(logger) {}

  ILogger* logger() const { return logger_; }
  void say(Severity severity, const std::string& line) const { logger_->log(severity, line.c_str()); }
  void info(const std::string& line) const { say(Severity::kINFO, line); }
  void warning(const std::string& line) const { say(Severity::kWARNING, line); }
  void error(const std::string& line) const { say(Severity::kERROR, line); }
  void misuse(const std::string& where, const std::string& what) const {
    count(Count::api_errors);
    error(where + ": Error Code 3: API Usage Error (" + what + ")");
  }

 private:
  ILogger* logger_;
};

}  // namespace standin

#endif
