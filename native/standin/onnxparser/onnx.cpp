// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "onnxparser/onnx.h"

#include "onnxparser/wire.h"

namespace standin::onnx {
namespace {

using wire::Malformed;
using wire::Message;

// Field numbers are those of the public onnx.proto.
int64_t readDimension(Message dimension) {
  int64_t extent = -1;
  while (dimension.next()) {
    if (dimension.number() == 1) extent = static_cast<int64_t>(dimension.integer());
  }
  return extent < 0 ? -1 : extent;
}

void readShape(Message shape, nvtables::Dims& dims) {
  while (shape.next()) {
    if (shape.number() != 1) continue;
    if (dims.nbDims == 8) throw Malformed("more than 8 dimensions");
    dims.d[dims.nbDims++] = readDimension(shape.message());
  }
}

void readTensorType(Message type, Value& value) {
  while (type.next()) {
    if (type.number() == 1) value.elementType = static_cast<int32_t>(type.integer());
    if (type.number() == 2) readShape(type.message(), value.dims);
  }
}

Value readValue(Message message) {
  Value value;
  while (message.next()) {
    if (message.number() == 1) value.name = message.text();
    if (message.number() != 2) continue;
    Message type = message.message();
    while (type.next()) {
      if (type.number() == 1) readTensorType(type.message(), value);
    }
  }
  return value;
}

Node readNode(Message message) {
  Node node;
  while (message.next()) {
    switch (message.number()) {
      case 1:
        node.inputs.push_back(message.text());
        break;
      case 2:
        node.outputs.push_back(message.text());
        break;
      case 3:
        node.name = message.text();
        break;
      case 4:
        node.op = message.text();
        break;
      case 7:
        node.domain = message.text();
        break;
      default:
        break;
    }
  }
  return node;
}

std::string readTensorName(Message message) {
  std::string name;
  while (message.next()) {
    if (message.number() == 8) name = message.text();
  }
  return name;
}

std::string readSparseTensorName(Message message) {
  std::string name;
  while (message.next()) {
    if (message.number() == 1) name = readTensorName(message.message());
  }
  return name;
}

void readGraph(Message graph, Model& model) {
  while (graph.next()) {
    switch (graph.number()) {
      case 1:
        model.nodes.push_back(readNode(graph.message()));
        break;
      case 5:
        model.initializers.insert(readTensorName(graph.message()));
        break;
      case 11:
        model.inputs.push_back(readValue(graph.message()));
        break;
      case 12:
        model.outputs.push_back(readValue(graph.message()));
        break;
      case 13: {
        Value value = readValue(graph.message());
        model.values[value.name] = value;
        break;
      }
      case 15:
        model.initializers.insert(readSparseTensorName(graph.message()));
        break;
      default:
        break;
    }
  }
}

std::string readFunction(Message message) {
  std::string name;
  std::string domain;
  while (message.next()) {
    if (message.number() == 1) name = message.text();
    if (message.number() == 10) domain = message.text();
  }
  return domain + ":" + name;
}

}  // namespace

Model read(const void* data, size_t size) {
  Model model;
  Message message(static_cast<const unsigned char*>(data), size);
  while (message.next()) {
    if (message.number() == 7) {
      model.hasGraph = true;
      readGraph(message.message(), model);
    }
    if (message.number() == 25) model.functions.insert(readFunction(message.message()));
  }
  return model;
}

bool isKnown(const std::string& op) {
  static const std::set<std::string> known{
      "Abs", "Acos", "Acosh", "Add", "And", "ArgMax", "ArgMin", "Asin", "Asinh", "Atan", "Atanh", "AveragePool",
      "BatchNormalization", "BitShift", "Cast", "CastLike", "Ceil", "Celu", "Clip", "Concat", "Constant", "ConstantOfShape",
      "Conv", "ConvTranspose", "Cos", "Cosh", "CumSum", "DepthToSpace", "DequantizeLinear", "Div", "Dropout", "Einsum",
      "Elu", "Equal", "Erf", "Exp", "Expand", "EyeLike", "Flatten", "Floor", "GRU", "Gather", "GatherElements", "GatherND",
      "Gelu", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "Greater", "GreaterOrEqual", "GridSample",
      "GroupNormalization", "HardSigmoid", "HardSwish", "Hardmax", "Identity", "If", "InstanceNormalization", "IsInf",
      "IsNaN", "LRN", "LSTM", "LayerNormalization", "LeakyRelu", "Less", "LessOrEqual", "Log", "LogSoftmax", "Loop",
      "LpNormalization", "LpPool", "MatMul", "Max", "MaxPool", "Mean", "MeanVarianceNormalization", "Min", "Mish", "Mod",
      "Mul", "Neg", "NonMaxSuppression", "NonZero", "Not", "OneHot", "Or", "PRelu", "Pad", "Pow", "QuantizeLinear", "RNN",
      "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Range", "Reciprocal", "ReduceL1",
      "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum",
      "ReduceSumSquare", "Relu", "Reshape", "Resize", "ReverseSequence", "RoiAlign", "Round", "Scan", "ScatterElements",
      "ScatterND", "Selu", "Shape", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Size", "Slice", "Softmax", "Softplus",
      "Softsign", "SpaceToDepth", "Split", "Sqrt", "Squeeze", "Sub", "Sum", "Tan", "Tanh", "ThresholdedRelu", "Tile",
      "TopK", "Transpose", "Trilu", "Unsqueeze", "Upsample", "Where", "Xor"};
  return known.count(op) != 0;
}

}  // namespace standin::onnx
