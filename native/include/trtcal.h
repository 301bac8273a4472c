/*
 * trtcal.h - the whole C interface of the trtcal shim over TensorRT 10's C++ API.
 *
 * Plain C, fixed-width integers, no macros but the include guard: what jextract reads is all there is.
 *
 * Rules that hold for every function
 *   - It returns a trtcal_status and fills *error when the status is not TRTCAL_OK; error may be NULL. The message is one
 *     line of UTF-8, NUL-terminated, cut to fit.
 *   - An out-parameter is written on TRTCAL_OK only.
 *   - Handles come from a create, open, parse or build function and are owned by the caller, who gives each to its own
 *     destroy or close function exactly once. NULL is accepted there and does nothing.
 *   - A pointer returned inside a struct (names, views, messages) is borrowed: the comment says from whom and for how long.
 *   - No C++ exception leaves the shim. Callbacks must not throw, longjmp, or return through a foreign frame.
 *   - A handle may be used from one thread at a time; different builders may be used on different threads.
 *   - Strings are UTF-8.
 *
 * Order of destruction: parser, network, config, then builder; execution contexts, then engine, then runtime;
 * calibrators, debug listeners and loggers after everything that was told of them; the library last.
 */
#ifndef TRTCAL_H
#define TRTCAL_H

#include <stdint.h>

enum { TRTCAL_ABI_VERSION = 6 };
enum { TRTCAL_MAX_DIMS = 8 };
enum { TRTCAL_MESSAGE_BYTES = 4088 };

typedef enum trtcal_status {
  TRTCAL_OK = 0,
  TRTCAL_INVALID_ARGUMENT = 1,  /* the caller broke a rule of this header */
  TRTCAL_LIBRARY_MISSING = 2,   /* a library or symbol was not found; the message lists every place tried */
  TRTCAL_VERSION_REFUSED = 3,   /* a TensorRT whose tables this shim does not know; the message names it */
  TRTCAL_NO_DRIVER = 4,         /* no NVIDIA driver or no device; asked before TensorRT, which would abort the process */
  TRTCAL_TENSORRT_FAILED = 5,   /* TensorRT answered null, false or -1; its log says why */
  TRTCAL_CALLBACK_FAILED = 6,   /* a calibrator callback answered "stop"; its owner knows why */
  TRTCAL_INTERNAL = 7,          /* a C++ exception was caught in the shim */
  TRTCAL_BUILD_STOPPED = 8      /* the monitor answered that the build is to end */
} trtcal_status;

typedef struct trtcal_error {
  int32_t status;
  char message[TRTCAL_MESSAGE_BYTES];
} trtcal_error;

/* Extents, outermost first; -1 = dynamic. Only the first `rank` entries count. TensorRT's own may have the rank -1: not known. */
typedef struct trtcal_dims {
  int32_t rank;
  int64_t extent[TRTCAL_MAX_DIMS];
} trtcal_dims;

/* TensorRT's DataType. */
typedef enum trtcal_data_type {
  TRTCAL_FLOAT = 0, TRTCAL_HALF = 1, TRTCAL_INT8 = 2, TRTCAL_INT32 = 3, TRTCAL_BOOL = 4, TRTCAL_UINT8 = 5,
  TRTCAL_FP8 = 6, TRTCAL_BF16 = 7, TRTCAL_INT64 = 8, TRTCAL_INT4 = 9
} trtcal_data_type;

/* A network's or engine's tensor. name is borrowed from the network or engine and lives as long as it. */
typedef struct trtcal_tensor {
  const char* name;
  int32_t data_type; /* trtcal_data_type */
  int32_t is_input;  /* 1 or 0 */
  trtcal_dims dims;
} trtcal_tensor;

typedef struct trtcal_library trtcal_library;
typedef struct trtcal_logger trtcal_logger;
typedef struct trtcal_builder trtcal_builder;
typedef struct trtcal_network trtcal_network;
typedef struct trtcal_parser trtcal_parser;
typedef struct trtcal_config trtcal_config;
typedef struct trtcal_profile trtcal_profile;
typedef struct trtcal_calibrator trtcal_calibrator;
typedef struct trtcal_host_memory trtcal_host_memory;
typedef struct trtcal_runtime trtcal_runtime;
typedef struct trtcal_engine trtcal_engine;
typedef struct trtcal_context trtcal_context;
typedef struct trtcal_debug_listener trtcal_debug_listener;

