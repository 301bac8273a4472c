// The inputs of the batch before. TensorRT names the same ones in every batch, and has their text anew.
#ifndef TRTCAL_INPUT_NAMES_HPP
#define TRTCAL_INPUT_NAMES_HPP

#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <vector>

namespace trtcal {

class InputNames {
 public:
  int32_t count() const noexcept { return static_cast<int32_t>(names_.size()); }

  bool is(int32_t index, const char* name) const noexcept {
    return name != nullptr && std::strcmp(name, names_[static_cast<size_t>(index)].c_str()) == 0;
  }

  // False where there is no memory for it: none are kept then.
  bool keep(const char* const* names, int32_t count) noexcept try {
    names_.clear();
    for (int32_t i = 0; i < count; ++i) names_.emplace_back(names[i] == nullptr ? "" : names[i]);
    return true;
  } catch (const std::bad_alloc&) {
    names_.clear();
    return false;
  }

  void forget() noexcept { names_.clear(); }

 private:
  std::vector<std::string> names_;
};

}  // namespace trtcal

#endif
