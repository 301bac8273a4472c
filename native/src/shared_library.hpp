// A library loaded with dlopen. It is unloaded again unless `keep` is called: a refused libnvinfer that stayed would be
// taken, by its name, for the libnvinfer.so.10 that the next parser is linked against.
#ifndef TRTCAL_SHARED_LIBRARY_HPP
#define TRTCAL_SHARED_LIBRARY_HPP

#include <string>

namespace trtcal {

class SharedLibrary {
 public:
  // From `path` alone, or, when it is NULL, wherever the system's search finds `soname`. Throws a Failure of
  // TRTCAL_LIBRARY_MISSING that lists what was tried.
  static SharedLibrary open(const char* path, const char* soname);

  SharedLibrary(SharedLibrary&& other) noexcept;
  SharedLibrary(const SharedLibrary&) = delete;
  SharedLibrary& operator=(const SharedLibrary&) = delete;
  ~SharedLibrary();

  // Leaves it loaded until the process ends.
  void keep() noexcept { handle_ = nullptr; }

  // Where the loader found it.
  std::string path() const;

  // NULL when neither the library nor one that it needs has the symbol.
  void* find(const char* symbol) const;

  // Throws a Failure of TRTCAL_LIBRARY_MISSING that names the symbol.
  template <class Function>
  Function* function(const char* symbol) const {
    return reinterpret_cast<Function*>(require_symbol(symbol));
  }

 private:
  SharedLibrary(void* handle, const char* soname) : handle_(handle), soname_(soname) {}
  void* require_symbol(const char* symbol) const;

  void* handle_;
  const char* soname_;
};

}  // namespace trtcal

#endif