/* ---- Shim and libraries ---------------------------------------------------------------------------------------- */

/* The ABI number of this binary; a caller built for another TRTCAL_ABI_VERSION must not go on. */
int32_t trtcal_abi_version(void);

/*
 * Loads libnvinfer.so.10 and libnvonnxparser.so.10 and checks their versions. Each path is absolute, or NULL: then the
 * system's library search finds the name. driver_path likewise for libcuda.so.1, which is not loaded yet.
 * Needs no GPU. The libraries stay loaded until the process ends; closing frees the handle only.
 */
int32_t trtcal_library_open(const char* nvinfer_path, const char* parser_path, const char* driver_path,
                            trtcal_library** out, trtcal_error* error);
void trtcal_library_close(trtcal_library* library);

/* major*10000 + minor*100 + patch of libnvinfer, such as 100600. */
int32_t trtcal_library_version(const trtcal_library* library, int32_t* out, trtcal_error* error);

/* Where the loader found them; borrowed from the library handle. */
int32_t trtcal_library_paths(const trtcal_library* library, const char** nvinfer, const char** parser, trtcal_error* error);

/*
 * Asks the NVIDIA driver: libcuda.so.1 loads, cuInit succeeds, at least one device. TRTCAL_NO_DRIVER says which of these
 * failed. Builder and runtime creation ask by themselves; this is for telling beforehand. Out-parameters may be NULL.
 */
int32_t trtcal_driver_check(const trtcal_library* library, int32_t* driver_version, int32_t* device_count, trtcal_error* error);

/*
 * To be called when the process is about to end, before exit(): if a call of another thread is inside this library then,
 * the process ends with _exit, since exit() would destroy TensorRT's objects under that thread.
 */
int32_t trtcal_process_ends(trtcal_error* error);

/* ---- Log ------------------------------------------------------------------------------------------------------- */

/* Severity: 0 internal error, 1 error, 2 warning, 3 info, 4 verbose. message lives for the call. Called from any thread. */
typedef void (*trtcal_log_fn)(int64_t context, int32_t severity, const char* message);

/*
 * TensorRT keeps one logger a process: the first that a builder or runtime was created with, as long as any of them lives. A later
 * one is not used meanwhile. Use one logger for all that lives at the same time, and destroy it after the last of them.
 */
int32_t trtcal_logger_create(trtcal_log_fn log, int64_t context, trtcal_logger** out, trtcal_error* error);
void trtcal_logger_destroy(trtcal_logger* logger);

/* ---- Builder, network ------------------------------------------------------------------------------------------ */

/* Takes seconds and gigabytes of host memory: create one and keep it. Asks the driver first. Borrows the logger. */
int32_t trtcal_builder_create(trtcal_library* library, trtcal_logger* logger, trtcal_builder** out, trtcal_error* error);
void trtcal_builder_destroy(trtcal_builder* builder);

/* flags: mask of 1 << NetworkDefinitionCreationFlag. 0 is right for calibration. */
int32_t trtcal_network_create(trtcal_builder* builder, uint32_t flags, trtcal_network** out, trtcal_error* error);
void trtcal_network_destroy(trtcal_network* network);

int32_t trtcal_network_input_count(const trtcal_network* network, int32_t* out, trtcal_error* error);
int32_t trtcal_network_output_count(const trtcal_network* network, int32_t* out, trtcal_error* error);
int32_t trtcal_network_layer_count(const trtcal_network* network, int32_t* out, trtcal_error* error);
int32_t trtcal_network_input(const trtcal_network* network, int32_t index, trtcal_tensor* out, trtcal_error* error);
int32_t trtcal_network_output(const trtcal_network* network, int32_t index, trtcal_tensor* out, trtcal_error* error);
/*
 * Marks a tensor that a layer computes to be shown to a debug listener whenever an engine of this network runs. It becomes no
 * output; what TensorRT would fuse over it stays unfused. *out: 1 marked, 0 no layer computes a tensor of that name.
 * TRTCAL_TENSORRT_FAILED: there is one, and TensorRT does not mark it.
 */
int32_t trtcal_network_mark_debug(trtcal_network* network, const char* tensor, int32_t* out, trtcal_error* error);

/* A layer as the parser made it, before fusion. name is borrowed from the network and lives as long as it. */
typedef struct trtcal_layer {
  const char* name;
  int32_t type; /* TensorRT's LayerType */
  int32_t input_count;
  int32_t output_count;
} trtcal_layer;

