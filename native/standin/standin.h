/*
 * STAND-IN FOR TESTS: not TensorRT, not CUDA, nothing of NVIDIA's inside; see README.md.
 *
 * How a test talks to the stand-in libraries. The functions live in libtrtcal_standin.so, on which each stand-in library
 * depends, so looking them up in any of the four finds the same ones with the same state. All are thread-safe.
 * README.md lists the knobs, kinds and counts.
 */
#ifndef TRTCAL_STANDIN_H
#define TRTCAL_STANDIN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Every knob to its default, every count to 0, the trace emptied, build ids from 1, CUDA's sticky error gone. Live objects
 * stay, and stay counted. Not while a build runs. */
void standin_reset(void);

/* What getInferLibVersion answers, such as 100600 (8.6.1 is 8601). The same as the knob "version". */
void standin_set_version(int32_t version);

/* 0: set. 1: there is no knob of this name. A build reads the knobs as it begins and keeps them. */
int32_t standin_set(const char* knob, int64_t value);

/* Objects alive now, of one kind or "all". -1: there is no such kind. */
int64_t standin_live(const char* kind);

/* What has been counted since the last reset. -1: there is no such count. */
int64_t standin_count(const char* what);

/*
 * The calls of all builds since the last reset, one a line, each line starting with the build's id and a space.
 * Writes at most capacity bytes with the closing NUL (capacity 0: nothing, buffer may be NULL) and returns the length of the
 * whole text without it.
 */
uint64_t standin_trace(char* buffer, uint64_t capacity);

#ifdef __cplusplus
}
#endif

#endif
