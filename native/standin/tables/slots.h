// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// How a slot is declared: in order, nothing left out. The compiler does the counting.
#ifndef STANDIN_TABLES_SLOTS_H
#define STANDIN_TABLES_SLOTS_H

namespace standin {
// Ends the process and says who was called: an unimplemented slot must never look like an answer.
[[noreturn]] void absent(const char* interface, const char* method) noexcept;
}  // namespace standin

#define STANDIN_SLOT(result, method, ...)                                  \
  virtual result method __VA_ARGS__ noexcept {                             \
    ::standin::absent(kInterface, #method);                                \
  }

// Slots that only later releases have. Real 10.6 tables end before them; here a call is caught and named.
#define STANDIN_PAST_END                                                   \
  STANDIN_SLOT(void, slot_0_past_the_end, ())                              \
  STANDIN_SLOT(void, slot_1_past_the_end, ())                              \
  STANDIN_SLOT(void, slot_2_past_the_end, ())                              \
  STANDIN_SLOT(void, slot_3_past_the_end, ())                              \
  STANDIN_SLOT(void, slot_4_past_the_end, ())                              \
  STANDIN_SLOT(void, slot_5_past_the_end, ())                              \
  STANDIN_SLOT(void, slot_6_past_the_end, ())                              \
  STANDIN_SLOT(void, slot_7_past_the_end, ())                              \
  STANDIN_SLOT(void, slot_8_past_the_end, ())                              \
  STANDIN_SLOT(void, slot_9_past_the_end, ())                              \
  STANDIN_SLOT(void, slot_10_past_the_end, ())                             \
  STANDIN_SLOT(void, slot_11_past_the_end, ())                             \
  STANDIN_SLOT(void, slot_12_past_the_end, ())                             \
  STANDIN_SLOT(void, slot_13_past_the_end, ())                             \
  STANDIN_SLOT(void, slot_14_past_the_end, ())                             \
  STANDIN_SLOT(void, slot_15_past_the_end, ())

#endif
