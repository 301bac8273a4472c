// TensorRT's loaded libraries: what the other files start from.
#ifndef TRTCAL_LIBRARY_HPP
#define TRTCAL_LIBRARY_HPP

#include <optional>
#include <string>

#include "abi/entry_points.hpp"
#include "api.hpp"
#include "driver.hpp"

struct trtcal_library {
  trtcal::abi::Release release;
  std::string nvinfer_path;
  std::string parser_path;
  std::optional<std::string> driver_path;
  trtcal::abi::CreateInferBuilder* create_builder;
  trtcal::abi::CreateInferRuntime* create_runtime;
  trtcal::abi::CreateOnnxParser* create_parser;

  trtcal::Driver ask_driver() const { return trtcal::ask_driver(driver_path ? driver_path->c_str() : nullptr); }
};

#endif
