// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "onnxparser/parser.h"

#include <cstdio>
#include <map>
#include <optional>

#include "onnxparser/wire.h"

namespace standin {
namespace {

// TensorProto.DataType to TensorRT's. Double becomes float, as in the real importer.
std::optional<DataType> typeOf(int32_t onnxType) {
  static const std::map<int32_t, DataType> types{
      {1, DataType::kFLOAT}, {2, DataType::kUINT8}, {3, DataType::kINT8}, {6, DataType::kINT32}, {7, DataType::kINT64},
      {9, DataType::kBOOL},  {10, DataType::kHALF}, {11, DataType::kFLOAT}, {16, DataType::kBF16}, {17, DataType::kFP8}};
  auto found = types.find(onnxType);
  if (found == types.end()) return {};
  return found->second;
}

// An operator that makes no floating-point data, so that its output is no line in a calibration cache.
bool makesIntegers(const std::string& op) {
  static const std::set<std::string> ops{"Shape", "Size", "ArgMax", "ArgMin", "NonZero", "NonMaxSuppression", "Equal",
                                         "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Not", "Xor",
                                         "IsNaN", "IsInf", "QuantizeLinear"};
  return ops.count(op) != 0;
}

std::optional<std::string> contents(const char* path) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return {};
  std::string bytes;
  char block[1 << 16];
  for (size_t n; (n = std::fread(block, 1, sizeof block, file)) > 0;) bytes.append(block, n);
  bool whole = std::ferror(file) == 0;
  std::fclose(file);
  if (!whole) return {};
  return bytes;
}

}  // namespace

Parser::Parser(INetworkDefinition& network, const Log& log) : network_(network), log_(log) { born(Kind::parser, this); }

Parser::~Parser() noexcept { died(Kind::parser, this); }

nvtables::IParserError const* Parser::getError(int index) const noexcept {
  return index >= 0 && index < getNbErrors() ? &errors_[static_cast<size_t>(index)] : nullptr;
}

bool Parser::refuse(ErrorFields fields) {
  std::string line = fields.node < 0 ? "" : "In node " + std::to_string(fields.node) + " with name: " + fields.nodeName +
                                                " and operator: " + fields.nodeOperator + ": ";
  log_.error(line + fields.description);
  errors_.emplace_back(std::move(fields));
  return false;
}

bool Parser::parseFromFile(char const* file, int) noexcept {
  std::optional<std::string> bytes = contents(file);
  if (!bytes) {
    return refuse({ParserErrorCode::kMODEL_DESERIALIZE_FAILED, std::string("Could not open file ") + file, __LINE__, -1, "", ""});
  }
  return parse(bytes->data(), bytes->size(), file);
}

bool Parser::parse(void const* data, size_t size, char const*) noexcept {
  errors_.clear();
  if (failsNow(Knob::fail_parse)) {
    return refuse({ParserErrorCode::kINVALID_GRAPH, "Told to fail", __LINE__, -1, "", ""});
  }
  onnx::Model model;
  try {
    model = onnx::read(data, size);
  } catch (const wire::Malformed& reason) {
    return refuse({ParserErrorCode::kMODEL_DESERIALIZE_FAILED,
                   std::string("Failed to parse the ONNX model: ") + reason.what(), __LINE__, -1, "", ""});
  }
  if (!model.hasGraph) {
    return refuse({ParserErrorCode::kMODEL_DESERIALIZE_FAILED, "Failed to parse the ONNX model: no graph", __LINE__, -1, "", ""});
  }
  checkNodes(model);
  for (int64_t i = 0; i < knob(Knob::extra_parser_errors); ++i) {
    refuse({ParserErrorCode::kINVALID_VALUE, "Told to complain, " + std::to_string(i), __LINE__, 0, "told", "Told"});
  }
  return errors_.empty() && fill(model);
}

void Parser::checkNodes(const onnx::Model& model) {
  for (size_t i = 0; i < model.nodes.size(); ++i) {
    const onnx::Node& node = model.nodes[i];
    bool standard = node.domain.empty() || node.domain == "ai.onnx";
    if (standard && onnx::isKnown(node.op)) continue;
    if (model.functions.count(node.domain + ":" + node.op) != 0) continue;
    refuse({ParserErrorCode::kUNSUPPORTED_NODE, "No importer is registered for the operator " + node.op, __LINE__,
            static_cast<int>(i), node.name, node.op});
  }
}

std::string Parser::named(const std::string& name) const {
  auto length = static_cast<size_t>(knob(Knob::long_names));
  return name.size() >= length ? name : name + std::string(length - name.size(), 'x');
}

bool Parser::fill(const onnx::Model& model) {
  NetworkState& network = stateOf(network_, "IParser::parse");
  std::map<std::string, KeptTensor*> tensors;
  std::map<std::string, onnx::Value> values = model.values;
  for (const auto& output : model.outputs) values[output.name] = output;

  for (const auto& input : model.inputs) {
    if (model.initializers.count(input.name) != 0) continue;
    std::optional<DataType> type = typeOf(input.elementType);
    if (!type) {
      return refuse({ParserErrorCode::kUNSUPPORTED_GRAPH,
                     "Input " + input.name + " has element type " + std::to_string(input.elementType), __LINE__, -1, "", ""});
    }
    KeptTensor* added = network.addInput(named(input.name), *type, input.dims);
    if (added == nullptr) {
      return refuse({ParserErrorCode::kINVALID_GRAPH, "Input " + input.name + " was refused", __LINE__, -1, "", ""});
    }
    tensors[input.name] = added;
  }
  for (const auto& node : model.nodes) {
    std::vector<KeptTensor*> in;
    std::vector<KeptTensor*> out;
    for (const auto& name : node.inputs) in.push_back(tensors.count(name) != 0 ? tensors[name] : nullptr);
    for (const auto& name : node.outputs) {
      auto value = values.find(name);
      DataType type = makesIntegers(node.op) ? DataType::kINT64 : DataType::kFLOAT;
      if (value != values.end()) type = typeOf(value->second.elementType).value_or(type);
      tensors[name] = network.addTensor(named(name), type, value == values.end() ? unknownDims() : value->second.dims);
      out.push_back(tensors[name]);
    }
    network.addLayer(node.name.empty() && !node.outputs.empty() ? "node_of_" + node.outputs[0] : node.name, node.op,
                     std::move(in), std::move(out));
  }
  for (const auto& output : model.outputs) {
    auto found = tensors.find(output.name);
    if (found == tensors.end()) {
      return refuse({ParserErrorCode::kINVALID_GRAPH, "Nothing makes the output " + output.name, __LINE__, -1, "", ""});
    }
    network.markOutput(found->second);
  }
  log_.info("Parsed " + std::to_string(model.nodes.size()) + " nodes");
  return true;
}

}  // namespace standin

using namespace standin;

extern "C" {

int getNvOnnxParserVersion() noexcept { return 100; }

void* createNvOnnxParser_INTERNAL(void* network, void* logger, int) noexcept {
  if (network == nullptr || logger == nullptr || failsNow(Knob::null_parser)) return nullptr;
  auto& definition = *static_cast<INetworkDefinition*>(network);
  stateOf(definition, "createNvOnnxParser");
  return static_cast<nvtables::IParser*>(new Parser(definition, Log(static_cast<ILogger*>(logger))));
}

}  // extern "C"
