// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/network.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace standin {
namespace {

constexpr size_t kLongestName = 4096;

// Written once against both tables: 10.8's differs by one slot in the middle.
template <class Table>
class Network final : public Table, public NetworkState {
 public:
  using NetworkState::NetworkState;

  ITensor* addInput(char const* name, DataType type, Dims const& dims) noexcept override {
    KeptTensor* added = NetworkState::addInput(name, type, dims);
    return added == nullptr ? nullptr : added->object();
  }
  void markOutput(ITensor& tensor) noexcept override { NetworkState::markOutput(find(tensor)); }
  void unmarkOutput(ITensor& tensor) noexcept override {
    KeptTensor* found = find(tensor);
    (*found)->isOutput = false;
    outputs.erase(std::remove(outputs.begin(), outputs.end(), found), outputs.end());
  }
  int32_t getNbLayers() const noexcept override { return static_cast<int32_t>(layers.size()); }
  ILayer* getLayer(int32_t index) const noexcept override {
    bool inRange = index >= 0 && index < getNbLayers();
    if (!inRange) log.misuse("INetworkDefinition::getLayer", "no layer " + std::to_string(index));
    return inRange ? layers[index]->object() : nullptr;
  }
  int32_t getNbInputs() const noexcept override { return static_cast<int32_t>(inputs.size()); }
  ITensor* getInput(int32_t index) const noexcept override { return at(inputs, index, "getInput"); }
  int32_t getNbOutputs() const noexcept override { return static_cast<int32_t>(outputs.size()); }
  ITensor* getOutput(int32_t index) const noexcept override { return at(outputs, index, "getOutput"); }
  void setName(char const* text) noexcept override { name = text; }
  char const* getName() const noexcept override { return name.c_str(); }
  bool hasImplicitBatchDimension() const noexcept override { return false; }
  IBuilder& getBuilder() const noexcept override { return *builder; }
  nvtables::NetworkDefinitionCreationFlags getFlags() const noexcept override { return flags; }
  bool getFlag(nvtables::NetworkDefinitionCreationFlag flag) const noexcept override {
    return (flags >> static_cast<int>(flag) & 1) != 0;
  }
  bool markDebug(ITensor& tensor) noexcept override {
    if (failsNow(Knob::fail_mark_debug)) return false;
    (*find(tensor))->isDebug = true;
    return true;
  }
  bool unmarkDebug(ITensor& tensor) noexcept override {
    (*find(tensor))->isDebug = false;
    return true;
  }
  bool isDebugTensor(ITensor const& tensor) const noexcept override { return (*find(tensor))->isDebug; }

 private:
  ITensor* at(const std::vector<KeptTensor*>& from, int32_t index, const char* method) const {
    if (index >= 0 && index < static_cast<int32_t>(from.size())) return from[index]->object();
    log.misuse(std::string("INetworkDefinition::") + method, "no tensor " + std::to_string(index));
    return nullptr;
  }
};

}  // namespace

bool Tensor::setDynamicRange(float min, float max) noexcept {
  range_ = std::fmax(std::fabs(min), std::fabs(max));
  return std::isfinite(range_);
}

nvtables::LayerType Layer::getType() const noexcept {
  static const std::map<std::string, int> kinds{
      {"Conv", 0},     {"Cast", 1},     {"Relu", 2},       {"Clip", 2},      {"Sigmoid", 2},      {"Tanh", 2},
      {"MaxPool", 3},  {"AveragePool", 3}, {"BatchNormalization", 5}, {"Softmax", 6}, {"ConvTranspose", 7}, {"Concat", 8},
      {"Add", 9},      {"Sub", 9},      {"Mul", 9},        {"Div", 9},       {"Pow", 9},          {"Exp", 11},
      {"Sqrt", 11},    {"Reshape", 13}, {"Flatten", 13},   {"Transpose", 13}, {"Squeeze", 13},    {"Unsqueeze", 13},
      {"ReduceMean", 14}, {"GlobalAveragePool", 14}, {"Gather", 16}, {"MatMul", 17}, {"Gemm", 17}, {"Constant", 19},
      {"Slice", 22},   {"Shape", 23},   {"Resize", 25},    {"QuantizeLinear", 32}, {"DequantizeLinear", 33}};
  constexpr int kIdentity = 20;
  auto found = kinds.find(op_);
  return static_cast<nvtables::LayerType>(found == kinds.end() ? kIdentity : found->second);
}

