// STAND-IN FOR TESTS: not CUDA, nothing of NVIDIA's inside; see ../README.md.
// Streams as queues that stand still until somebody waits: the slowest device that CUDA's rules allow. A buffer refilled or a
// batch read too early therefore shows wrong data in every run, not in one of a thousand.
#include <chrono>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "control/memory.h"
#include "cudart/runtime.h"

namespace standin::cuda {
namespace {

using Clock = std::chrono::steady_clock;

struct Stream;

// A place in a stream's order: "all that was queued up to here".
struct Mark {
  uint64_t stream = 0;
  uint64_t position = 0;
};

struct Work {
  void* to = nullptr;  // null: wait for the mark
  const void* from = nullptr;
  size_t bytes = 0;
  std::vector<unsigned char> taken;  // pageable source: CUDA has read it when the call returns
  Mark mark;
};

struct Stream {
  uint64_t id = 0;
  bool blocking = true;  // waits for the default stream, and is waited for by it
  uint64_t queued = 0;
  std::deque<Work> work;  // the last is number `queued`
  uint64_t done() const { return queued - work.size(); }
};

struct Event {
  bool recorded = false;
  bool timed = true;
  Mark mark;
  int64_t notReady = 0;
  Clock::time_point time;
};

constexpr unsigned kNonBlocking = 1;
constexpr unsigned kDisableTiming = 2;

struct Queues {
  std::mutex lock;
  uint64_t nextId = 1;
  std::map<uint64_t, std::unique_ptr<Stream>> streams;
  std::map<void*, std::unique_ptr<Event>> events;
  Queues() { streams[0] = std::make_unique<Stream>(); }

