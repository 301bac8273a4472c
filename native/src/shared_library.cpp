#include "shared_library.hpp"

#include <cstdlib>

#include "dl.hpp"
#include "failure.hpp"

namespace trtcal {

namespace {

std::string loader_message() {
  const char* message = dlerror();
  return message == nullptr ? "no reason given" : message;
}

std::string search_places() {
  const char* folders = std::getenv("LD_LIBRARY_PATH");
  const bool set = folders != nullptr && *folders != '\0';
  return std::string("the system's library search (LD_LIBRARY_PATH ") + (set ? "= " : "is not set") +
         (set ? folders : "") + ", the loader's cache, the standard folders)";
}

}  // namespace

SharedLibrary SharedLibrary::open(const char* path, const char* soname) {
  // RTLD_LOCAL: TensorRT's symbols must not meet those of another copy that the process holds, such as a Python
  // module's. The parser needs none of libnvinfer's in the global scope: it calls through tables, or is linked against
  // it.
  void* handle = dlopen(path == nullptr ? soname : path, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const std::string reason = loader_message();
    const std::string place = path == nullptr ? search_places() : path;
    const bool place_named = reason.compare(0, place.size(), place) == 0;
    throw Failure(TRTCAL_LIBRARY_MISSING,
                  std::string(soname) + " could not be loaded; tried: " + (place_named ? "" : place + ": ") + reason);
  }
  return SharedLibrary(handle, soname);
}

SharedLibrary::SharedLibrary(SharedLibrary&& other) noexcept : handle_(other.handle_), soname_(other.soname_) {
  other.handle_ = nullptr;
}

SharedLibrary::~SharedLibrary() {
  if (handle_ != nullptr) dlclose(handle_);
}

std::string SharedLibrary::path() const {
  const link_map* map = nullptr;
  if (dlinfo(handle_, RTLD_DI_LINKMAP, &map) != 0 || map == nullptr || map->l_name == nullptr) return soname_;
  return map->l_name;
}

void* SharedLibrary::find(const char* symbol) const { return dlsym(handle_, symbol); }

void* SharedLibrary::require_symbol(const char* symbol) const {
  void* address = find(symbol);
  if (address == nullptr) {
    throw Failure(TRTCAL_LIBRARY_MISSING,
                  std::string(soname_) + " at " + path() + " has no symbol " + symbol + ": " + loader_message());
  }
  return address;
}

}  // namespace trtcal
