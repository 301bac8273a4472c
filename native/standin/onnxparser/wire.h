// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// Protobuf's wire format, as much of it as reading an ONNX file takes.
#ifndef STANDIN_ONNXPARSER_WIRE_H
#define STANDIN_ONNXPARSER_WIRE_H

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace standin::wire {

struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One message; a view of the caller's bytes.
class Message {
 public:
  Message(const unsigned char* data, size_t size) : at_(data), end_(data + size) {}

  // False at the end. Throws Malformed for what is no field.
  bool next() {
    if (at_ == end_) return false;
    uint64_t key = varint();
    number_ = static_cast<uint32_t>(key >> 3);
    type_ = static_cast<uint32_t>(key & 7);
    if (number_ == 0 || key >> 32 != 0) throw Malformed("no such field");
    switch (type_) {
      case 0:
        value_ = varint();
        break;
      case 1:
        skip(8);
        break;
      case 2: {
        uint64_t length = varint();
        start_ = at_;
        skip(length);
        break;
      }
      case 5:
        skip(4);
        break;
      default:
        throw Malformed("no such wire type");
    }
    return true;
  }

  uint32_t number() const { return number_; }
  uint64_t integer() const {
    need(0);
    return value_;
  }
  Message message() const {
    need(2);
    return Message(start_, static_cast<size_t>(at_ - start_));
  }
  std::string text() const {
    need(2);
    return std::string(reinterpret_cast<const char*>(start_), static_cast<size_t>(at_ - start_));
  }

 private:
  void need(uint32_t type) const {
    if (type_ != type) throw Malformed("a field of another type");
  }
  void skip(uint64_t bytes) {
    if (bytes > static_cast<uint64_t>(end_ - at_)) throw Malformed("cut off");
    at_ += bytes;
  }
  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at_ == end_) throw Malformed("cut off");
      unsigned char byte = *at_++;
      if (shift < 64) value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    throw Malformed("a number without an end");
  }

  const unsigned char* at_;
  const unsigned char* end_;
  const unsigned char* start_ = nullptr;
  uint32_t number_ = 0;
  uint32_t type_ = 0;
  uint64_t value_ = 0;
};

}  // namespace standin::wire

#endif
