#include <cstring>

#include "failure.hpp"
#include "handles.hpp"
#include "shapes.hpp"

using trtcal::abi::IBuilder;
using trtcal::abi::ILayer;
using trtcal::abi::INetworkDefinition;
using trtcal::abi::ITensor;

namespace {

using Network = trtcal::abi::Object<INetworkDefinition>;
using Count = trtcal::abi::Method<INetworkDefinition, int32_t()>;
using Get = trtcal::abi::Method<INetworkDefinition, ITensor*(int32_t)>;

// 10.8's table is known from its header only. The slot asked here takes no argument in the table of any release, so
// that asking is safe even where the header is wrong.
void check_moved_slots(const Network& network, const IBuilder* builder) {
  if (network.release().series() != trtcal::abi::kSeries10_8) return;
  if (&network.call(INetworkDefinition::getBuilder) == builder) return;
  throw trtcal::Failure(TRTCAL_VERSION_REFUSED,
                        "this TensorRT 10.8 does not have the slots of its header: install TensorRT 10.9 or newer");
}

int32_t count(const trtcal_network* network, const Count& method, int32_t* out, const char* function,
              trtcal_error* error) {
  return trtcal::guarded(function, error, [&] {
    trtcal::required(out, "out") = trtcal::required(network, "network").network.call(method);
  });
}

int32_t describe(const trtcal_network* network, const Count& counting, const Get& getting, int32_t is_input,
                 int32_t index, trtcal_tensor* out, const char* function, trtcal_error* error) {
  return trtcal::guarded(function, error, [&] {
    const Network& object = trtcal::required(network, "network").network;
    trtcal::required(out, "out");
    const int32_t size = object.call(counting);
    trtcal::require(index >= 0 && index < size,
                    "index " + std::to_string(index) + " is not below the count of " + std::to_string(size));
    ITensor* pointer = object.call(getting, index);
    if (pointer == nullptr) trtcal::tensorrt_failed(qualified(getting), "answered null");
    const trtcal::abi::Object<ITensor> tensor(pointer, object.release());
    trtcal_tensor result{};
    result.name = tensor.call(ITensor::getName);
    result.data_type = tensor.call(ITensor::getType);
    result.is_input = is_input;
    result.dims = trtcal::from_tensorrt(tensor.call(ITensor::getDimensions));
    *out = result;
  });
}

// The tensor of that name among what the layers compute; null where there is none.
ITensor* computed_tensor(const Network& network, const char* name) {
  const int32_t layers = network.call(INetworkDefinition::getNbLayers);
  for (int32_t l = 0; l < layers; ++l) {
    ILayer* pointer = network.call(INetworkDefinition::getLayer, l);
    if (pointer == nullptr) trtcal::tensorrt_failed(qualified(INetworkDefinition::getLayer), "answered null");
    const trtcal::abi::Object<ILayer> layer(pointer, network.release());
    const int32_t outputs = layer.call(ILayer::getNbOutputs);
    for (int32_t o = 0; o < outputs; ++o) {
      ITensor* output = layer.call(ILayer::getOutput, o);
      if (output == nullptr) continue;
      const char* its_name = trtcal::abi::Object<ITensor>(output, network.release()).call(ITensor::getName);
      if (its_name != nullptr && std::strcmp(its_name, name) == 0) return output;
    }
  }
  return nullptr;
}

}  // namespace

int32_t trtcal_network_create(trtcal_builder* builder, uint32_t flags, trtcal_network** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(builder, "builder").builder;
    trtcal::required(out, "out");
    INetworkDefinition* pointer =
        trtcal::created(object.call(IBuilder::createNetworkV2, flags), qualified(IBuilder::createNetworkV2));
    auto network = std::unique_ptr<trtcal_network>(new trtcal_network{{pointer, object.release()}, builder->library});
    check_moved_slots(network->network, object.get());
    *out = network.release();
  });
}

void trtcal_network_destroy(trtcal_network* network) { delete network; }

int32_t trtcal_network_input_count(const trtcal_network* network, int32_t* out, trtcal_error* error) {
  return count(network, INetworkDefinition::getNbInputs, out, __func__, error);
}

int32_t trtcal_network_output_count(const trtcal_network* network, int32_t* out, trtcal_error* error) {
  return count(network, INetworkDefinition::getNbOutputs, out, __func__, error);
}

int32_t trtcal_network_layer_count(const trtcal_network* network, int32_t* out, trtcal_error* error) {
  return count(network, INetworkDefinition::getNbLayers, out, __func__, error);
}

int32_t trtcal_network_input(const trtcal_network* network, int32_t index, trtcal_tensor* out, trtcal_error* error) {
  return describe(network, INetworkDefinition::getNbInputs, INetworkDefinition::getInput, 1, index, out, __func__,
                  error);
}

int32_t trtcal_network_output(const trtcal_network* network, int32_t index, trtcal_tensor* out, trtcal_error* error) {
  return describe(network, INetworkDefinition::getNbOutputs, INetworkDefinition::getOutput, 0, index, out, __func__,
                  error);
}

int32_t trtcal_network_mark_debug(trtcal_network* network, const char* tensor, int32_t* out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Network& object = trtcal::required(network, "network").network;
    trtcal::required(tensor, "tensor");
    trtcal::required(out, "out");
    ITensor* found = computed_tensor(object, tensor);
    if (found != nullptr && !object.call(INetworkDefinition::markDebug, *found)) {
      trtcal::tensorrt_failed(qualified(INetworkDefinition::markDebug),
                              std::string("refused tensor '") + tensor + "'");
    }
    *out = found != nullptr ? 1 : 0;
  });
}