  // 0, 1 and 2 are CUDA's default streams; here they are one.
  Stream* find(void* handle) {
    auto address = reinterpret_cast<uintptr_t>(handle);
    if (address <= 2) return streams[0].get();
    for (const auto& [id, stream] : streams) {
      if (stream.get() == handle) return stream.get();
    }
    return nullptr;
  }
  Event* event(void* handle) {
    auto found = events.find(handle);
    return found == events.end() ? nullptr : found->second.get();
  }
  bool reached(const Mark& mark) {
    auto found = streams.find(mark.stream);
    return found == streams.end() || found->second->done() >= mark.position;
  }
  // The default stream and the blocking ones keep the order of the calls among themselves.
  void settleOthers(const Stream& stream) {
    if (!stream.blocking) return;
    for (const auto& [id, other] : streams) {
      if (other->blocking && (id == 0) != (stream.id == 0)) settle(*other, other->queued);
    }
  }
  void settle(Stream& stream, uint64_t position) {
    while (!stream.work.empty() && stream.done() < position) {
      Work next = std::move(stream.work.front());
      stream.work.pop_front();
      if (next.to != nullptr) {
        std::memcpy(next.to, next.taken.empty() ? next.from : next.taken.data(), next.bytes);
        count(Count::copies_done);
      } else {
        reach(next.mark);
      }
    }
  }
  void reach(const Mark& mark) {
    auto found = streams.find(mark.stream);
    if (found != streams.end()) settle(*found->second, mark.position);
  }
  void settleAll() {
    for (const auto& [id, stream] : streams) settle(*stream, stream->queued);
  }
};

Queues& queues() {
  static Queues* it = new Queues;
  return *it;
}

void queue(Stream& stream, Work work) {
  stream.work.push_back(std::move(work));
  ++stream.queued;
}

// A wait is where a real device reports what went wrong before it.
int waitFails() {
  if (!isTheOne(Knob::fail_sync_at)) return kSuccess;
  int error = static_cast<int>(knob(Knob::fail_sync_code));
  stick(error);
  return error;
}

bool overlaps(const void* a, size_t aBytes, const void* b, size_t bBytes) {
  auto x = reinterpret_cast<uintptr_t>(a);
  auto y = reinterpret_cast<uintptr_t>(b);
  return x < y + bBytes && y < x + aBytes;
}

bool isHost(Place place) { return place != Place::device; }

// Addresses must agree with the kind, and a known block must hold all the bytes.
bool isCopy(const Span& to, const Span& from, int kind) {
  if (!to.fits || !from.fits || kind < 0 || kind > 4) return false;
  if (kind == 4) return true;
  bool toDevice = kind == 1 || kind == 3;
  bool fromDevice = kind == 2 || kind == 3;
  return toDevice != isHost(to.place) && fromDevice != isHost(from.place);
}

int copy(void* to, const void* from, size_t bytes, int kind, void* handle, bool wait) {
  if (int error = blocked()) return error;
  if (bytes == 0) return kSuccess;
  if (to == nullptr || from == nullptr) return kInvalidValue;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  Stream* stream = all.find(handle);
  if (stream == nullptr) return kInvalidResourceHandle;
  Span target = locate(to, bytes);
  Span source = locate(from, bytes);
  if (!isCopy(target, source, kind)) {
    count(Count::refused_copies);
    return kInvalidValue;
  }
  if (isTheOne(Knob::fail_copy_at)) {
    int error = static_cast<int>(knob(Knob::fail_copy_code));
    stick(error);
    return error;
  }
  all.settleOthers(*stream);
  Work work;
  work.to = to;
  work.from = from;
  work.bytes = bytes;
  if (source.place == Place::unknown) {
    count(Count::pageable_copies);
    const auto* start = static_cast<const unsigned char*>(from);
    work.taken.assign(start, start + bytes);
  }
  queue(*stream, std::move(work));
  count(Count::copies_queued);
  // Into pageable memory CUDA returns when the bytes are there.
  if (wait || target.place == Place::unknown) all.settle(*stream, stream->queued);
  return kSuccess;
}

}  // namespace

int copyAsync(void* to, const void* from, size_t bytes, int kind, void* stream) {
  return copy(to, from, bytes, kind, stream, false);
}

int copyNow(void* to, const void* from, size_t bytes, int kind) { return copy(to, from, bytes, kind, nullptr, true); }

void settleBeforeFree(const void* block, size_t bytes) {
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  for (const auto& [id, stream] : all.streams) {
    for (const Work& work : stream->work) {
      bool reads = work.taken.empty() && overlaps(work.from, work.bytes, block, bytes);
      if (work.to != nullptr && (reads || overlaps(work.to, work.bytes, block, bytes))) {
        count(Count::freed_while_pending);
      }
    }
  }
  all.settleAll();
}

int createStream(void** handle, unsigned flags) {
  if (int error = blocked()) return error;
  if (handle == nullptr || flags > kNonBlocking) return kInvalidValue;
  if (failsNow(Knob::fail_stream_create)) return kMemoryAllocation;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  auto stream = std::make_unique<Stream>();
  stream->id = all.nextId++;
  stream->blocking = flags != kNonBlocking;
  *handle = stream.get();
  born(Kind::stream, stream.get());
  all.streams[stream->id] = std::move(stream);
  return kSuccess;
}

// Real CUDA lets queued work end by itself.
int destroyStream(void* handle) {
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  Stream* stream = all.find(handle);
  if (stream == nullptr || stream->id == 0) return kInvalidResourceHandle;
  all.settle(*stream, stream->queued);
  died(Kind::stream, stream);
  all.streams.erase(stream->id);
  return blocked();
}

int synchronizeStream(void* handle) {
  if (int error = blocked()) return error;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  Stream* stream = all.find(handle);
  if (stream == nullptr) return kInvalidResourceHandle;
  if (int error = waitFails()) return error;
  all.settle(*stream, stream->queued);
  return kSuccess;
}

int queryStream(void* handle) {
  if (int error = blocked()) return error;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  Stream* stream = all.find(handle);
  if (stream == nullptr) return kInvalidResourceHandle;
  if (stream->work.empty()) return kSuccess;
  all.settle(*stream, stream->queued);  // ready when asked the next time
  return kNotReady;
}

namespace {

// What an engine does first when it is enqueued: here streams stand still, so it has to be told to catch up.
int settleBeforeWork(void* handle) {
  if (int error = blocked()) return error;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  Stream* stream = all.find(handle);
  if (stream == nullptr) return kInvalidResourceHandle;
  all.settle(*stream, stream->queued);
  return kSuccess;
}

struct Announced {
  Announced() { setStreamSettler(settleBeforeWork); }
  ~Announced() { setStreamSettler(nullptr); }
} announced;

}  // namespace

int waitEvent(void* handle, void* eventHandle) {
  if (int error = blocked()) return error;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  Stream* stream = all.find(handle);
  Event* event = all.event(eventHandle);
  if (stream == nullptr || event == nullptr) return kInvalidResourceHandle;
  if (!event->recorded) return kSuccess;
  Work work;
  work.mark = event->mark;
  queue(*stream, std::move(work));
  return kSuccess;
}

int createEvent(void** handle, unsigned flags) {
  if (int error = blocked()) return error;
  if (handle == nullptr) return kInvalidValue;
  if (failsNow(Knob::fail_event_create)) return kMemoryAllocation;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  auto event = std::make_unique<Event>();
  event->timed = (flags & kDisableTiming) == 0;
  *handle = event.get();
  born(Kind::event, event.get());
  all.events[*handle] = std::move(event);
  return kSuccess;
}

int destroyEvent(void* handle) {
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  if (all.event(handle) == nullptr) return kInvalidResourceHandle;
  died(Kind::event, handle);
  all.events.erase(handle);
  return blocked();
}

int recordEvent(void* handle, void* streamHandle) {
  if (int error = blocked()) return error;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  Event* event = all.event(handle);
  Stream* stream = all.find(streamHandle);
  if (event == nullptr || stream == nullptr) return kInvalidResourceHandle;
  event->recorded = true;
  event->mark = {stream->id, stream->queued};
  event->notReady = knob(Knob::event_not_ready);
  event->time = Clock::now();
  return kSuccess;
}

int queryEvent(void* handle) {
  if (int error = blocked()) return error;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  Event* event = all.event(handle);
  if (event == nullptr) return kInvalidResourceHandle;
  if (!event->recorded || all.reached(event->mark)) return kSuccess;
  if (event->notReady > 0) {
    --event->notReady;
    return kNotReady;
  }
  all.reach(event->mark);
  return kSuccess;
}

int synchronizeEvent(void* handle) {
  if (int error = blocked()) return error;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  Event* event = all.event(handle);
  if (event == nullptr) return kInvalidResourceHandle;
  if (int error = waitFails()) return error;
  if (event->recorded) all.reach(event->mark);
  return kSuccess;
}

int elapsed(float* milliseconds, void* startHandle, void* endHandle) {
  if (int error = blocked()) return error;
  if (milliseconds == nullptr) return kInvalidValue;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  Event* start = all.event(startHandle);
  Event* end = all.event(endHandle);
  if (start == nullptr || end == nullptr || !start->recorded || !end->recorded || !start->timed || !end->timed) {
    return kInvalidResourceHandle;
  }
  if (!all.reached(start->mark) || !all.reached(end->mark)) return kNotReady;
  *milliseconds = std::chrono::duration<float, std::milli>(end->time - start->time).count();
  return kSuccess;
}

int synchronizeDevice() {
  if (int error = blocked()) return error;
  if (int error = waitFails()) return error;
  Queues& all = queues();
  std::lock_guard<std::mutex> lock(all.lock);
  all.settleAll();
  return kSuccess;
}

}  // namespace standin::cuda
