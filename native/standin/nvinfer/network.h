// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// The network: tensors and layers, as far as a test can see them. The ONNX parser's stand-in fills it through stateOf.
#ifndef STANDIN_NVINFER_NETWORK_H
#define STANDIN_NVINFER_NETWORK_H

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nvinfer/log.h"
#include "nvinfer/objects.h"
#include "nvinfer/shape.h"
#include "tables/network.h"

namespace standin {

using nvtables::IBuilder;
using nvtables::ILayer;
using nvtables::INetworkDefinition;
using nvtables::ITensor;

class Tensor final : public nvtables::VTensor {
 public:
  Tensor(std::string name, DataType type, const Dims& dims) : name_(std::move(name)), type_(type), dims_(dims) {}

  void setName(char const* name) noexcept override { name_ = name; }
  char const* getName() const noexcept override { return name_.c_str(); }
  void setDimensions(Dims const& dims) noexcept override { dims_ = dims; }
  Dims getDimensions() const noexcept override { return dims_; }
  void setType(DataType type) noexcept override { type_ = type; }
  DataType getType() const noexcept override { return type_; }
  bool isNetworkInput() const noexcept override { return isInput; }
  bool isNetworkOutput() const noexcept override { return isOutput; }
  nvtables::TensorLocation getLocation() const noexcept override { return nvtables::TensorLocation::kDEVICE; }
  bool setDynamicRange(float min, float max) noexcept override;
  bool dynamicRangeIsSet() const noexcept override { return range_ > 0; }
  void resetDynamicRange() noexcept override { range_ = 0; }
  float getDynamicRangeMin() const noexcept override { return -range_; }
  float getDynamicRangeMax() const noexcept override { return range_; }

  bool isInput = false;
  bool isOutput = false;
  bool isDebug = false;

 private:
  std::string name_;
  DataType type_;
  Dims dims_;
  float range_ = 0;
};

using KeptTensor = Kept<ITensor, Tensor>;

class Layer final : public nvtables::VLayer {
 public:
  Layer(std::string name, std::string op, std::vector<KeptTensor*> inputs, std::vector<KeptTensor*> outputs)
      : name_(std::move(name)), op_(std::move(op)), inputs_(std::move(inputs)), outputs_(std::move(outputs)) {}

  nvtables::LayerType getType() const noexcept override;
  void setName(char const* name) noexcept override { name_ = name; }
  char const* getName() const noexcept override { return name_.c_str(); }
  int32_t getNbInputs() const noexcept override { return static_cast<int32_t>(inputs_.size()); }
  ITensor* getInput(int32_t index) const noexcept override { return at(inputs_, index); }
  int32_t getNbOutputs() const noexcept override { return static_cast<int32_t>(outputs_.size()); }
  ITensor* getOutput(int32_t index) const noexcept override { return at(outputs_, index); }
  void setPrecision(DataType type) noexcept override { precision_ = type; }
  DataType getPrecision() const noexcept override { return precision_.value_or(DataType::kFLOAT); }
  bool precisionIsSet() const noexcept override { return precision_.has_value(); }
  void setOutputType(int32_t index, DataType type) noexcept override { outputTypes_[index] = type; }

  // "FLOAT", or "FLOAT, outputs FLOAT"; nothing where nobody said.
  std::string constraint() const;
  const std::vector<KeptTensor*>& outputs() const { return outputs_; }

 private:
  static ITensor* at(const std::vector<KeptTensor*>& tensors, int32_t index);

  std::string name_;
  std::string op_;
  std::vector<KeptTensor*> inputs_;
  std::vector<KeptTensor*> outputs_;
  std::optional<DataType> precision_;
  std::map<int32_t, DataType> outputTypes_;
};

class NetworkState {
 public:
  NetworkState(Log log, uint32_t flags, IBuilder* builder, const Offspring& parent)
      : log(log), flags(flags), builder(builder), share_(parent) {}
  virtual ~NetworkState() = default;

  // Null, with a line in the log, when TensorRT would refuse it.
  KeptTensor* addInput(const std::string& name, DataType type, const Dims& dims);
  // A tensor that a layer makes.
  KeptTensor* addTensor(const std::string& name, DataType type, const Dims& dims);
  void addLayer(const std::string& name, const std::string& op, std::vector<KeptTensor*> in, std::vector<KeptTensor*> out);
  void markOutput(KeptTensor* tensor);
  KeptTensor* find(const std::string& name) const;
  KeptTensor* find(const ITensor& object) const;

  std::vector<const KeptTensor*> debugTensors() const;

  // Floating-point tensors in the calibration cache's order: inputs, then each layer's first output.
  std::vector<std::string> calibratedTensors() const;

  const Log log;
  const uint32_t flags;
  IBuilder* const builder;
  std::string name;
  std::vector<KeptTensor*> inputs;
  std::vector<KeptTensor*> outputs;
  std::vector<std::unique_ptr<Kept<ILayer, Layer>>> layers;

 private:
  Offspring::Share share_;
  std::vector<std::unique_ptr<KeptTensor>> tensors_;
};

// The table of the release that the stand-in plays.
INetworkDefinition* newNetwork(const Log& log, uint32_t flags, IBuilder* builder, const Offspring& parent);

NetworkState& stateOf(const INetworkDefinition& network, const char* where);

}  // namespace standin

#endif