/* index is below trtcal_network_layer_count. */
int32_t trtcal_network_layer(const trtcal_network* network, int32_t index, trtcal_layer* out, trtcal_error* error);
/* is_input of the tensor says that the network is given it. name is NULL where the layer has no such input. */
int32_t trtcal_network_layer_input(const trtcal_network* network, int32_t layer, int32_t index, trtcal_tensor* out,
                                   trtcal_error* error);
int32_t trtcal_network_layer_output(const trtcal_network* network, int32_t layer, int32_t index, trtcal_tensor* out,
                                    trtcal_error* error);
/* Has a layer compute in this type, and give those of its outputs in it that are floating-point. The builder minds it with
 * one of its flags 9 (obeys) and 10 (prefers). */
int32_t trtcal_network_set_layer_precision(trtcal_network* network, int32_t layer, int32_t data_type, trtcal_error* error);

/* ---- ONNX parser ----------------------------------------------------------------------------------------------- */

/* One of the parser's complaints. All pointers are borrowed from the parser, until it parses again or is destroyed; any of
 * them may be NULL. node is -1 when the complaint is not about a node. */
typedef struct trtcal_parser_error {
  int32_t code; /* TensorRT's parser ErrorCode */
  int32_t line; /* of the parser's source, for bug reports */
  int32_t node; /* index in the ONNX graph */
  const char* description;
  const char* file; /* of the parser's source, for bug reports */
  const char* function;
  const char* node_name;
  const char* node_operator;
} trtcal_parser_error;

/* Borrows network and logger. One model a parser. */
int32_t trtcal_parser_create(trtcal_network* network, trtcal_logger* logger, trtcal_parser** out, trtcal_error* error);
void trtcal_parser_destroy(trtcal_parser* parser);

/* TRTCAL_TENSORRT_FAILED when the parser refuses the model: then ask for its errors. */
int32_t trtcal_parser_parse_file(trtcal_parser* parser, const char* path, trtcal_error* error);
/* data is read during the call only. model_path says where external weights lie; may be NULL. */
int32_t trtcal_parser_parse_memory(trtcal_parser* parser, const void* data, uint64_t bytes, const char* model_path,
                                   trtcal_error* error);
int32_t trtcal_parser_error_count(const trtcal_parser* parser, int32_t* out, trtcal_error* error);
int32_t trtcal_parser_error_at(const trtcal_parser* parser, int32_t index, trtcal_parser_error* out, trtcal_error* error);

/* ---- Builder configuration, profiles --------------------------------------------------------------------------- */

int32_t trtcal_config_create(trtcal_builder* builder, trtcal_config** out, trtcal_error* error);
void trtcal_config_destroy(trtcal_config* config);

/* flag: TensorRT's BuilderFlag (0 FP16, 1 INT8, 6 TF32, ...); on: 1 or 0. */
int32_t trtcal_config_set_flag(trtcal_config* config, int32_t flag, int32_t on, trtcal_error* error);
int32_t trtcal_config_get_flag(const trtcal_config* config, int32_t flag, int32_t* out, trtcal_error* error);
/* flag: TensorRT's QuantizationFlag (0 calibrate before fusion). */
int32_t trtcal_config_set_quantization_flag(trtcal_config* config, int32_t flag, int32_t on, trtcal_error* error);
int32_t trtcal_config_set_workspace(trtcal_config* config, uint64_t bytes, trtcal_error* error);
/* 0 to 5. */
int32_t trtcal_config_set_optimization_level(trtcal_config* config, int32_t level, trtcal_error* error);
/* TensorRT's ProfilingVerbosity: 0 layer names only, 1 none, 2 detailed. */
int32_t trtcal_config_set_profiling_verbosity(trtcal_config* config, int32_t verbosity, trtcal_error* error);
/* Borrows the calibrator until the config is destroyed; NULL takes it away. */
int32_t trtcal_config_set_calibrator(trtcal_config* config, trtcal_calibrator* calibrator, trtcal_error* error);
/* level: TensorRT's HardwareCompatibilityLevel (0 none, 1 Ampere and newer, from 10.9 on 2 same compute capability). */
int32_t trtcal_config_set_hardware_compatibility(trtcal_config* config, int32_t level, trtcal_error* error);

/*
 * What a build tells of its way. A phase begins under a parent (NULL: under none), goes through its steps and finishes;
 * several may be going on at once. Called from any thread of the build. Strings live for the call.
 */
