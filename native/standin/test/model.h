// STAND-IN FOR TESTS; see ../README.md. A small ONNX file, written by hand: x -> Conv -> c -> Relu -> y.
#ifndef STANDIN_TEST_MODEL_H
#define STANDIN_TEST_MODEL_H

#include <cstdint>
#include <string>
#include <vector>

namespace model {

inline std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}
inline std::string field(int number, uint64_t value) { return varint(static_cast<uint64_t>(number) << 3) + varint(value); }
inline std::string field(int number, const std::string& bytes) {
  return varint(static_cast<uint64_t>(number) << 3 | 2) + varint(bytes.size()) + bytes;
}

// A negative extent is a symbolic one.
inline std::string value(const std::string& name, const std::vector<int64_t>& dims) {
  std::string shape;
  for (int64_t extent : dims) {
    shape += field(1, extent < 0 ? field(2, std::string("N")) : field(1, static_cast<uint64_t>(extent)));
  }
  return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)));
}

inline std::string node(const std::string& name, const std::string& op, const std::string& in, const std::string& out) {
  return field(1, in) + field(2, out) + field(3, name) + field(4, op);
}

inline std::string onnx(int64_t batch, const std::string& firstOp = "Conv", const std::string& secondOp = "Relu") {
  std::string graph = field(1, node("first", firstOp, "x", "c")) + field(1, node("second", secondOp, "c", "y")) +
                      field(5, field(8, std::string("w"))) + field(11, value("x", {batch, 2, 3})) +
                      field(11, value("w", {4})) + field(12, value("y", {batch, 5}));
  return field(1, 8) + field(7, graph) + field(8, field(2, 17));
}

}  // namespace model

#endif
