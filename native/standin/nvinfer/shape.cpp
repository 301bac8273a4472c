// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/shape.h"

#include <cmath>
#include <cstring>

namespace standin {
namespace {

template <class T>
T load(const void* data, int64_t index) {
  T value;
  std::memcpy(&value, static_cast<const char*>(data) + index * static_cast<int64_t>(sizeof(T)), sizeof(T));
  return value;
}

template <class T>
void store(void* data, int64_t index, T value) {
  std::memcpy(static_cast<char*>(data) + index * static_cast<int64_t>(sizeof(T)), &value, sizeof(T));
}

double fromHalf(uint16_t bits) {
  int exponent = bits >> 10 & 0x1F;
  int fraction = bits & 0x3FF;
  double magnitude = exponent == 0    ? std::ldexp(fraction, -24)
                     : exponent == 31 ? (fraction == 0 ? INFINITY : NAN)
                                      : std::ldexp(1024 + fraction, exponent - 25);
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

// Rounds towards zero: enough for numbers that tests can choose to be exact.
uint16_t toHalf(double value) {
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  double magnitude = std::fabs(value);
  if (std::isnan(value)) return 0x7E00;
  if (magnitude >= 65536) return sign | 0x7C00;
  if (magnitude < std::ldexp(1, -14)) return sign | static_cast<uint16_t>(std::ldexp(magnitude, 24));
  int exponent;
  double fraction = std::frexp(magnitude, &exponent);  // in [0.5, 1)
  return sign | static_cast<uint16_t>((exponent + 14) << 10 | (static_cast<int>(std::ldexp(fraction, 11)) & 0x3FF));
}

float fromBits(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace

bool isDynamic(const Dims& dims) {
  for (int i = 0; i < dims.nbDims; ++i) {
    if (dims.d[i] < 0) return true;
  }
  return false;
}

bool sameDims(const Dims& a, const Dims& b) {
  if (a.nbDims != b.nbDims) return false;
  for (int i = 0; i < a.nbDims; ++i) {
    if (a.d[i] != b.d[i]) return false;
  }
  return true;
}

int64_t volume(const Dims& dims) {
  int64_t n = 1;
  for (int i = 0; i < dims.nbDims; ++i) n *= dims.d[i];
  return n;
}

Dims unknownDims() {
  Dims dims{};
  dims.nbDims = -1;
  return dims;
}

std::string text(const Dims& dims) {
  std::string line = "[";
  for (int i = 0; i < dims.nbDims; ++i) line += (i > 0 ? "," : "") + std::to_string(dims.d[i]);
  return line + "]";
}

bool fits(const Dims& shape, const Dims& pattern) {
  if (shape.nbDims != pattern.nbDims) return false;
  for (int i = 0; i < shape.nbDims; ++i) {
    if (shape.d[i] < 0 || (pattern.d[i] >= 0 && shape.d[i] != pattern.d[i])) return false;
  }
  return true;
}

int64_t elementBytes(DataType type) {
  switch (type) {
    case DataType::kFLOAT:
    case DataType::kINT32:
      return 4;
    case DataType::kHALF:
    case DataType::kBF16:
      return 2;
    case DataType::kINT8:
    case DataType::kUINT8:
    case DataType::kBOOL:
    case DataType::kFP8:
      return 1;
    case DataType::kINT64:
      return 8;
    case DataType::kINT4:
      return 0;
  }
  return 0;
}

bool isFloatingPoint(DataType type) {
  return type == DataType::kFLOAT || type == DataType::kHALF || type == DataType::kBF16;
}

double element(const void* data, DataType type, int64_t index) {
  switch (type) {
    case DataType::kFLOAT:
      return load<float>(data, index);
    case DataType::kHALF:
      return fromHalf(load<uint16_t>(data, index));
    case DataType::kBF16:
      return fromBits(static_cast<uint32_t>(load<uint16_t>(data, index)) << 16);
    case DataType::kINT8:
      return load<int8_t>(data, index);
    case DataType::kUINT8:
    case DataType::kBOOL:
    case DataType::kFP8:
      return load<uint8_t>(data, index);
    case DataType::kINT32:
      return load<int32_t>(data, index);
    case DataType::kINT64:
      return static_cast<double>(load<int64_t>(data, index));
    case DataType::kINT4:
      return 0;
  }
  return 0;
}

void setElement(void* data, DataType type, int64_t index, double value) {
  float single = static_cast<float>(value);
  uint32_t bits;
  std::memcpy(&bits, &single, sizeof bits);
  switch (type) {
    case DataType::kFLOAT:
      return store(data, index, single);
    case DataType::kHALF:
      return store(data, index, toHalf(value));
    case DataType::kBF16:
      return store(data, index, static_cast<uint16_t>(bits >> 16));
    case DataType::kINT8:
      return store(data, index, static_cast<int8_t>(value));
    case DataType::kUINT8:
    case DataType::kBOOL:
    case DataType::kFP8:
      return store(data, index, static_cast<uint8_t>(value));
    case DataType::kINT32:
      return store(data, index, static_cast<int32_t>(value));
    case DataType::kINT64:
      return store(data, index, static_cast<int64_t>(value));
    case DataType::kINT4:
      return;
  }
}

}  // namespace standin