typedef struct trtcal_monitor_callbacks {
  int64_t context; /* handed back as given: an id, not a pointer */
  void (*phase_start)(int64_t context, const char* phase, const char* parent, int32_t steps);
  /* step counts from 0. 1: go on. Anything else ends the build, and trtcal_build_serialized answers TRTCAL_BUILD_STOPPED;
   * it is not asked again in that build. */
  int32_t (*step_complete)(int64_t context, const char* phase, int32_t step);
  void (*phase_finish)(int64_t context, const char* phase);
} trtcal_monitor_callbacks;

/* Copies the struct; NULL takes it away. Not during a build. The functions must stay callable as long as they are set. */
int32_t trtcal_config_set_monitor(trtcal_config* config, const trtcal_monitor_callbacks* callbacks, trtcal_error* error);

/*
 * Gives the builder what earlier builds measured, so that it need not measure it again; of 0 bytes: nothing yet, but what
 * this build measures is kept. data is read during the call only. TRTCAL_TENSORRT_FAILED: TensorRT does not take it, since
 * it was made by another TensorRT or on another GPU, or is no timing cache; the configuration is then as before.
 */
int32_t trtcal_config_set_timing_cache(trtcal_config* config, const void* data, uint64_t bytes, trtcal_error* error);
/* Adds what another holds to the one that was set; where both know a thing, what was set stays. */
int32_t trtcal_config_merge_timing_cache(trtcal_config* config, const void* data, uint64_t bytes, trtcal_error* error);
/* What the one that was set holds by now. */
int32_t trtcal_config_timing_cache(const trtcal_config* config, trtcal_host_memory** out, trtcal_error* error);

/* The builder keeps the profile; destroying the handle frees the handle only. */
int32_t trtcal_profile_create(trtcal_builder* builder, trtcal_profile** out, trtcal_error* error);
void trtcal_profile_destroy(trtcal_profile* profile);
int32_t trtcal_profile_set(trtcal_profile* profile, const char* input, const trtcal_dims* min, const trtcal_dims* opt,
                           const trtcal_dims* max, trtcal_error* error);
/* index_out: the profile's number in the engine. */
int32_t trtcal_config_add_profile(trtcal_config* config, const trtcal_profile* profile, int32_t* index_out,
                                  trtcal_error* error);
/* Its opt shape must be the batch that getBatch really hands over: TensorRT silently uses fewer images else. */
int32_t trtcal_config_set_calibration_profile(trtcal_config* config, const trtcal_profile* profile, trtcal_error* error);

/* ---- Calibrators ----------------------------------------------------------------------------------------------- */

/* TensorRT's CalibrationAlgoType. */
typedef enum trtcal_algorithm {
  TRTCAL_LEGACY = 0, TRTCAL_ENTROPY = 1, TRTCAL_ENTROPY_2 = 2, TRTCAL_MINMAX = 3
} trtcal_algorithm;

/*
 * What TensorRT asks during a build, on the thread that builds. `context` is handed back as given: an id, not a pointer.
 * After a callback has answered with a failure the shim asks none of them again in that build, answers TensorRT so that it
 * stops as soon as it can, and trtcal_build_serialized returns TRTCAL_CALLBACK_FAILED.
 */
typedef struct trtcal_calibrator_callbacks {
  int64_t context;
  /* Samples a batch, >= 1; negative: failure. */
  int32_t (*batch_size)(int64_t context);
  /* Writes one DEVICE pointer into bindings[i] for names[i], i < count. 1: a batch; 0: no more; negative: failure. A binding
   * left NULL is a failure too. names is NULL where the inputs are those of the call before, in the same build; names and
   * bindings live for the call. */
  int32_t (*get_batch)(int64_t context, void** bindings, const char** names, int32_t count);
  /* The cache, or *length = 0 for none. *data stays the callee's and must live until the build ends. 0: done; negative: failure. */
  int32_t (*read_cache)(int64_t context, const void** data, uint64_t* length);
  /* data lives for the call. 0: done; negative: failure. */
  int32_t (*write_cache)(int64_t context, const void* data, uint64_t length);
  /* Legacy only, else NULL allowed; as read_cache and write_cache. NULL: none is read, none is kept. */
  int32_t (*read_histogram)(int64_t context, const void** data, uint64_t* length);
  int32_t (*write_histogram)(int64_t context, const void* data, uint64_t length);
  /* Legacy only: 0 to 1. */
  double quantile;
  double cutoff;
} trtcal_calibrator_callbacks;

