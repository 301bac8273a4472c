// STAND-IN FOR TESTS: not CUDA, nothing of NVIDIA's inside; see ../README.md.
#include "control/memory.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

namespace standin {
namespace {

constexpr size_t kGuard = 256;             // keeps cudaMalloc's alignment
constexpr unsigned char kGuardByte = 0xA5;
constexpr unsigned char kFill = 0x7B;      // as float 1.3e36: shows when a copy has not been waited for

struct Block {
  Kind kind;
  size_t bytes;
};

struct Blocks {
  std::mutex lock;
  std::map<uintptr_t, Block> byAddress;
  size_t deviceBytes = 0;
};

Blocks& blocks() {
  static Blocks* it = new Blocks;
  return *it;
}

bool intact(const unsigned char* block, size_t bytes) {
  for (size_t i = 0; i < kGuard; ++i) {
    if (block[i - kGuard] != kGuardByte || block[bytes + i] != kGuardByte) return false;
  }
  return true;
}

const unsigned char* pointer(uintptr_t address) { return reinterpret_cast<const unsigned char*>(address); }

}  // namespace

void* allocate(Kind kind, size_t bytes) {
  if (bytes > SIZE_MAX - 4 * kGuard) return nullptr;
  size_t whole = (bytes + 2 * kGuard + kGuard - 1) / kGuard * kGuard;
  auto* base = static_cast<unsigned char*>(std::aligned_alloc(kGuard, whole));
  if (base == nullptr) return nullptr;
  std::memset(base, kGuardByte, kGuard);
  std::memset(base + kGuard, kFill, bytes);
  std::memset(base + kGuard + bytes, kGuardByte, kGuard);
  unsigned char* block = base + kGuard;
  Blocks& all = blocks();
  {
    std::lock_guard<std::mutex> lock(all.lock);
    all.byAddress[reinterpret_cast<uintptr_t>(block)] = {kind, bytes};
    if (kind == Kind::device) all.deviceBytes += bytes;
  }
  born(kind, block);
  return block;
}

bool release(Kind kind, void* block) {
  Blocks& all = blocks();
  size_t bytes;
  {
    std::lock_guard<std::mutex> lock(all.lock);
    auto found = all.byAddress.find(reinterpret_cast<uintptr_t>(block));
    if (found == all.byAddress.end() || found->second.kind != kind) return false;
    bytes = found->second.bytes;
    if (kind == Kind::device) all.deviceBytes -= bytes;
    all.byAddress.erase(found);
  }
  auto* start = static_cast<unsigned char*>(block);
  if (!intact(start, bytes)) count(Count::guard_violations);
  died(kind, block);
  std::free(start - kGuard);
  return true;
}

Span locate(const void* address, size_t bytes) {
  auto start = reinterpret_cast<uintptr_t>(address);
  Blocks& all = blocks();
  std::lock_guard<std::mutex> lock(all.lock);
  auto after = all.byAddress.upper_bound(start);
  if (after == all.byAddress.begin()) return {};
  auto block = std::prev(after);
  size_t offset = start - block->first;
  if (offset >= block->second.bytes) return {};
  Span span;
  span.place = block->second.kind == Kind::device ? Place::device : Place::pinned;
  span.fits = bytes <= block->second.bytes - offset;
  return span;
}

size_t deviceBytes() {
  Blocks& all = blocks();
  std::lock_guard<std::mutex> lock(all.lock);
  return all.deviceBytes;
}

size_t blockSize(const void* block) {
  Blocks& all = blocks();
  std::lock_guard<std::mutex> lock(all.lock);
  auto found = all.byAddress.find(reinterpret_cast<uintptr_t>(block));
  return found == all.byAddress.end() ? 0 : found->second.bytes;
}

int64_t damagedBlocks() {
  Blocks& all = blocks();
  std::lock_guard<std::mutex> lock(all.lock);
  int64_t damaged = 0;
  for (const auto& [address, block] : all.byAddress) {
    if (!intact(pointer(address), block.bytes)) ++damaged;
  }
  return damaged;
}

}  // namespace standin
