#include "failure.hpp"

#include <cstdio>
#include <cstring>

namespace trtcal {

size_t whole_characters(const char* text, size_t length) noexcept {
  size_t lead = length;
  while (lead > 0 && length - lead < 4) {
    --lead;
    const auto byte = static_cast<unsigned char>(text[lead]);
    if ((byte & 0xC0u) == 0x80u) continue;
    const size_t wanted = byte < 0x80u ? 1 : byte >= 0xF0u ? 4 : byte >= 0xE0u ? 3 : byte >= 0xC0u ? 2 : 1;
    return length - lead >= wanted ? length : lead;
  }
  return length;
}

int32_t report(trtcal_error* error, trtcal_status status, const char* function, const char* message) noexcept {
  if (error == nullptr) return status;
  error->status = status;
  // These two are mistakes of the caller's code or of the shim's: the function is what one looks for. The others name
  // TensorRT's call or the file themselves.
  const bool name_function = status == TRTCAL_INVALID_ARGUMENT || status == TRTCAL_INTERNAL;
  const int wanted = std::snprintf(error->message, sizeof error->message, "%s%s%s", name_function ? function : "",
                                   name_function ? ": " : "", message);
  if (wanted < 0) error->message[0] = '\0';
  const size_t length = whole_characters(error->message, std::strlen(error->message));
  error->message[length] = '\0';
  for (size_t i = 0; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(error->message[i]);
    if (byte < 0x20u || byte == 0x7Fu) error->message[i] = ' ';
  }
  return status;
}

}  // namespace trtcal
