// STAND-IN FOR TESTS: not TensorRT, not CUDA, nothing of NVIDIA's inside; see ../README.md.
// The state the stand-in libraries share: knobs, counts, live objects, trace. standin.h is its face to tests.
#ifndef STANDIN_CONTROL_CONTROL_H
#define STANDIN_CONTROL_CONTROL_H

#include <cstdint>
#include <string>
#include <vector>

namespace standin {

enum class Knob : int {
#define KNOB(name, value) name,
#include "control/knobs.inc"
#undef KNOB
};

enum class Count : int {
#define COUNT(name) name,
#include "control/counts.inc"
#undef COUNT
};

enum class Kind : int {
  builder, network, config, profile, parser, runtime, engine, context, inspector, host_memory, timing_cache, device, pinned,
  stream, event
};

int64_t knob(Knob knob);

// The knobs as they were at one moment: what a build keeps to.
class KnobSnapshot {
 public:
  KnobSnapshot();
  int64_t operator[](Knob knob) const { return values_[static_cast<size_t>(knob)]; }

 private:
  std::vector<int64_t> values_;
};

// For the knobs that count down: true when this call has to fail.
bool failsNow(Knob knob);
// For the knobs that name an occurrence from now on (1 = the next): true when this is the one.
bool isTheOne(Knob knob);

void count(Count what, int64_t n = 1);

// Adds or takes away an object by the address its user knows.
void born(Kind kind, const void* object);
bool died(Kind kind, const void* object);
bool lives(Kind kind, const void* object);

int32_t nextBuild();
void trace(int32_t build, const std::string& line);

// Grows with each reset, so that a library can drop what it keeps itself.
uint64_t resets();

// What has to be done before work on a stream: all that the stream was given. The CUDA runtime's stand-in says how, once
// it is loaded; without it there are no streams.
void setStreamSettler(int (*settle)(void* stream));
int settleStream(void* stream);

// Ends the process with this message: the caller broke the binary interface, and no answer would be right.
[[noreturn]] void die(const std::string& message) noexcept;

}  // namespace standin

#endif
