// The few functions of the CUDA runtime that the programs here call, found at run time: nothing of CUDA's is needed to build.
#ifndef TRTCAL_BENCH_CUDA_HPP
#define TRTCAL_BENCH_CUDA_HPP

#include <dlfcn.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>

class Cuda {
 public:
  // path: empty for the newest that the loader finds.
  explicit Cuda(const std::string& path) {
    for (const char* name : {path.c_str(), "libcudart.so.13", "libcudart.so.12"}) {
      if (library_ == nullptr && name[0] != '\0') library_ = dlopen(name, RTLD_NOW);
    }
    if (library_ == nullptr) check(-1, "the CUDA runtime is missing: dlopen");
    find(host_alloc, "cudaHostAlloc");
    find(free_host, "cudaFreeHost");
    find(malloc, "cudaMalloc");
    find(free, "cudaFree");
    find(memcpy_async, "cudaMemcpyAsync");
    find(stream_create, "cudaStreamCreateWithFlags");
    find(stream_destroy, "cudaStreamDestroy");
    find(stream_synchronize, "cudaStreamSynchronize");
  }

  void check(int status, const char* what) const {
    if (status == 0) return;
    std::fprintf(stderr, "%s answered %d\n", what, status);
    std::exit(1);
  }

  int (*host_alloc)(void** out, size_t bytes, unsigned flags);
  int (*free_host)(void* memory);
  int (*malloc)(void** out, size_t bytes);
  int (*free)(void* memory);
  int (*memcpy_async)(void* to, const void* from, size_t bytes, int kind, void* stream);
  int (*stream_create)(void** out, unsigned flags);
  int (*stream_destroy)(void* stream);
  int (*stream_synchronize)(void* stream);

 private:
  template <class Function>
  void find(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(library_, name));
    if (function == nullptr) check(-1, name);
  }

  void* library_ = nullptr;
};

#endif
