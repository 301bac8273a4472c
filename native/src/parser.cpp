#include "failure.hpp"
#include "handles.hpp"
#include "logger.hpp"

using trtcal::abi::IParser;
using trtcal::abi::IParserError;

namespace {

using Parser = trtcal::abi::Object<IParser>;

trtcal::abi::Object<IParserError> error_at(const Parser& parser, int32_t index) {
  // Nothing of an error is changed, but its methods are called without const.
  auto* error = const_cast<IParserError*>(parser.call(IParser::getError, index));
  if (error == nullptr) trtcal::tensorrt_failed(qualified(IParser::getError), "answered null");
  return {error, parser.release()};
}

void check_parsed(bool parsed, const Parser& parser, const std::string& model) {
  if (parsed) return;
  const int32_t errors = parser.call(IParser::getNbErrors);
  std::string message = "the ONNX parser refused " + model;
  if (errors > 0) {
    const char* first = error_at(parser, 0).call(IParserError::desc);
    message += errors == 1 ? " with 1 error: " : " with " + std::to_string(errors) + " errors, the first: ";
    message += first == nullptr ? "not described" : first;
  } else {
    message += " without an error of its own; its log says why";  // such as a file that cannot be opened
  }
  throw trtcal::Failure(TRTCAL_TENSORRT_FAILED, message);
}

}  // namespace

int32_t trtcal_parser_create(trtcal_network* network, trtcal_logger* logger, trtcal_parser** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(network, "network").network;
    trtcal::required(logger, "logger");
    trtcal::required(out, "out");
    IParser* parser = network->library->create_parser(object.get(), logger, trtcal::abi::kOnnxParserApiVersion);
    *out = new trtcal_parser{{trtcal::created(parser, "createNvOnnxParser_INTERNAL"), object.release()}};
  });
}

void trtcal_parser_destroy(trtcal_parser* parser) { delete parser; }

int32_t trtcal_parser_parse_file(trtcal_parser* parser, const char* path, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Parser& object = trtcal::required(parser, "parser").parser;
    trtcal::required(path, "path");
    check_parsed(object.call(IParser::parseFromFile, path, trtcal::abi::kSeverityWarning), object, path);
  });
}

int32_t trtcal_parser_parse_memory(trtcal_parser* parser, const void* data, uint64_t bytes, const char* model_path,
                                   trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Parser& object = trtcal::required(parser, "parser").parser;
    trtcal::require(data != nullptr && bytes > 0, "data is empty");
    check_parsed(object.call(IParser::parse, data, bytes, model_path), object,
                 model_path == nullptr ? "the model" : model_path);
  });
}

int32_t trtcal_parser_error_count(const trtcal_parser* parser, int32_t* out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(out, "out") = trtcal::required(parser, "parser").parser.call(IParser::getNbErrors);
  });
}

int32_t trtcal_parser_error_at(const trtcal_parser* parser, int32_t index, trtcal_parser_error* out,
                               trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Parser& object = trtcal::required(parser, "parser").parser;
    trtcal::required(out, "out");
    const int32_t size = object.call(IParser::getNbErrors);
    trtcal::require(index >= 0 && index < size,
                    "index " + std::to_string(index) + " is not below the count of " + std::to_string(size));
    const auto complaint = error_at(object, index);
    trtcal_parser_error result{};
    result.code = complaint.call(IParserError::code);
    result.line = complaint.call(IParserError::line);
    result.node = complaint.call(IParserError::node);
    result.description = complaint.call(IParserError::desc);
    result.file = complaint.call(IParserError::file);
    result.function = complaint.call(IParserError::func);
    result.node_name = complaint.call(IParserError::nodeName);
    result.node_operator = complaint.call(IParserError::nodeOperator);
    *out = result;
  });
}
