/*
 * The part of ONNX Runtime's C API that trtcal calls, declared by us so that the bindings need no ONNX Runtime header.
 *
 * OrtApi is a table of function pointers that only grows at its end: an entry keeps its place for ever. Places were read
 * from ONNX Runtime's public header of API version 13 and hold for every later version; the number behind each entry is
 * its place. What is not called is padding. At load the library is asked for API version 13, which every ONNX Runtime
 * from 1.13 on answers, and is refused when it does not.
 */
#ifndef TRTCAL_ONNXRUNTIME_H
#define TRTCAL_ONNXRUNTIME_H

#include <stddef.h>
#include <stdint.h>

enum { TRTCAL_ORT_API_VERSION = 13 };

typedef struct OrtEnv OrtEnv;
typedef struct OrtStatus OrtStatus;
typedef struct OrtSession OrtSession;
typedef struct OrtSessionOptions OrtSessionOptions;
typedef struct OrtRunOptions OrtRunOptions;
typedef struct OrtValue OrtValue;
typedef struct OrtMemoryInfo OrtMemoryInfo;
typedef struct OrtAllocator OrtAllocator;
typedef struct OrtTypeInfo OrtTypeInfo;
typedef struct OrtTensorTypeAndShapeInfo OrtTensorTypeAndShapeInfo;

/* Element types of a tensor. */
enum {
  ORT_FLOAT = 1, ORT_UINT8 = 2, ORT_INT8 = 3, ORT_INT32 = 6, ORT_INT64 = 7, ORT_BOOL = 9, ORT_FLOAT16 = 10, ORT_DOUBLE = 11,
  ORT_BFLOAT16 = 16
};

/* Severities: only warnings and worse interest us. */
enum { ORT_WARNING = 2, ORT_ERROR = 3 };

/* Graph optimization levels. */
enum { ORT_OPTIMIZE_NOTHING = 0, ORT_OPTIMIZE_BASIC = 1, ORT_OPTIMIZE_EXTENDED = 2, ORT_OPTIMIZE_ALL = 99 };

/* Allocator and memory kinds for tensors over memory of our own. */
enum { ORT_DEVICE_ALLOCATOR = 0, ORT_MEMORY_DEFAULT = 0 };

