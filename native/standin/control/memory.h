// STAND-IN FOR TESTS: not CUDA, nothing of NVIDIA's inside; see ../README.md.
// "Device" and pinned memory: plain host memory between guard bytes, filled with a pattern that no test mistakes for data.
#ifndef STANDIN_CONTROL_MEMORY_H
#define STANDIN_CONTROL_MEMORY_H

#include <cstddef>

#include "control/control.h"

namespace standin {

enum class Place { unknown, device, pinned };

struct Span {
  Place place = Place::unknown;
  bool fits = true;  // false: starts in a known block and runs past its end
};

// kind is Kind::device or Kind::pinned. Null when there is no memory.
void* allocate(Kind kind, size_t bytes);
// False when the address is no block of this kind. Counts a guard violation when a guard byte has changed.
bool release(Kind kind, void* block);
Span locate(const void* address, size_t bytes);
size_t deviceBytes();
// The block's size, 0 when it is none.
size_t blockSize(const void* block);
// Counts the blocks alive with a changed guard byte.
int64_t damagedBlocks();

}  // namespace standin

#endif
