// STAND-IN FOR TESTS: not CUDA, nothing of NVIDIA's inside; see ../README.md.
// The functions' common ground: error codes, and the check that every call begins with.
#ifndef STANDIN_CUDART_RUNTIME_H
#define STANDIN_CUDART_RUNTIME_H

#include <cstddef>

#include "control/control.h"

namespace standin::cuda {

// cudaError_t.
enum Error : int {
  kSuccess = 0,
  kInvalidValue = 1,
  kMemoryAllocation = 2,
  kInsufficientDriver = 35,
  kNoDevice = 100,
  kInvalidDevice = 101,
  kInvalidResourceHandle = 400,
  kNotReady = 600,
  kIllegalAddress = 700,
  kUnknown = 999
};

// What a call has to answer before it does anything: no driver, no device, or a sticky error.
int blocked();
// Remembers a failure for cudaGetLastError and counts it; hands it through. NotReady is no failure.
int finish(int error);
// From here on every call answers this, as after a fault on a real device.
void stick(int error);
int lastError(bool forget);

// Streams and events, behind their opaque handles. Bytes of queued copies move when somebody waits.
int createStream(void** stream, unsigned flags);
int destroyStream(void* stream);
int synchronizeStream(void* stream);
int queryStream(void* stream);
int waitEvent(void* stream, void* event);
int createEvent(void** event, unsigned flags);
int destroyEvent(void* event);
int recordEvent(void* event, void* stream);
int queryEvent(void* event);
int synchronizeEvent(void* event);
int elapsed(float* milliseconds, void* start, void* end);
int synchronizeDevice();

// cudaMemcpyKind: 0 host to host, 1 host to device, 2 device to host, 3 device to device, 4 told from the addresses.
int copyAsync(void* to, const void* from, size_t bytes, int kind, void* stream);
int copyNow(void* to, const void* from, size_t bytes, int kind);
// Real CUDA waits before it frees; the work that had to be waited for is counted as a mistake.
void settleBeforeFree(const void* block, size_t bytes);

}  // namespace standin::cuda

#endif
