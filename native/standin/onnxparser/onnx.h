// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// What of an ONNX file the stand-in looks at.
#ifndef STANDIN_ONNXPARSER_ONNX_H
#define STANDIN_ONNXPARSER_ONNX_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tables/types.h"

namespace standin::onnx {

struct Value {
  std::string name;
  int32_t elementType = 0;  // ONNX's TensorProto.DataType
  nvtables::Dims dims{};    // -1 where the file gives a name or nothing
};

struct Node {
  std::string name;
  std::string op;
  std::string domain;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
};

struct Model {
  bool hasGraph = false;
  std::vector<Node> nodes;
  std::vector<Value> inputs;  // with those that are initializers
  std::vector<Value> outputs;
  std::map<std::string, Value> values;  // value_info, by name
  std::set<std::string> initializers;
  std::set<std::string> functions;  // "domain:name" of the model's own
};

// Throws wire::Malformed.
Model read(const void* data, size_t size);

// An operator of the default domain that the stand-in takes.
bool isKnown(const std::string& op);

}  // namespace standin::onnx

#endif