std::string Layer::constraint() const {
  static constexpr const char* kNames[] = {"FLOAT", "HALF", "INT8", "INT32", "BOOL"};
  const auto name = [](DataType type) { return kNames[static_cast<size_t>(type)]; };
  std::string text = precision_ ? name(*precision_) : "";
  for (const auto& [index, type] : outputTypes_) text += std::string(", output ") + std::to_string(index) + " " + name(type);
  return text;
}

ITensor* Layer::at(const std::vector<KeptTensor*>& tensors, int32_t index) {
  bool inRange = index >= 0 && index < static_cast<int32_t>(tensors.size());
  return inRange && tensors[index] != nullptr ? tensors[index]->object() : nullptr;
}

KeptTensor* NetworkState::addInput(const std::string& input, DataType type, const Dims& dims) {
  const char* where = "INetworkDefinition::addInput";
  if (input.empty() || input.size() > kLongestName) {
    log.misuse(where, "a name needs 1 to 4096 bytes");
  } else if (find(input) != nullptr) {
    log.misuse(where, "the name " + input + " is taken");
  } else if (dims.nbDims < 0 || dims.nbDims > 8) {
    log.misuse(where, "rank " + std::to_string(dims.nbDims) + " of " + input + " is not 0 to 8");
  } else {
    KeptTensor* added = addTensor(input, type, dims);
    (*added)->isInput = true;
    inputs.push_back(added);
    return added;
  }
  return nullptr;
}

KeptTensor* NetworkState::addTensor(const std::string& tensor, DataType type, const Dims& dims) {
  tensors_.push_back(std::make_unique<KeptTensor>(tensor, type, dims));
  return tensors_.back().get();
}

void NetworkState::addLayer(const std::string& layer, const std::string& op, std::vector<KeptTensor*> in,
                            std::vector<KeptTensor*> out) {
  layers.push_back(std::make_unique<Kept<ILayer, Layer>>(layer, op, std::move(in), std::move(out)));
}

void NetworkState::markOutput(KeptTensor* tensor) {
  if ((*tensor)->isOutput) return;
  (*tensor)->isOutput = true;
  outputs.push_back(tensor);
}

KeptTensor* NetworkState::find(const std::string& tensor) const {
  for (const auto& each : tensors_) {
    if (tensor == (*each)->getName()) return each.get();
  }
  return nullptr;
}

KeptTensor* NetworkState::find(const ITensor& object) const {
  for (const auto& each : tensors_) {
    if (each->object() == &object) return each.get();
  }
  die("a network was given a tensor that is not its own");
}

std::vector<const KeptTensor*> NetworkState::debugTensors() const {
  std::vector<const KeptTensor*> marked;
  for (const auto& each : tensors_) {
    if ((*each)->isDebug) marked.push_back(each.get());
  }
  return marked;
}

std::vector<std::string> NetworkState::calibratedTensors() const {
  std::vector<std::string> names;
  std::set<std::string> seen;
  auto add = [&](const KeptTensor* tensor) {
    if (tensor == nullptr || !isFloatingPoint((*tensor)->getType())) return;
    if (seen.insert((*tensor)->getName()).second) names.emplace_back((*tensor)->getName());
  };
  for (const auto* input : inputs) add(input);
  for (const auto& layer : layers) {
    if (!(*layer)->outputs().empty()) add((*layer)->outputs().front());
  }
  return names;
}

INetworkDefinition* newNetwork(const Log& log, uint32_t flags, IBuilder* builder, const Offspring& parent) {
  using Object = CallerOwned<INetworkDefinition, Kind::network>;
  if (knob(Knob::version) / 100 == 1008) {
    return new Object(new Network<nvtables::VNetworkDefinition108>(log, flags, builder, parent));
  }
  return new Object(new Network<nvtables::VNetworkDefinition>(log, flags, builder, parent));
}

NetworkState& stateOf(const INetworkDefinition& network, const char* where) {
  auto& table = behind<nvtables::VNetworkHead>(network, Kind::network, where);
  return dynamic_cast<NetworkState&>(table);
}

}  // namespace standin
