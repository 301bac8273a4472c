// STAND-IN FOR TESTS: not CUDA, nothing of NVIDIA's inside; see ../README.md.
// libcudart's functions about streams, events and copies.
#include "cudart/runtime.h"

using namespace standin::cuda;

extern "C" {

int cudaStreamCreate(void** stream) { return finish(createStream(stream, 0)); }
int cudaStreamCreateWithFlags(void** stream, unsigned flags) { return finish(createStream(stream, flags)); }
int cudaStreamDestroy(void* stream) { return finish(destroyStream(stream)); }
int cudaStreamSynchronize(void* stream) { return finish(synchronizeStream(stream)); }
int cudaStreamQuery(void* stream) { return finish(queryStream(stream)); }
int cudaStreamWaitEvent(void* stream, void* event, unsigned) { return finish(waitEvent(stream, event)); }

int cudaEventCreate(void** event) { return finish(createEvent(event, 0)); }
int cudaEventCreateWithFlags(void** event, unsigned flags) { return finish(createEvent(event, flags)); }
int cudaEventDestroy(void* event) { return finish(destroyEvent(event)); }
int cudaEventRecord(void* event, void* stream) { return finish(recordEvent(event, stream)); }
int cudaEventQuery(void* event) { return finish(queryEvent(event)); }
int cudaEventSynchronize(void* event) { return finish(synchronizeEvent(event)); }
int cudaEventElapsedTime(float* milliseconds, void* start, void* end) { return finish(elapsed(milliseconds, start, end)); }

int cudaDeviceSynchronize() { return finish(synchronizeDevice()); }

int cudaMemcpyAsync(void* to, const void* from, size_t bytes, int kind, void* stream) {
  return finish(copyAsync(to, from, bytes, kind, stream));
}
int cudaMemcpy(void* to, const void* from, size_t bytes, int kind) { return finish(copyNow(to, from, bytes, kind)); }

}  // extern "C"
