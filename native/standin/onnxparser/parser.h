// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#ifndef STANDIN_ONNXPARSER_PARSER_H
#define STANDIN_ONNXPARSER_PARSER_H

#include <deque>
#include <string>

#include "nvinfer/network.h"
#include "onnxparser/onnx.h"
#include "tables/parser.h"

namespace standin {

using nvtables::ParserErrorCode;

struct ErrorFields {
  ParserErrorCode code = ParserErrorCode::kSUCCESS;
  std::string description;
  int line = 0;
  int node = -1;
  std::string nodeName;
  std::string nodeOperator;
};

class ParserError final : public nvtables::IParserError {
 public:
  explicit ParserError(ErrorFields fields) : fields_(std::move(fields)), nulls_(knob(Knob::null_error_strings) != 0) {}
  ~ParserError() noexcept override = default;
  ParserErrorCode code() const noexcept override { return fields_.code; }
  char const* desc() const noexcept override { return text(fields_.description); }
  char const* file() const noexcept override { return nulls_ ? nullptr : "onnxparser/parser.cpp"; }
  int line() const noexcept override { return fields_.line; }
  char const* func() const noexcept override { return nulls_ ? nullptr : "parse"; }
  int node() const noexcept override { return fields_.node; }
  char const* nodeName() const noexcept override { return text(fields_.nodeName); }
  char const* nodeOperator() const noexcept override { return text(fields_.nodeOperator); }
  char const* const* localFunctionStack() const noexcept override { return nullptr; }
  int32_t localFunctionStackSize() const noexcept override { return 0; }

 private:
  char const* text(const std::string& field) const { return nulls_ ? nullptr : field.c_str(); }
  ErrorFields fields_;
  bool nulls_;
};

class Parser final : public nvtables::IParser {
 public:
  Parser(INetworkDefinition& network, const Log& log);
  ~Parser() noexcept override;

  bool parse(void const* model, size_t size, char const* path) noexcept override;
  bool parseFromFile(char const* file, int verbosity) noexcept override;
  bool supportsOperator(char const* op) const noexcept override { return onnx::isKnown(op); }
  int getNbErrors() const noexcept override { return static_cast<int>(errors_.size()); }
  nvtables::IParserError const* getError(int index) const noexcept override;
  void clearErrors() noexcept override { errors_.clear(); }
  void setFlags(nvtables::OnnxParserFlags flags) noexcept override { flags_ = flags; }
  nvtables::OnnxParserFlags getFlags() const noexcept override { return flags_; }
  void clearFlag(nvtables::OnnxParserFlag flag) noexcept override { flags_ &= ~(1u << static_cast<int>(flag)); }
  void setFlag(nvtables::OnnxParserFlag flag) noexcept override { flags_ |= 1u << static_cast<int>(flag); }
  bool getFlag(nvtables::OnnxParserFlag flag) const noexcept override { return (flags_ >> static_cast<int>(flag) & 1) != 0; }

 private:
  bool refuse(ErrorFields fields);
  void checkNodes(const onnx::Model& model);
  bool fill(const onnx::Model& model);
  std::string named(const std::string& name) const;

  INetworkDefinition& network_;
  Log log_;
  uint32_t flags_ = 1;  // kNATIVE_INSTANCENORM
  std::deque<ParserError> errors_;
};

}  // namespace standin

#endif
