// A process that ends while a thread is inside TensorRT: exit() would destroy the libraries' objects under that thread.
#ifndef TRTCAL_PROCESS_EXIT_HPP
#define TRTCAL_PROCESS_EXIT_HPP

namespace trtcal {

// As long as it lives, a call is inside the shim.
class Inside {
 public:
  Inside() noexcept;
  ~Inside();
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
};

}  // namespace trtcal

#endif
