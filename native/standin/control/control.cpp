// STAND-IN FOR TESTS: not TensorRT, not CUDA, nothing of NVIDIA's inside; see ../README.md.
#include "control/control.h"

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

#include "control/memory.h"
#include "standin.h"
#include "tables/slots.h"

namespace standin {
namespace {

struct Named {
  const char* name;
  int64_t value;
};

constexpr Named kKnobs[] = {
#define KNOB(name, value) {#name, value},
#include "control/knobs.inc"
#undef KNOB
};
constexpr const char* kCounts[] = {
#define COUNT(name) #name,
#include "control/counts.inc"
#undef COUNT
};
constexpr const char* kKinds[] = {"builder", "network", "config",      "profile", "parser", "runtime", "engine",
                                  "context", "inspector", "host_memory", "timing_cache", "device", "pinned", "stream", "event"};
constexpr int kKnobCount = sizeof(kKnobs) / sizeof(kKnobs[0]);
constexpr int kCountCount = sizeof(kCounts) / sizeof(kCounts[0]);
constexpr int kKindCount = sizeof(kKinds) / sizeof(kKinds[0]);
constexpr size_t kTraceLimit = 4 << 20;

struct State {
  std::array<std::atomic<int64_t>, kKnobCount> knobs{};
  std::array<std::atomic<int64_t>, kCountCount> counts{};
  std::atomic<uint64_t> resets{0};
  std::atomic<int32_t> builds{0};
  std::mutex traceLock;
  std::string trace;
  std::mutex liveLock;
  std::map<const void*, Kind> live;
  std::array<int64_t, kKindCount> liveCounts{};
  std::atomic<int (*)(void*)> settler{nullptr};

  State() { setDefaults(); }

  void setDefaults() {
    for (int i = 0; i < kKnobCount; ++i) knobs[i] = kKnobs[i].value;
  }
};

// Never destroyed: objects may still be given back while the process ends.
State& state() {
  static State* it = new State;
  return *it;
}

std::atomic<int64_t>& slot(Knob knob) { return state().knobs[static_cast<int>(knob)]; }

}  // namespace

int64_t knob(Knob knob) { return slot(knob); }

KnobSnapshot::KnobSnapshot() {
  for (int i = 0; i < kKnobCount; ++i) values_.push_back(state().knobs[i]);
}

bool failsNow(Knob knob) {
  int64_t left = slot(knob);
  while (left > 0) {
    if (slot(knob).compare_exchange_weak(left, left - 1)) return true;
  }
  return left < 0;
}

bool isTheOne(Knob knob) {
  int64_t left = slot(knob);
  while (left > 0) {
    if (slot(knob).compare_exchange_weak(left, left - 1)) return left == 1;
  }
  return false;
}

void count(Count what, int64_t n) { state().counts[static_cast<int>(what)] += n; }

void born(Kind kind, const void* object) {
  State& s = state();
  std::lock_guard<std::mutex> lock(s.liveLock);
  s.live[object] = kind;
  ++s.liveCounts[static_cast<int>(kind)];
}

bool died(Kind kind, const void* object) {
  State& s = state();
  std::lock_guard<std::mutex> lock(s.liveLock);
  auto found = s.live.find(object);
  if (found == s.live.end() || found->second != kind) return false;
  s.live.erase(found);
  --s.liveCounts[static_cast<int>(kind)];
  return true;
}

bool lives(Kind kind, const void* object) {
  State& s = state();
  std::lock_guard<std::mutex> lock(s.liveLock);
  auto found = s.live.find(object);
  return found != s.live.end() && found->second == kind;
}

int32_t nextBuild() { return ++state().builds; }

void trace(int32_t build, const std::string& line) {
  if (knob(Knob::trace) == 0) return;
  State& s = state();
  std::lock_guard<std::mutex> lock(s.traceLock);
  if (s.trace.size() > kTraceLimit) {
    count(Count::trace_lines_dropped);
    return;
  }
  s.trace += std::to_string(build) + ' ' + line + '\n';
}

uint64_t resets() { return state().resets; }

void setStreamSettler(int (*settle)(void* stream)) { state().settler = settle; }

int settleStream(void* stream) {
  auto* settle = state().settler.load();
  return settle == nullptr ? 0 : settle(stream);
}

void die(const std::string& message) noexcept {
  std::fprintf(stderr, "stand-in: %s\n", message.c_str());
  std::fflush(stderr);
  std::abort();
}

void absent(const char* interface, const char* method) noexcept {
  die(std::string("the caller used ") + interface + "::" + method +
      ", which the stand-in does not have: a wrong slot number, or a method to be added");
}

}  // namespace standin

using standin::state;

void standin_reset(void) {
  auto& s = state();
  s.setDefaults();
  for (auto& each : s.counts) each = 0;
  s.builds = 0;
  ++s.resets;
  std::lock_guard<std::mutex> lock(s.traceLock);
  s.trace.clear();
}

void standin_set_version(int32_t version) { standin_set("version", version); }

int32_t standin_set(const char* knob, int64_t value) {
  for (int i = 0; i < standin::kKnobCount; ++i) {
    if (std::strcmp(standin::kKnobs[i].name, knob) == 0) {
      state().knobs[i] = value;
      return 0;
    }
  }
  return 1;
}

int64_t standin_live(const char* kind) {
  auto& s = state();
  std::lock_guard<std::mutex> lock(s.liveLock);
  if (std::strcmp(kind, "all") == 0) return static_cast<int64_t>(s.live.size());
  for (int i = 0; i < standin::kKindCount; ++i) {
    if (std::strcmp(standin::kKinds[i], kind) == 0) return s.liveCounts[i];
  }
  return -1;
}

int64_t standin_count(const char* what) {
  for (int i = 0; i < standin::kCountCount; ++i) {
    if (std::strcmp(standin::kCounts[i], what) != 0) continue;
    int64_t counted = state().counts[i];
    // A block still in use is looked at now; a freed one was looked at then.
    if (i == static_cast<int>(standin::Count::guard_violations)) counted += standin::damagedBlocks();
    return counted;
  }
  return -1;
}

uint64_t standin_trace(char* buffer, uint64_t capacity) {
  auto& s = state();
  std::lock_guard<std::mutex> lock(s.traceLock);
  if (capacity > 0) {
    size_t n = s.trace.size() < capacity ? s.trace.size() : static_cast<size_t>(capacity - 1);
    std::memcpy(buffer, s.trace.data(), n);
    buffer[n] = '\0';
  }
  return s.trace.size();
}
