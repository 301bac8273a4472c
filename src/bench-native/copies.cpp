// The C++ loop that CopyBenchmark compares: so many copies from the host to the device, each waited for.
#include <chrono>
#include <cstdint>

#include "cuda.hpp"

extern "C" int64_t bench_copies(const char* cudart, void* device, const void* host, uint64_t bytes, int64_t times) {
  static const Cuda cuda(cudart);
  static void* const stream = [] {
    void* made;
    cuda.check(cuda.stream_create(&made, 1), "cudaStreamCreateWithFlags");
    return made;
  }();
  const auto start = std::chrono::steady_clock::now();
  for (int64_t i = 0; i < times; ++i) {
    cuda.check(cuda.memcpy_async(device, host, bytes, 1, stream), "cudaMemcpyAsync");
    cuda.check(cuda.stream_synchronize(stream), "cudaStreamSynchronize");
  }
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start).count();
}