typedef struct OrtApi {
  const void* unused_0;
  int32_t (*GetErrorCode)(const OrtStatus* status); /* 1 */
  const char* (*GetErrorMessage)(const OrtStatus* status); /* 2 */
  OrtStatus* (*CreateEnv)(int32_t log_severity, const char* log_id, OrtEnv** out); /* 3 */
  const void* unused_4_5[2];
  OrtStatus* (*DisableTelemetryEvents)(const OrtEnv* env); /* 6 */
  OrtStatus* (*CreateSession)(const OrtEnv* env, const char* path, const OrtSessionOptions* options, OrtSession** out); /* 7 */
  OrtStatus* (*CreateSessionFromArray)(const OrtEnv* env, const void* model, size_t bytes, const OrtSessionOptions* options, OrtSession** out); /* 8 */
  OrtStatus* (*Run)(OrtSession* session, const OrtRunOptions* options, const char* const* input_names, const OrtValue* const* inputs, size_t input_count, const char* const* output_names, size_t output_count, OrtValue** outputs); /* 9 */
  OrtStatus* (*CreateSessionOptions)(OrtSessionOptions** out); /* 10 */
  OrtStatus* (*SetOptimizedModelFilePath)(OrtSessionOptions* options, const char* path); /* 11 */
  const void* unused_12_16[5];
  OrtStatus* (*DisableMemPattern)(OrtSessionOptions* options); /* 17 */
  const void* unused_18;
  OrtStatus* (*DisableCpuMemArena)(OrtSessionOptions* options); /* 19 */
  const void* unused_20_21[2];
  OrtStatus* (*SetSessionLogSeverityLevel)(OrtSessionOptions* options, int32_t severity); /* 22 */
  OrtStatus* (*SetSessionGraphOptimizationLevel)(OrtSessionOptions* options, int32_t level); /* 23 */
  OrtStatus* (*SetIntraOpNumThreads)(OrtSessionOptions* options, int32_t threads); /* 24 */
  OrtStatus* (*SetInterOpNumThreads)(OrtSessionOptions* options, int32_t threads); /* 25 */
  const void* unused_26_29[4];
  OrtStatus* (*SessionGetInputCount)(const OrtSession* session, size_t* out); /* 30 */
  OrtStatus* (*SessionGetOutputCount)(const OrtSession* session, size_t* out); /* 31 */
  const void* unused_32;
  OrtStatus* (*SessionGetInputTypeInfo)(const OrtSession* session, size_t index, OrtTypeInfo** out); /* 33 */
  OrtStatus* (*SessionGetOutputTypeInfo)(const OrtSession* session, size_t index, OrtTypeInfo** out); /* 34 */
  const void* unused_35;
  OrtStatus* (*SessionGetInputName)(const OrtSession* session, size_t index, OrtAllocator* allocator, char** out); /* 36 */
  OrtStatus* (*SessionGetOutputName)(const OrtSession* session, size_t index, OrtAllocator* allocator, char** out); /* 37 */
  const void* unused_38;
  OrtStatus* (*CreateRunOptions)(OrtRunOptions** out); /* 39 */
  const void* unused_40_45[6];
  OrtStatus* (*RunOptionsSetTerminate)(OrtRunOptions* options); /* 46 */
  const void* unused_47_48[2];
  OrtStatus* (*CreateTensorWithDataAsOrtValue)(const OrtMemoryInfo* info, void* data, size_t bytes, const int64_t* shape, size_t rank, int32_t element_type, OrtValue** out); /* 49 */
  OrtStatus* (*IsTensor)(const OrtValue* value, int32_t* out); /* 50 */
  OrtStatus* (*GetTensorMutableData)(OrtValue* value, void** out); /* 51 */
  const void* unused_52_54[3];
  OrtStatus* (*CastTypeInfoToTensorInfo)(const OrtTypeInfo* info, const OrtTensorTypeAndShapeInfo** out); /* 55 */
  const void* unused_56_59[4];
  OrtStatus* (*GetTensorElementType)(const OrtTensorTypeAndShapeInfo* info, int32_t* out); /* 60 */
  OrtStatus* (*GetDimensionsCount)(const OrtTensorTypeAndShapeInfo* info, size_t* out); /* 61 */
  OrtStatus* (*GetDimensions)(const OrtTensorTypeAndShapeInfo* info, int64_t* out, size_t rank); /* 62 */
  const void* unused_63;
  OrtStatus* (*GetTensorShapeElementCount)(const OrtTensorTypeAndShapeInfo* info, size_t* out); /* 64 */
  OrtStatus* (*GetTensorTypeAndShape)(const OrtValue* value, OrtTensorTypeAndShapeInfo** out); /* 65 */
  const void* unused_66_68[3];
  OrtStatus* (*CreateCpuMemoryInfo)(int32_t allocator_type, int32_t memory_type, OrtMemoryInfo** out); /* 69 */
  const void* unused_70_75[6];
  OrtStatus* (*AllocatorFree)(OrtAllocator* allocator, void* memory); /* 76 */
  const void* unused_77;
  OrtStatus* (*GetAllocatorWithDefaultOptions)(OrtAllocator** out); /* 78 */
  const void* unused_79_91[13];
  void (*ReleaseEnv)(OrtEnv* released); /* 92 */
  void (*ReleaseStatus)(OrtStatus* released); /* 93 */
  void (*ReleaseMemoryInfo)(OrtMemoryInfo* released); /* 94 */
  void (*ReleaseSession)(OrtSession* released); /* 95 */
  void (*ReleaseValue)(OrtValue* released); /* 96 */
  void (*ReleaseRunOptions)(OrtRunOptions* released); /* 97 */
  void (*ReleaseTypeInfo)(OrtTypeInfo* released); /* 98 */
  void (*ReleaseTensorTypeAndShapeInfo)(OrtTensorTypeAndShapeInfo* released); /* 99 */
  void (*ReleaseSessionOptions)(OrtSessionOptions* released); /* 100 */
  const void* unused_101_129[29];
  OrtStatus* (*AddSessionConfigEntry)(OrtSessionOptions* options, const char* key, const char* value); /* 130 */
} OrtApi;

typedef struct OrtApiBase {
  const OrtApi* (*GetApi)(uint32_t version); /* NULL when the library is older */
  const char* (*GetVersionString)(void);
} OrtApiBase;

const OrtApiBase* OrtGetApiBase(void);

#endif
