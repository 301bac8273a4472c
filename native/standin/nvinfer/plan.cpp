// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/plan.h"

#include <cstring>

namespace standin {
namespace {

constexpr char kMagic[] = "TRTCAL STAND-IN PLAN 2\n";

uint64_t digest(const char* bytes, size_t size) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < size; ++i) hash = (hash ^ static_cast<unsigned char>(bytes[i])) * 1099511628211u;
  return hash;
}

class Writer {
 public:
  template <class T>
  void put(T value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put(const std::string& text) {
    put(static_cast<uint64_t>(text.size()));
    bytes += text;
  }
  void put(const Dims& dims) {
    put(dims.nbDims);
    for (int i = 0; i < dims.nbDims; ++i) put(dims.d[i]);
  }
  std::string bytes = kMagic;
};

// The digest is checked before anything is read, so lengths are those that were written.
class Reader {
 public:
  explicit Reader(const char* at) : at_(at) {}
  template <class T>
  T take() {
    T value;
    std::memcpy(&value, at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  std::string text() {
    auto size = take<uint64_t>();
    at_ += size;
    return std::string(at_ - size, size);
  }
  Dims dims() {
    Dims dims{};
    dims.nbDims = take<int32_t>();
    for (int i = 0; i < dims.nbDims; ++i) dims.d[i] = take<int64_t>();
    return dims;
  }

 private:
  const char* at_;
};

}  // namespace

std::string planBytes(const Plan& plan) {
  Writer out;
  out.put(plan.version);
  out.put(plan.layers);
  out.put(plan.profiles);
  out.put(static_cast<int32_t>(plan.detailed));
  out.put(static_cast<uint64_t>(plan.tensors.size()));
  for (const auto& tensor : plan.tensors) {
    out.put(tensor.name);
    out.put(static_cast<int32_t>(tensor.isInput));
    out.put(static_cast<int32_t>(tensor.type));
    out.put(tensor.dims);
    out.put(static_cast<uint64_t>(tensor.profiles.size()));
    for (const auto& shapes : tensor.profiles) {
      for (const Dims& dims : shapes) out.put(dims);
    }
  }
  out.put(static_cast<uint64_t>(plan.debug.size()));
  for (const auto& tensor : plan.debug) {
    out.put(tensor.name);
    out.put(static_cast<int32_t>(tensor.type));
    out.put(tensor.dims);
  }
  out.put(static_cast<uint64_t>(plan.scales.size()));
  for (const auto& [name, scale] : plan.scales) {
    out.put(name);
    out.put(scale);
  }
  out.put(digest(out.bytes.data(), out.bytes.size()));
  return out.bytes;
}

std::optional<Plan> parsePlan(const void* data, size_t size) {
  constexpr size_t kMagicSize = sizeof kMagic - 1;
  if (size < kMagicSize + sizeof(uint64_t)) return {};
  const char* bytes = static_cast<const char*>(data);
  size_t body = size - sizeof(uint64_t);
  if (std::memcmp(bytes, kMagic, kMagicSize) != 0) return {};
  if (Reader(bytes + body).take<uint64_t>() != digest(bytes, body)) return {};

  Reader in(bytes + kMagicSize);
  Plan plan{};
  plan.version = in.take<int64_t>();
  plan.layers = in.take<int32_t>();
  plan.profiles = in.take<int32_t>();
  plan.detailed = in.take<int32_t>() != 0;
  plan.tensors.resize(in.take<uint64_t>());
  for (auto& tensor : plan.tensors) {
    tensor.name = in.text();
    tensor.isInput = in.take<int32_t>() != 0;
    tensor.type = static_cast<DataType>(in.take<int32_t>());
    tensor.dims = in.dims();
    tensor.profiles.resize(in.take<uint64_t>());
    for (auto& shapes : tensor.profiles) {
      for (Dims& dims : shapes) dims = in.dims();
    }
  }
  plan.debug.resize(in.take<uint64_t>());
  for (auto& tensor : plan.debug) {
    tensor.name = in.text();
    tensor.isInput = false;
    tensor.type = static_cast<DataType>(in.take<int32_t>());
    tensor.dims = in.dims();
  }
  plan.scales.resize(in.take<uint64_t>());
  for (auto& [name, scale] : plan.scales) {
    name = in.text();
    scale = in.take<float>();
  }
  return plan;
}

}  // namespace standin
