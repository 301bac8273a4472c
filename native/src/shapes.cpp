#include "shapes.hpp"

#include <algorithm>

#include "failure.hpp"

namespace trtcal {

abi::Dims to_tensorrt(const trtcal_dims* dims, const char* name) {
  const trtcal_dims& shape = required(dims, name);
  require(shape.rank >= 0 && shape.rank <= TRTCAL_MAX_DIMS,
          std::string(name) + " has rank " + std::to_string(shape.rank) + ", which is not 0 to 8");
  abi::Dims result{};
  result.nb_dims = shape.rank;
  std::copy_n(shape.extent, shape.rank, result.d);
  return result;
}

trtcal_dims from_tensorrt(const abi::Dims& dims) {
  trtcal_dims result{};
  result.rank = std::clamp<int32_t>(dims.nb_dims, -1, TRTCAL_MAX_DIMS);
  std::copy_n(dims.d, std::max<int32_t>(result.rank, 0), result.extent);
  return result;
}

}  // namespace trtcal
