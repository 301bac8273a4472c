/* What the shim answers where no TensorRT is needed: wrong arguments, and libraries that are not there. */
#include "check.h"

static trtcal_error fault;

static void abi_number_is_the_headers(void) { CHECK(trtcal_abi_version() == TRTCAL_ABI_VERSION); }

static void log_nothing(int64_t context, int32_t severity, const char* message) {
  (void)context;
  (void)severity;
  (void)message;
}

static int32_t one(int64_t context) {
  (void)context;
  return 1;
}

static int32_t no_batch(int64_t context, void** bindings, const char** names, int32_t count) {
  (void)context;
  (void)bindings;
  (void)names;
  (void)count;
  return 0;
}

static int32_t no_cache(int64_t context, const void** data, uint64_t* length) {
  (void)context;
  (void)data;
  *length = 0;
  return 0;
}

static int32_t forget(int64_t context, const void* data, uint64_t length) {
  (void)context;
  (void)data;
  (void)length;
  return 0;
}

static void missing_library_names_its_place(void) {
  trtcal_library* library = NULL;
  CHECK_STATUS(TRTCAL_LIBRARY_MISSING, trtcal_library_open("/no/where/libnvinfer.so.10", NULL, NULL, &library, &fault));
  CHECK_SAYS("/no/where/libnvinfer.so.10");
  CHECK(library == NULL);
}

static void relative_path_is_refused(void) {
  trtcal_library* library = NULL;
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_library_open("libnvinfer.so.10", NULL, NULL, &library, &fault));
  CHECK_SAYS("nvinfer_path");
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_library_open(NULL, "x/y", NULL, &library, &fault));
  CHECK_SAYS("parser_path");
}

static void null_arguments_are_named(void) {
  trtcal_tensor tensor;
  int32_t number = 0;
  const void* data = NULL;
  uint64_t bytes = 0;
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_library_open(NULL, NULL, NULL, NULL, &fault));
  CHECK_SAYS("trtcal_library_open: out is NULL");
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_library_version(NULL, &number, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_driver_check(NULL, NULL, NULL, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_network_input(NULL, 0, &tensor, &fault));
  CHECK_SAYS("network is NULL");
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_config_set_flag(NULL, 1, 1, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_build_serialized(NULL, NULL, NULL, NULL, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_host_memory_view(NULL, &data, &bytes, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_context_execute(NULL, NULL, 0, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_logger_create(NULL, 0, NULL, &fault));
}

static void error_may_be_null(void) {
  CHECK(trtcal_library_open(NULL, NULL, NULL, NULL, NULL) == TRTCAL_INVALID_ARGUMENT);
}

static void destroying_null_does_nothing(void) {
  trtcal_library_close(NULL);
  trtcal_logger_destroy(NULL);
  trtcal_builder_destroy(NULL);
  trtcal_network_destroy(NULL);
  trtcal_parser_destroy(NULL);
  trtcal_config_destroy(NULL);
  trtcal_profile_destroy(NULL);
  trtcal_calibrator_destroy(NULL);
  trtcal_host_memory_destroy(NULL);
  trtcal_runtime_destroy(NULL);
  trtcal_engine_destroy(NULL);
  trtcal_context_destroy(NULL);
  trtcal_debug_listener_destroy(NULL);
}

static void calibrator_needs_its_functions(void) {
  trtcal_calibrator_callbacks callbacks = {0, one, no_batch, no_cache, forget, NULL, NULL, 0.5, 0.5};
  trtcal_calibrator* calibrator = NULL;
  int32_t algorithm;
  for (algorithm = 0; algorithm < 4; ++algorithm) {
    CHECK_OK(trtcal_calibrator_create(algorithm, &callbacks, &calibrator, &fault));
    trtcal_calibrator_destroy(calibrator);
  }
  calibrator = NULL;
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_calibrator_create(4, &callbacks, &calibrator, &fault));
  callbacks.quantile = 1.5;
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_calibrator_create(TRTCAL_LEGACY, &callbacks, &calibrator, &fault));
  CHECK_SAYS("quantile");
  callbacks.get_batch = NULL;
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_calibrator_create(TRTCAL_MINMAX, &callbacks, &calibrator, &fault));
  CHECK_SAYS("get_batch");
  CHECK(calibrator == NULL);
}

static void long_message_is_cut_at_a_whole_character(void) {
  trtcal_library* library = NULL;
  char path[6000];
  size_t i;
  size_t start;
  for (start = 0; start < 3; ++start) {
    memset(path, 'a', sizeof path);
    path[0] = '/';
    for (i = 1 + start; i + 3 < sizeof path; i += 3) memcpy(path + i, "\xe2\x82\xac", 3);
    path[sizeof path - 1] = '\0';
    CHECK_STATUS(TRTCAL_LIBRARY_MISSING, trtcal_library_open(path, NULL, NULL, &library, &fault));
    i = strlen(fault.message);
    CHECK(i >= TRTCAL_MESSAGE_BYTES - 4 && i < TRTCAL_MESSAGE_BYTES);
    CHECK(memcmp(fault.message + i - 3, "\xe2\x82\xac", 3) == 0);
  }
}

static void logger_lives_without_tensorrt(void) {
  trtcal_logger* logger = NULL;
  CHECK_OK(trtcal_logger_create(log_nothing, 3, &logger, &fault));
  trtcal_logger_destroy(logger);
}

int main(void) {
  CLAIM(abi_number_is_the_headers);
  CLAIM(missing_library_names_its_place);
  CLAIM(relative_path_is_refused);
  CLAIM(null_arguments_are_named);
  CLAIM(error_may_be_null);
  CLAIM(destroying_null_does_nothing);
  CLAIM(calibrator_needs_its_functions);
  CLAIM(long_message_is_cut_at_a_whole_character);
  CLAIM(logger_lives_without_tensorrt);
  return 0;
}
