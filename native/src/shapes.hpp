// Shapes between trtcal.h and TensorRT.
#ifndef TRTCAL_SHAPES_HPP
#define TRTCAL_SHAPES_HPP

#include "abi/types.hpp"
#include "api.hpp"

namespace trtcal {

// Refuses a rank that is not 0 to 8.
abi::Dims to_tensorrt(const trtcal_dims* dims, const char* name);

// A rank of -1, unknown, stays.
trtcal_dims from_tensorrt(const abi::Dims& dims);

}  // namespace trtcal

#endif
