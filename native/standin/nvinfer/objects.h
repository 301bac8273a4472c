// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// The 16-byte objects that callers hold, and the way back from one to what stands behind it.
#ifndef STANDIN_NVINFER_OBJECTS_H
#define STANDIN_NVINFER_OBJECTS_H

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "control/control.h"
#include "tables/types.h"

namespace standin {

// The caller deletes it through its own table; the implementation goes with it.
template <class Interface, Kind kKind>
class CallerOwned final : public Interface {
 public:
  template <class Implementation>
  explicit CallerOwned(Implementation* implementation) {
    static_assert(sizeof(CallerOwned) == 16, "no room for more");
    this->impl = implementation;
    born(kKind, this);
  }
  ~CallerOwned() noexcept override {
    if (!died(kKind, this)) die("an object was deleted that is not alive");
    delete this->impl;
    this->impl = nullptr;
  }
};

// The library deletes it; a caller who does is stopped.
template <class Interface>
class LibraryOwned final : public Interface {
 public:
  ~LibraryOwned() noexcept override {
    if (this->impl != nullptr) die("the caller deleted an object that the library owns");
  }
};

// The library's hold on a LibraryOwned object.
template <class Interface, class Implementation>
class Kept {
 public:
  template <class... Arguments>
  explicit Kept(Arguments&&... arguments)
      : implementation_(std::make_unique<Implementation>(std::forward<Arguments>(arguments)...)),
        object_(std::make_unique<LibraryOwned<Interface>>()) {
    object_->impl = implementation_.get();
  }
  ~Kept() { object_->impl = nullptr; }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

  Implementation& operator*() const { return *implementation_; }
  Implementation* operator->() const { return implementation_.get(); }
  Interface* object() const { return object_.get(); }

 private:
  std::unique_ptr<Implementation> implementation_;
  std::unique_ptr<LibraryOwned<Interface>> object_;
};

// Stops a caller who passes an implementation pointer, a deleted object or one of another kind.
template <class Implementation, class Interface>
Implementation& behind(const Interface& object, Kind kind, const char* where) {
  if (!lives(kind, &object)) die(std::string(where) + ": an argument is no living public object of the right kind");
  return *static_cast<Implementation*>(object.impl);
}

// Tells an owner that dies before what it made.
class Offspring {
 public:
  int64_t alive() const { return *alive_; }

  class Share {
   public:
    explicit Share(const Offspring& parent) : alive_(parent.alive_) { ++*alive_; }
    ~Share() { --*alive_; }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

   private:
    std::shared_ptr<std::atomic<int64_t>> alive_;
  };

 private:
  std::shared_ptr<std::atomic<int64_t>> alive_ = std::make_shared<std::atomic<int64_t>>(0);
};

}  // namespace standin

#endif
