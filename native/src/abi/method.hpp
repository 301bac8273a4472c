// How a method of TensorRT is called by slot number.
//
// A public object is two words: its own table (the destructors only) and a pointer to the implementation object, whose
// table holds the methods. The ONNX parser's interfaces have no implementation object: their own table holds the
// methods. Single inheritance throughout, so no pointer ever needs adjusting.
#ifndef TRTCAL_ABI_METHOD_HPP
#define TRTCAL_ABI_METHOD_HPP

#include <cstring>
#include <string>
#include <type_traits>

#include "abi/types.hpp"
#include "failure.hpp"

namespace trtcal::abi {

struct INetworkDefinition;

enum class Table { kOfImplementation, kOwn };

// One entry of the slot table. Signature is result(parameters), without `this`; const is left out, since it does not
// change a call. `since` is the first series whose table has the slot.
template <class Interface, class Signature>
struct Method;

template <class Interface, class Result, class... Parameters>
struct Method<Interface, Result(Parameters...)> {
  const char* name;
  int32_t slot;
  int32_t since = kSeries10_0;
};

// 10.8 alone has addCumulative at slot 63 of the network's table, which moves 63..77 up by one; 10.9 put it at the end.
template <class Interface>
constexpr int32_t slot_in(int32_t slot, Release release) {
  const bool moved =
      std::is_same_v<Interface, INetworkDefinition> && release.series() == kSeries10_8 && slot >= 63 && slot <= 77;
  return moved ? slot + 1 : slot;
}

inline void* load_word(const void* address, size_t index) {
  void* word;
  std::memcpy(&word, static_cast<const char*>(address) + index * sizeof(void*), sizeof(void*));
  return word;
}

// The address of a function in the table that `object` begins with.
inline void* load_slot(const void* object, int32_t slot) {
  return load_word(load_word(object, 0), static_cast<size_t>(slot));
}

// Keeps a parameter's type out of deduction, so that an argument converts as in an ordinary call.
template <class T>
struct Exactly {
  using Type = T;
};

// An object of TensorRT's that somebody else owns, with the release that says which slots its tables have.
template <class Interface>
class Object {
 public:
  Object(Interface* pointer, Release release) : pointer_(pointer), release_(release) {}

  Interface* get() const { return pointer_; }
  Interface& operator*() const { return *pointer_; }
  Release release() const { return release_; }

  template <class Result, class... Parameters>
  Result call(const Method<Interface, Result(Parameters...)>& method,
              typename Exactly<Parameters>::Type... arguments) const {
    if (release_.series() < method.since) {
      throw Failure(TRTCAL_VERSION_REFUSED,
                    qualified(method) + " needs a newer TensorRT 10 than " + std::to_string(release_.number));
    }
    void* self = pointer_;
    if constexpr (Interface::kTable == Table::kOfImplementation) self = load_word(pointer_, 1);
    const auto function =
        reinterpret_cast<Result (*)(void*, Parameters...)>(load_slot(self, slot_in<Interface>(method.slot, release_)));
    return function(self, static_cast<Parameters>(arguments)...);
  }

 private:
  Interface* pointer_;
  Release release_;
};

// "IBuilder::createNetworkV2", for messages.
template <class Interface, class Signature>
std::string qualified(const Method<Interface, Signature>& method) {
  return std::string(Interface::kName) + "::" + method.name;
}

// An object that ends with its deleting destructor, which always stands in the public object's own table.
template <class Interface>
class Owned : public Object<Interface> {
 public:
  using Object<Interface>::Object;
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    if (this->get() == nullptr) return;
    reinterpret_cast<void (*)(void*)>(load_slot(this->get(), Interface::kDeletingDestructor))(this->get());
  }
};

}  // namespace trtcal::abi

#endif
