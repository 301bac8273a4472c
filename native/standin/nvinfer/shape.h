// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#ifndef STANDIN_NVINFER_SHAPE_H
#define STANDIN_NVINFER_SHAPE_H

#include <string>

#include "tables/types.h"

namespace standin {

using nvtables::DataType;
using nvtables::Dims;

bool isDynamic(const Dims& dims);
bool sameDims(const Dims& a, const Dims& b);
// Elements; 1 for rank 0.
int64_t volume(const Dims& dims);
Dims unknownDims();  // nbDims -1, TensorRT's answer for "no such tensor"
std::string text(const Dims& dims);
// The shape fits the pattern, in which -1 stands for any extent.
bool fits(const Dims& shape, const Dims& pattern);

// 0 for types below a byte.
int64_t elementBytes(DataType type);
bool isFloatingPoint(DataType type);
// Element `index` of an array, as a number.
double element(const void* data, DataType type, int64_t index);
void setElement(void* data, DataType type, int64_t index, double value);

}  // namespace standin

#endif