/* Copies the struct. The functions must stay callable until the calibrator is destroyed. */
int32_t trtcal_calibrator_create(int32_t algorithm, const trtcal_calibrator_callbacks* callbacks, trtcal_calibrator** out,
                                 trtcal_error* error);
void trtcal_calibrator_destroy(trtcal_calibrator* calibrator);

/* ---- Building -------------------------------------------------------------------------------------------------- */

/* Runs the build on the calling thread. */
int32_t trtcal_build_serialized(trtcal_builder* builder, trtcal_network* network, trtcal_config* config,
                                trtcal_host_memory** out, trtcal_error* error);
/* A view, not a copy: borrowed until the host memory is destroyed. */
int32_t trtcal_host_memory_view(const trtcal_host_memory* memory, const void** data, uint64_t* bytes, trtcal_error* error);
void trtcal_host_memory_destroy(trtcal_host_memory* memory);

/* ---- Running --------------------------------------------------------------------------------------------------- */

/* Asks the driver first. Borrows the logger. */
int32_t trtcal_runtime_create(trtcal_library* library, trtcal_logger* logger, trtcal_runtime** out, trtcal_error* error);
void trtcal_runtime_destroy(trtcal_runtime* runtime);
/* plan is read during the call only. */
int32_t trtcal_engine_deserialize(trtcal_runtime* runtime, const void* plan, uint64_t bytes, trtcal_engine** out,
                                  trtcal_error* error);
void trtcal_engine_destroy(trtcal_engine* engine);
int32_t trtcal_engine_tensor_count(const trtcal_engine* engine, int32_t* out, trtcal_error* error);
/* Inputs and outputs, in the engine's order. */
int32_t trtcal_engine_tensor(const trtcal_engine* engine, int32_t index, trtcal_tensor* out, trtcal_error* error);
/* What became of the network, layer by layer, as TensorRT's inspector tells it in JSON: in detail where the engine was built with
 * profiling verbosity 2, else names alone. Borrowed until the next call for this engine, or its end. */
int32_t trtcal_engine_information(trtcal_engine* engine, const char** out, trtcal_error* error);

int32_t trtcal_context_create(trtcal_engine* engine, trtcal_context** out, trtcal_error* error);
void trtcal_context_destroy(trtcal_context* context);
int32_t trtcal_context_set_input_shape(trtcal_context* context, const char* input, const trtcal_dims* dims, trtcal_error* error);
/* Runs once and waits. device_pointers[i] belongs to the engine's tensor i; count must be the engine's tensor count. */
int32_t trtcal_context_execute(trtcal_context* context, void* const* device_pointers, int32_t count, trtcal_error* error);
/* Starts a run behind all that the stream, a cudaStream_t, was given so far. With a debug listener that failed in it:
 * TRTCAL_CALLBACK_FAILED. */
int32_t trtcal_context_enqueue(trtcal_context* context, void* const* device_pointers, int32_t count, void* stream,
                               trtcal_error* error);

/* ---- Debug tensors --------------------------------------------------------------------------------------------- */

/* A marked tensor that a run has just computed. The struct and all that it points to live for the call. */
typedef struct trtcal_debug_tensor {
  const char* name;
  const void* data;  /* row-major. In device memory: to be copied on `stream`, and waited for, before the callback returns */
  void* stream;      /* cudaStream_t of the run */
  int32_t on_host;   /* 1: data is host memory; 0: device memory */
  int32_t data_type; /* trtcal_data_type */
  trtcal_dims dims;
} trtcal_debug_tensor;

/* 0: done; negative: failure, after which it is not called again in that run. `context` is handed back as given. Called on the
 * thread that enqueues, or one of TensorRT's. */
typedef int32_t (*trtcal_debug_fn)(int64_t context, const trtcal_debug_tensor* tensor);

/* The function must stay callable until the listener is destroyed. */
int32_t trtcal_debug_listener_create(trtcal_debug_fn show, int64_t context, trtcal_debug_listener** out, trtcal_error* error);
void trtcal_debug_listener_destroy(trtcal_debug_listener* listener);
/* Shows every tensor that was marked when the engine was built. Borrows the listener until the context is destroyed or gets
 * another; NULL takes it away, and nothing is shown any more. */
int32_t trtcal_context_set_debug_listener(trtcal_context* context, trtcal_debug_listener* listener, trtcal_error* error);

#endif
