// How a failure inside the shim becomes a status: it is thrown as a Failure, and `guarded`, which every function of
// trtcal.h runs in, turns whatever is thrown into a status and a message.
#ifndef TRTCAL_FAILURE_HPP
#define TRTCAL_FAILURE_HPP

#include <exception>
#include <new>
#include <stdexcept>
#include <string>

#include "api.hpp"
#include "process_exit.hpp"

namespace trtcal {

class Failure : public std::runtime_error {
 public:
  Failure(trtcal_status status, const std::string& message) : std::runtime_error(message), status_(status) {}

  trtcal_status status() const noexcept { return status_; }

 private:
  trtcal_status status_;
};

// Fills *error, if there is one, with one line of UTF-8 that fits; answers the status.
int32_t report(trtcal_error* error, trtcal_status status, const char* function, const char* message) noexcept;

// Cuts text of `length` bytes, whose end may have been cut off anywhere, back to a whole UTF-8 character.
size_t whole_characters(const char* text, size_t length) noexcept;

template <class Body>
int32_t guarded(const char* function, trtcal_error* error, const Body& body) noexcept {
  const Inside call;
  try {
    body();
    return TRTCAL_OK;
  } catch (const Failure& failure) {
    return report(error, failure.status(), function, failure.what());
  } catch (const std::bad_alloc&) {
    return report(error, TRTCAL_INTERNAL, function, "out of memory");
  } catch (const std::exception& exception) {
    return report(error, TRTCAL_INTERNAL, function, exception.what());
  } catch (...) {
    return report(error, TRTCAL_INTERNAL, function, "an exception of unknown type");
  }
}

inline void require(bool holds, const std::string& otherwise) {
  if (!holds) throw Failure(TRTCAL_INVALID_ARGUMENT, otherwise);
}

// The pointer as a reference; refuses NULL.
template <class T>
T& required(T* pointer, const char* name) {
  if (pointer == nullptr) throw Failure(TRTCAL_INVALID_ARGUMENT, std::string(name) + " is NULL");
  return *pointer;
}

}  // namespace trtcal

#endif
