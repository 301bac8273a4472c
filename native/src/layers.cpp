// A network's layers before fusion, and in what type each is to compute.
#include "failure.hpp"
#include "handles.hpp"
#include "shapes.hpp"

using trtcal::abi::ILayer;
using trtcal::abi::INetworkDefinition;
using trtcal::abi::ITensor;

namespace {

using Layer = trtcal::abi::Object<ILayer>;
using Tensor = trtcal::abi::Object<ITensor>;
using Count = trtcal::abi::Method<ILayer, int32_t()>;
using Get = trtcal::abi::Method<ILayer, ITensor*(int32_t)>;

void require_index(const char* what, int32_t index, int32_t count) {
  trtcal::require(index >= 0 && index < count, std::string(what) + " " + std::to_string(index) +
                                                   " is not below the count of " + std::to_string(count));
}

Layer layer_at(const trtcal_network& network, int32_t index) {
  const auto& object = network.network;
  require_index("layer", index, object.call(INetworkDefinition::getNbLayers));
  ILayer* layer = object.call(INetworkDefinition::getLayer, index);
  if (layer == nullptr) trtcal::tensorrt_failed(qualified(INetworkDefinition::getLayer), "answered null");
  return {layer, object.release()};
}

// What a layer leaves out (an optional input) has no tensor.
trtcal_tensor describe(ITensor* pointer, trtcal::abi::Release release) {
  trtcal_tensor result{};
  if (pointer == nullptr) return result;
  const Tensor tensor(pointer, release);
  result.name = tensor.call(ITensor::getName);
  result.data_type = tensor.call(ITensor::getType);
  result.is_input = tensor.call(ITensor::isNetworkInput) ? 1 : 0;
  result.dims = trtcal::from_tensorrt(tensor.call(ITensor::getDimensions));
  return result;
}

int32_t describe_at(const trtcal_network* network, int32_t layer, const char* what, const Count& counting,
                    const Get& getting, int32_t index, trtcal_tensor* out, const char* function, trtcal_error* error) {
  return trtcal::guarded(function, error, [&] {
    const Layer object = layer_at(trtcal::required(network, "network"), layer);
    trtcal::required(out, "out");
    require_index(what, index, object.call(counting));
    *out = describe(object.call(getting, index), object.release());
  });
}

bool is_floating_point(int32_t type) { return type == TRTCAL_FLOAT || type == TRTCAL_HALF || type == TRTCAL_BF16; }

}  // namespace

int32_t trtcal_network_layer(const trtcal_network* network, int32_t index, trtcal_layer* out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Layer layer = layer_at(trtcal::required(network, "network"), index);
    trtcal::required(out, "out");
    *out = {layer.call(ILayer::getName), layer.call(ILayer::getType), layer.call(ILayer::getNbInputs),
            layer.call(ILayer::getNbOutputs)};
  });
}

int32_t trtcal_network_layer_input(const trtcal_network* network, int32_t layer, int32_t index, trtcal_tensor* out,
                                   trtcal_error* error) {
  return describe_at(network, layer, "input", ILayer::getNbInputs, ILayer::getInput, index, out, __func__, error);
}

int32_t trtcal_network_layer_output(const trtcal_network* network, int32_t layer, int32_t index, trtcal_tensor* out,
                                    trtcal_error* error) {
  return describe_at(network, layer, "output", ILayer::getNbOutputs, ILayer::getOutput, index, out, __func__, error);
}

int32_t trtcal_network_set_layer_precision(trtcal_network* network, int32_t layer, int32_t data_type,
                                           trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Layer object = layer_at(trtcal::required(network, "network"), layer);
    trtcal::require(is_floating_point(data_type) || data_type == TRTCAL_INT8,
                    "data type " + std::to_string(data_type) + " is none that a layer computes in");
    object.call(ILayer::setPrecision, data_type);
    if (!object.call(ILayer::precisionIsSet) || object.call(ILayer::getPrecision) != data_type) {
      trtcal::tensorrt_failed(qualified(ILayer::setPrecision), "did not take data type " + std::to_string(data_type));
    }
    const int32_t outputs = object.call(ILayer::getNbOutputs);
    for (int32_t i = 0; i < outputs; ++i) {
      ITensor* output = object.call(ILayer::getOutput, i);
      if (output == nullptr || !is_floating_point(Tensor(output, object.release()).call(ITensor::getType))) continue;
      object.call(ILayer::setOutputType, i, data_type);
    }
  });
}
