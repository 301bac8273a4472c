/* Walks the shim against the stand-in libraries. Each function is a claim; it starts with the stand-in as new. */
#include <pthread.h>

#include "session.h"

/* ---- A calibrator whose answers can be chosen ------------------------------------------------------------------ */

typedef struct feed {
  float data[12];
  int32_t batch_size;
  int32_t batches;
  int32_t given;
  int32_t failing_batch; /* from 1; 0: none */
  int32_t unbound;       /* leave the binding out */
  int32_t no_data;       /* answer a cache's length without its data */
  int32_t read_answer, write_answer;
  char cache[512];
  uint64_t cache_length; /* what is read */
  char written[512];
  uint64_t written_length;
  char histogram[65536];
  uint64_t histogram_length;
  int32_t calls_after_failure, failed;
} feed;

static int32_t answer_of(feed* f, int32_t answer) {
  if (f->failed) ++f->calls_after_failure;
  if (answer < 0) f->failed = 1;
  return answer;
}

static int32_t batch_size(int64_t context) {
  feed* f = (feed*)(intptr_t)context;
  return answer_of(f, f->batch_size);
}

static int32_t get_batch(int64_t context, void** bindings, const char** names, int32_t count) {
  feed* f = (feed*)(intptr_t)context;
  if (f->given + 1 == f->failing_batch) return answer_of(f, -1);
  if (f->given == f->batches) return answer_of(f, 0);
  CHECK(count == 1 && bindings[0] == NULL);
  /* The names come with the first batch alone. */
  CHECK(f->given == 0 ? names != NULL && strcmp(names[0], "x") == 0 : names == NULL);
  ++f->given;
  if (!f->unbound) bindings[0] = f->data;
  return answer_of(f, 1);
}

static int32_t read_cache(int64_t context, const void** data, uint64_t* length) {
  feed* f = (feed*)(intptr_t)context;
  *data = f->no_data ? NULL : f->cache;
  *length = f->cache_length;
  return answer_of(f, f->read_answer);
}

static int32_t write_cache(int64_t context, const void* data, uint64_t length) {
  feed* f = (feed*)(intptr_t)context;
  CHECK(length < sizeof f->written);
  memcpy(f->written, data, length);
  f->written_length = length;
  return answer_of(f, f->write_answer);
}

static int32_t read_histogram(int64_t context, const void** data, uint64_t* length) {
  feed* f = (feed*)(intptr_t)context;
  *data = f->histogram;
  *length = f->histogram_length;
  return answer_of(f, 0);
}

static int32_t write_histogram(int64_t context, const void* data, uint64_t length) {
  feed* f = (feed*)(intptr_t)context;
  CHECK(length <= sizeof f->histogram);
  memcpy(f->histogram, data, length);
  f->histogram_length = length;
  return answer_of(f, 0);
}

static void fill_feed(feed* f) {
  int i;
  memset(f, 0, sizeof *f);
  for (i = 0; i < 12; ++i) f->data[i] = (float)i;
  f->batch_size = 2;
  f->batches = 2;
}

static trtcal_calibrator* calibrator_of(feed* f, int32_t algorithm) {
  trtcal_calibrator_callbacks callbacks;
  trtcal_calibrator* calibrator = NULL;
  callbacks.context = (intptr_t)f;
  callbacks.batch_size = batch_size;
  callbacks.get_batch = get_batch;
  callbacks.read_cache = read_cache;
  callbacks.write_cache = write_cache;
  callbacks.read_histogram = read_histogram;
  callbacks.write_histogram = write_histogram;
  callbacks.quantile = 0.9999;
  callbacks.cutoff = 1.0;
  CHECK_OK(trtcal_calibrator_create(algorithm, &callbacks, &calibrator, &fault));
  return calibrator;
}

/* One build with a calibrator of its own; answers the status. */
static int32_t build(session* s, feed* f, int32_t algorithm) {
  trtcal_calibrator* calibrator = calibrator_of(f, algorithm);
  trtcal_host_memory* plan = NULL;
  int32_t status;
  CHECK_OK(trtcal_config_set_calibrator(s->config, calibrator, &fault));
  status = trtcal_build_serialized(s->builder, s->network, s->config, &plan, &fault);
  CHECK((status == TRTCAL_OK) == (plan != NULL));
  CHECK(status == TRTCAL_OK || fault.status == status);
  trtcal_host_memory_destroy(plan);
  CHECK_OK(trtcal_config_set_calibrator(s->config, NULL, &fault));
  trtcal_calibrator_destroy(calibrator);
  return status;
}

/* ---- Libraries and driver -------------------------------------------------------------------------------------- */

static void opens_from_the_paths_given(void) {
  trtcal_library* library = open_library();
  const char *nvinfer = NULL, *parser = NULL;
  int32_t version = 0, driver_version = 0, devices = 0;
  CHECK_OK(trtcal_library_version(library, &version, &fault));
  CHECK(version == 100600);
  CHECK_OK(trtcal_library_paths(library, &nvinfer, &parser, &fault));
  CHECK(strcmp(nvinfer, NVINFER) == 0 && strcmp(parser, PARSER) == 0);
  CHECK_OK(trtcal_driver_check(library, &driver_version, &devices, &fault));
  CHECK(driver_version == 13000 && devices == 1);
  trtcal_library_close(library);
}

static void opens_by_name_from_the_search_path(void) {
  trtcal_library* library = NULL;
  const char *nvinfer = NULL, *parser = NULL;
  CHECK_OK(trtcal_library_open(NULL, NULL, NULL, &library, &fault));
  CHECK_OK(trtcal_library_paths(library, &nvinfer, &parser, &fault));
  CHECK(strcmp(nvinfer, NVINFER) == 0 && strcmp(parser, PARSER) == 0);
  CHECK_OK(trtcal_driver_check(library, NULL, NULL, &fault));
  trtcal_library_close(library);
}

static void refuses_other_major_versions_in_words(void) {
  trtcal_library* library = NULL;
  standin_set_version(8601);
  CHECK_STATUS(TRTCAL_VERSION_REFUSED, trtcal_library_open(NVINFER, PARSER, DRIVER, &library, &fault));
  CHECK_SAYS("TensorRT 8.6.1 at " NVINFER);
  CHECK_SAYS("install TensorRT 10");
  standin_set_version(90300);
  CHECK_STATUS(TRTCAL_VERSION_REFUSED, trtcal_library_open(NVINFER, PARSER, DRIVER, &library, &fault));
  CHECK_SAYS("TensorRT 9.3.0");
  standin_set_version(110100);
  CHECK_STATUS(TRTCAL_VERSION_REFUSED, trtcal_library_open(NVINFER, PARSER, DRIVER, &library, &fault));
  CHECK_SAYS("TensorRT 11.1.0");
  CHECK_SAYS("QuantizeLinear");
  CHECK(library == NULL);
}

static void takes_every_release_of_10(void) {
  static const int32_t versions[] = {100000, 100001, 100500, 100800, 101501, 101600, 102500};
  size_t i;
  for (i = 0; i < sizeof versions / sizeof *versions; ++i) {
    session s;
    int32_t version = 0;
    standin_set_version(versions[i]);
    open_session(&s, 2);
    CHECK_OK(trtcal_library_version(s.library, &version, &fault));
    CHECK(version == versions[i]);
    close_session(&s);
  }
}

static void names_a_missing_parser_and_a_missing_symbol(void) {
  trtcal_library* library = NULL;
  CHECK_STATUS(TRTCAL_LIBRARY_MISSING, trtcal_library_open(NVINFER, "/no/parser.so", DRIVER, &library, &fault));
  CHECK_SAYS("libnvonnxparser.so.10");
  CHECK_SAYS("/no/parser.so");
  CHECK_STATUS(TRTCAL_LIBRARY_MISSING, trtcal_library_open(NVINFER, NVINFER, DRIVER, &library, &fault));
  CHECK_SAYS("createNvOnnxParser_INTERNAL");
  CHECK_STATUS(TRTCAL_LIBRARY_MISSING, trtcal_library_open(DRIVER, PARSER, DRIVER, &library, &fault));
  CHECK_SAYS("getInferLibVersion");
}

static void refuses_a_parser_of_another_release(void) {
  /* The stand-in's parser again, under a name that tells a version. */
  trtcal_library* library = NULL;
  CHECK_STATUS(TRTCAL_VERSION_REFUSED, trtcal_library_open(NVINFER, PARSER ".9.0", DRIVER, &library, &fault));
  CHECK_SAYS("the ONNX parser at " PARSER ".9.0 is of TensorRT 10.9.0, libnvinfer at " NVINFER " of 10.6.0");
  CHECK(library == NULL);
  standin_set_version(100900);
  CHECK_OK(trtcal_library_open(NVINFER, PARSER ".9.0", DRIVER, &library, &fault));
  trtcal_library_close(library);
}

static void asks_the_driver_before_tensorrt(void) {
  session s;
  trtcal_runtime* runtime = NULL;
  trtcal_library* library = NULL;
  memset(&s, 0, sizeof s);
  s.library = open_library();
  CHECK_OK(trtcal_logger_create(log_line, (intptr_t)&s, &s.logger, &fault));
  /* Without a driver the stand-in's builder aborts the process, and its runtime is 0x200, as TensorRT's. */
  standin_set("driver", 0);
  CHECK_STATUS(TRTCAL_NO_DRIVER, trtcal_builder_create(s.library, s.logger, &s.builder, &fault));
  CHECK_SAYS("cuInit of " DRIVER " answered error 100 (no CUDA-capable device is detected)");
  CHECK_STATUS(TRTCAL_NO_DRIVER, trtcal_runtime_create(s.library, s.logger, &runtime, &fault));
  standin_set("driver", 1);
  standin_set("cu_init_error", 999);
  CHECK_STATUS(TRTCAL_NO_DRIVER, trtcal_driver_check(s.library, NULL, NULL, &fault));
  CHECK_SAYS("unknown error");
  standin_set("cu_init_error", 0);
  standin_set("devices", 0);
  CHECK_STATUS(TRTCAL_NO_DRIVER, trtcal_builder_create(s.library, s.logger, &s.builder, &fault));
  CHECK_SAYS("sees no device");
  CHECK_OK(trtcal_library_open(NVINFER, PARSER, "/no/libcuda.so.1", &library, &fault));
  CHECK_STATUS(TRTCAL_NO_DRIVER, trtcal_driver_check(library, NULL, NULL, &fault));
  CHECK_SAYS("/no/libcuda.so.1");
  trtcal_library_close(library);
  trtcal_logger_destroy(s.logger);
  trtcal_library_close(s.library);
}

/* ---- Network and parser ---------------------------------------------------------------------------------------- */

static void describes_the_networks_inputs_and_outputs(void) {
  session s;
  int32_t inputs = 0, outputs = 0, layers = 0;
  trtcal_tensor tensor;
  open_session(&s, -1);
  CHECK_OK(trtcal_network_input_count(s.network, &inputs, &fault));
  CHECK_OK(trtcal_network_output_count(s.network, &outputs, &fault));
  CHECK_OK(trtcal_network_layer_count(s.network, &layers, &fault));
  CHECK(inputs == 1 && outputs == 1 && layers == 2);
  CHECK_OK(trtcal_network_input(s.network, 0, &tensor, &fault));
  CHECK(strcmp(tensor.name, "x") == 0 && tensor.is_input == 1 && tensor.data_type == TRTCAL_FLOAT);
  CHECK(tensor.dims.rank == 3);
  CHECK(tensor.dims.extent[0] == -1 && tensor.dims.extent[1] == 2 && tensor.dims.extent[2] == 3);
  CHECK_OK(trtcal_network_output(s.network, 0, &tensor, &fault));
  CHECK(strcmp(tensor.name, "y") == 0 && tensor.is_input == 0 && tensor.dims.rank == 2 && tensor.dims.extent[1] == 5);
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_network_input(s.network, 1, &tensor, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_network_output(s.network, -1, &tensor, &fault));
  close_session(&s);
}

static void hands_over_every_parser_error(void) {
  session s;
  bytes model = onnx_model(2, "Frobnicate", "Defenestrate");
  trtcal_parser_error complaint;
  int32_t count = 0;
  open_session(&s, 2);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED,
               trtcal_parser_parse_memory(s.parser, model.data, model.size, "some.onnx", &fault));
  CHECK_SAYS("refused some.onnx with 2 errors, the first: ");
  CHECK_SAYS("Frobnicate");
  CHECK_OK(trtcal_parser_error_count(s.parser, &count, &fault));
  CHECK(count == 2);
  CHECK_OK(trtcal_parser_error_at(s.parser, 1, &complaint, &fault));
  CHECK(complaint.code == 8 && complaint.node == 1 && complaint.line > 0);
  CHECK(strcmp(complaint.node_name, "second") == 0 && strcmp(complaint.node_operator, "Defenestrate") == 0);
  CHECK(strstr(complaint.description, "Defenestrate") != NULL);
  CHECK(complaint.file != NULL && complaint.function != NULL);
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_parser_error_at(s.parser, 2, &complaint, &fault));

  standin_set("null_error_strings", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_parser_parse_memory(s.parser, model.data, model.size, NULL, &fault));
  CHECK_OK(trtcal_parser_error_at(s.parser, 0, &complaint, &fault));
  CHECK(complaint.description == NULL && complaint.node_name == NULL);
  standin_set("null_error_strings", 0);

  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_parser_parse_memory(s.parser, model.data, 40, NULL, &fault));
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_parser_parse_file(s.parser, "/no/model.onnx", &fault));
  CHECK_SAYS("/no/model.onnx");
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_parser_parse_memory(s.parser, model.data, 0, NULL, &fault));
  close_session(&s);
}

static void parses_a_file(void) {
  const bytes model = onnx_model(2, "Conv", "Relu");
  const char* path = STANDIN_DIR "/trtcal_test.onnx";
  FILE* file = fopen(path, "wb");
  session s;
  int32_t inputs = 0;
  CHECK(file != NULL && fwrite(model.data, 1, model.size, file) == model.size && fclose(file) == 0);
  open_builder(&s);
  CHECK_OK(trtcal_network_create(s.builder, 0, &s.network, &fault));
  CHECK_OK(trtcal_parser_create(s.network, s.logger, &s.parser, &fault));
  CHECK_OK(trtcal_parser_parse_file(s.parser, path, &fault));
  CHECK_OK(trtcal_network_input_count(s.network, &inputs, &fault));
  CHECK(inputs == 1 && remove(path) == 0);
  close_session(&s);
}

static void a_10_8_with_other_slots_is_refused(void) {
  session s;
  standin_set_version(100800);
  open_builder(&s);
  CHECK_OK(trtcal_network_create(s.builder, 0, &s.network, &fault));
  trtcal_network_destroy(s.network);
  s.network = NULL;
  standin_set_version(100600); /* networks with the usual table from here on */
  CHECK_STATUS(TRTCAL_VERSION_REFUSED, trtcal_network_create(s.builder, 0, &s.network, &fault));
  CHECK_SAYS("10.8");
  close_session(&s);
}

/* ---- Configuration --------------------------------------------------------------------------------------------- */

static void sets_and_reads_back_the_configuration(void) {
  session s;
  int32_t flag = 0;
  open_session(&s, 2);
  CHECK_OK(trtcal_config_get_flag(s.config, 1, &flag, &fault));
  CHECK(flag == 1);
  CHECK_OK(trtcal_config_set_flag(s.config, 1, 0, &fault));
  CHECK_OK(trtcal_config_get_flag(s.config, 1, &flag, &fault));
  CHECK(flag == 0);
  CHECK_OK(trtcal_config_set_flag(s.config, 6, 0, &fault));
  CHECK_OK(trtcal_config_set_quantization_flag(s.config, 0, 1, &fault));
  CHECK_OK(trtcal_config_set_quantization_flag(s.config, 0, 0, &fault));
  CHECK_OK(trtcal_config_set_workspace(s.config, UINT64_C(1) << 33, &fault));
  CHECK_OK(trtcal_config_set_optimization_level(s.config, 5, &fault));
  CHECK_OK(trtcal_config_set_profiling_verbosity(s.config, 2, &fault));
  CHECK(s.errors_logged == 0);
  /* A flag that this release does not have is only logged by TensorRT. */
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_config_set_flag(s.config, 31, 1, &fault));
  CHECK_SAYS("IBuilderConfig::setFlag did not take flag 31");
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_config_set_quantization_flag(s.config, 5, 1, &fault));
  CHECK(s.errors_logged == 2);
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_config_set_flag(s.config, 32, 1, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_config_set_flag(s.config, 1, 2, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_config_set_optimization_level(s.config, 6, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_config_set_profiling_verbosity(s.config, 3, &fault));
  close_session(&s);
}

static void calibrates_a_dynamic_network_with_profiles(void) {
  session s;
  feed f;
  trtcal_profile* profile = NULL;
  trtcal_dims one = {3, {1, 2, 3}}, two = {3, {2, 2, 3}}, deep = {9, {0}};
  int32_t index = -1;
  open_session(&s, -1);
  CHECK_OK(trtcal_profile_create(s.builder, &profile, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_profile_set(profile, "x", &one, &two, &deep, &fault));
  CHECK_SAYS("max has rank 9");
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_profile_set(profile, "x", &one, NULL, &two, &fault));
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_profile_set(profile, "x", &two, &one, &two, &fault));
  CHECK_SAYS("refused the opt shape of input 'x'");
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_config_add_profile(s.config, profile, &index, &fault));
  CHECK(index == -1);
  trtcal_profile_destroy(profile);

  CHECK_OK(trtcal_profile_create(s.builder, &profile, &fault));
  CHECK_OK(trtcal_profile_set(profile, "x", &one, &two, &two, &fault));
  CHECK_OK(trtcal_config_add_profile(s.config, profile, &index, &fault));
  CHECK(index == 0);
  standin_set("fail_calibration_profile", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_config_set_calibration_profile(s.config, profile, &fault));
  CHECK_OK(trtcal_config_set_calibration_profile(s.config, profile, &fault));
  trtcal_profile_destroy(profile);
  fill_feed(&f);
  CHECK(build(&s, &f, TRTCAL_MINMAX) == TRTCAL_OK && f.given == 2);
  CHECK(standin_count("bytes_read") == 2 * (int64_t)sizeof f.data);
  close_session(&s);
}

/* ---- Calibrators ----------------------------------------------------------------------------------------------- */

static void each_calibrator_builds_in_tensorrts_order(void) {
  static const char* const headers[] = {"0 3ff0000000000000 3fefff2e48e8a71e\n", "TRT-100600-EntropyCalibration\n",
                                        "TRT-100600-EntropyCalibration2\n", "TRT-100600-MinMaxCalibration\n"};
  static const char* const names[] = {"Legacy", "Entropy", "Entropy2", "MinMax"};
  static const char* const asks[] = {
      "1 getRegressionCutoff -> 1\n1 getQuantile -> 0.9999\n1 readHistogramCache -> null\n", "", "", ""};
  static const char* const keeps[] = {
      "1 getRegressionCutoff -> 1\n1 getQuantile -> 0.9999\n1 writeHistogramCache(49266 bytes)\n", "", "", ""};
  int32_t algorithm;
  for (algorithm = TRTCAL_LEGACY; algorithm <= TRTCAL_MINMAX; ++algorithm) {
    session s;
    feed f;
    char expected[2048];
    standin_reset();
    fill_feed(&f);
    open_session(&s, 2);
    CHECK(build(&s, &f, algorithm) == TRTCAL_OK);
    CHECK(strncmp(f.written, headers[algorithm], strlen(headers[algorithm])) == 0);
    snprintf(expected, sizeof expected,
             "1 begin %s\n1 getBatchSize -> 2\n1 readCalibrationCache -> null\n%s"
             "1 getBatch(x) -> true\n1 getBatch(x) -> true\n1 getBatch(x) -> false\n%s1 readCalibrationCache -> null\n"
             "1 writeCalibrationCache(%d bytes)\n1 end plan\n",
             names[algorithm], asks[algorithm], keeps[algorithm], (int)f.written_length);
    check_trace(expected);

    /* The cache just written: no batch is asked for, nothing is written. */
    memcpy(f.cache, f.written, f.written_length);
    f.cache_length = f.written_length;
    f.written_length = 0;
    f.given = 0;
    CHECK(build(&s, &f, algorithm) == TRTCAL_OK && f.given == 0 && f.written_length == 0);
    if (algorithm == TRTCAL_LEGACY) {
      /* The histogram just written: no batch is asked for, a cache is written. */
      f.cache_length = 0;
      CHECK(build(&s, &f, algorithm) == TRTCAL_OK && f.given == 0 && f.written_length > 0);
    }
    close_session(&s);
  }
}

static void legacy_does_without_histogram_functions(void) {
  session s;
  feed f;
  trtcal_calibrator* calibrator = NULL;
  trtcal_calibrator_callbacks callbacks = {0, batch_size, get_batch, read_cache, write_cache, NULL, NULL, 0.5, 0.5};
  trtcal_host_memory* plan = NULL;
  fill_feed(&f);
  callbacks.context = (intptr_t)&f;
  open_session(&s, 2);
  CHECK_OK(trtcal_calibrator_create(TRTCAL_LEGACY, &callbacks, &calibrator, &fault));
  CHECK_OK(trtcal_config_set_calibrator(s.config, calibrator, &fault));
  CHECK_OK(trtcal_build_serialized(s.builder, s.network, s.config, &plan, &fault));
  CHECK(f.given == 2 && f.written_length > 0);
  trtcal_host_memory_destroy(plan);
  close_session(&s);
  trtcal_calibrator_destroy(calibrator);
}

/* A build that fails in a callback asks none after it, writes no cache and makes no engine. */
static void fails(feed* f, const char* says, const char* last_call) {
  session s;
  char text[4096];
  char ending[256];
  size_t length, part;
  standin_reset();
  open_session(&s, 2);
  CHECK(build(&s, f, TRTCAL_ENTROPY_2) == TRTCAL_CALLBACK_FAILED);
  CHECK_SAYS(says);
  CHECK(f->calls_after_failure == 0);
  CHECK(f->written_length == 0 || f->write_answer != 0);
  length = standin_trace(text, sizeof text);
  part = (size_t)snprintf(ending, sizeof ending, "%s1 end null\n", last_call);
  if (length < part || strcmp(text + length - part, ending) != 0) {
    fprintf(stderr, "the calls were\n%s\nand end not in\n%s\n", text, ending);
    exit(1);
  }

  /* The same builder and config go on with the next build. */
  fill_feed(f);
  CHECK(build(&s, f, TRTCAL_ENTROPY_2) == TRTCAL_OK && f->written_length > 0);
  close_session(&s);
}

static void failing_batch_size_stops_the_build(void) {
  feed f;
  fill_feed(&f);
  f.batch_size = -7;
  fails(&f, "batch_size answered -7", "1 getBatchSize -> 1\n1 readCalibrationCache -> null\n1 getBatch(x) -> false\n");
  fill_feed(&f);
  f.batch_size = 0;
  fails(&f, "batch_size answered 0", "1 getBatch(x) -> false\n");
}

static void failing_read_stops_the_build(void) {
  feed f;
  fill_feed(&f);
  f.read_answer = -1;
  fails(&f, "read_cache answered -1", "1 readCalibrationCache -> null\n1 getBatch(x) -> false\n");
}

static void failing_first_batch_stops_the_build(void) {
  feed f;
  fill_feed(&f);
  f.failing_batch = 1;
  fails(&f, "get_batch answered -1", "1 getBatch(x) -> false\n");
  CHECK(f.given == 2);
}

static void failing_later_batch_is_not_taken_for_the_end_of_the_data(void) {
  feed f;
  fill_feed(&f);
  f.failing_batch = 2;
  fails(&f, "get_batch answered -1", "1 stepComplete(Timing kernels 1, 0) -> false\n");
}

static void failing_write_stops_the_build(void) {
  feed f;
  fill_feed(&f);
  f.write_answer = -3;
  fails(&f, "write_cache answered -3", "1 stepComplete(Timing kernels 1, 0) -> false\n");
}

static void input_left_unbound_is_named(void) {
  feed f;
  fill_feed(&f);
  f.unbound = 1;
  fails(&f, "left input 'x' without a device pointer", "1 getBatch(x) -> false\n");
}

static void cache_without_data_stops_the_build(void) {
  feed f;
  fill_feed(&f);
  f.cache_length = 5;
  f.no_data = 1;
  fails(&f, "read_cache answered a length without data", "1 readCalibrationCache -> null\n1 getBatch(x) -> false\n");
}

static void foreign_cache_is_left_to_tensorrt(void) {
  session s;
  feed f;
  fill_feed(&f);
  f.cache_length = 5;
  memcpy(f.cache, "junk\n", 5);
  open_session(&s, 2);
  CHECK(build(&s, &f, TRTCAL_MINMAX) == TRTCAL_OK);
  CHECK(f.given == 2 && f.written_length == 0);
  close_session(&s);
}

static void strange_batches_of_tensorrt_do_not_reach_the_callback(void) {
  static const char* const knobs[] = {"null_names", "null_bindings", "binding_count"};
  size_t i;
  for (i = 0; i < sizeof knobs / sizeof *knobs; ++i) {
    session s;
    feed f;
    standin_reset();
    fill_feed(&f);
    open_session(&s, 2);
    standin_set(knobs[i], i == 2 ? 0 : 1);
    CHECK(build(&s, &f, TRTCAL_MINMAX) == TRTCAL_CALLBACK_FAILED);
    CHECK_SAYS("TensorRT asked the calibrator for a batch");
    CHECK(f.given == 0);
    close_session(&s);
  }
}

static void strange_log_lines_arrive(void) {
  session s;
  feed f;
  fill_feed(&f);
  open_session(&s, 2);
  standin_set("log_null", 1);
  standin_set("log_odd_severity", 1);
  standin_set("log_long", 100000);
  CHECK(build(&s, &f, TRTCAL_MINMAX) == TRTCAL_OK);
  close_session(&s);
}

static void* build_five_times(void* unused) {
  int i;
  (void)unused;
  for (i = 0; i < 5; ++i) {
    session s;
    feed f;
    trtcal_error own;
    trtcal_calibrator* calibrator;
    trtcal_host_memory* plan = NULL;
    fill_feed(&f);
    f.failing_batch = i == 2 ? 2 : 0;
    open_session(&s, 2);
    calibrator = calibrator_of(&f, i % 4);
    CHECK_OK(trtcal_config_set_calibrator(s.config, calibrator, &own));
    CHECK(trtcal_build_serialized(s.builder, s.network, s.config, &plan, &own) ==
          (i == 2 ? TRTCAL_CALLBACK_FAILED : TRTCAL_OK));
    CHECK(f.calls_after_failure == 0 && (f.written_length > 0) == (i != 2));
    trtcal_host_memory_destroy(plan);
    close_session(&s);
    trtcal_calibrator_destroy(calibrator);
  }
  return NULL;
}

static void two_builds_at_once_keep_apart(void) {
  pthread_t one, two;
  standin_set("log_from_thread", 20);
  standin_set("batch_ms", 2);
  CHECK(pthread_create(&one, NULL, build_five_times, NULL) == 0);
  CHECK(pthread_create(&two, NULL, build_five_times, NULL) == 0);
  CHECK(pthread_join(one, NULL) == 0 && pthread_join(two, NULL) == 0);
  CHECK(standin_count("builds") == 10);
}

static void callbacks_may_come_from_another_thread(void) {
  session s;
  feed f;
  fill_feed(&f);
  f.failing_batch = 2;
  open_session(&s, 2);
  standin_set("callback_thread", 2);
  CHECK(build(&s, &f, TRTCAL_MINMAX) == TRTCAL_CALLBACK_FAILED && f.calls_after_failure == 0);
  close_session(&s);
}

/* ---- What TensorRT refuses ------------------------------------------------------------------------------------- */

static void objects_that_tensorrt_does_not_create_are_failures(void) {
  session s;
  feed f;
  trtcal_network* network = NULL;
  trtcal_config* config = NULL;
  trtcal_profile* profile = NULL;
  trtcal_parser* parser = NULL;
  trtcal_runtime* runtime = NULL;
  trtcal_builder* builder = NULL;
  fill_feed(&f);
  open_session(&s, 2);
  standin_set("null_network", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_network_create(s.builder, 0, &network, &fault));
  CHECK_SAYS("IBuilder::createNetworkV2");
  standin_set("null_config", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_config_create(s.builder, &config, &fault));
  standin_set("null_profile", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_profile_create(s.builder, &profile, &fault));
  standin_set("null_parser", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_parser_create(s.network, s.logger, &parser, &fault));
  standin_set("null_runtime", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_runtime_create(s.library, s.logger, &runtime, &fault));
  standin_set("null_builder", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_builder_create(s.library, s.logger, &builder, &fault));
  CHECK_SAYS("createInferBuilder_INTERNAL");
  CHECK(!network && !config && !profile && !parser && !runtime && !builder);
  standin_set("null_plan", 1);
  CHECK(build(&s, &f, TRTCAL_MINMAX) == TRTCAL_TENSORRT_FAILED);
  CHECK_SAYS("IBuilder::buildSerializedNetwork");
  close_session(&s);
}

/* ---- Runtime --------------------------------------------------------------------------------------------------- */

static void runs_the_engine_it_built(void) {
  session s;
  feed f;
  trtcal_calibrator* calibrator;
  trtcal_host_memory* plan = NULL;
  trtcal_runtime* runtime = NULL;
  trtcal_engine* engine = NULL;
  trtcal_engine* broken = NULL;
  trtcal_context* context = NULL;
  const char* layers = NULL;
  trtcal_tensor tensor;
  const void* data = NULL;
  uint64_t length = 0;
  int32_t count = 0;
  trtcal_dims shape = {3, {2, 2, 3}}, wrong = {3, {2, 2, 4}};
  float output[10] = {0};
  void* pointers[2];
  fill_feed(&f);
  open_session(&s, 2);
  calibrator = calibrator_of(&f, TRTCAL_MINMAX);
  CHECK_OK(trtcal_config_set_calibrator(s.config, calibrator, &fault));
  CHECK_OK(trtcal_build_serialized(s.builder, s.network, s.config, &plan, &fault));
  CHECK_OK(trtcal_host_memory_view(plan, &data, &length, &fault));
  CHECK(data != NULL && length > 0);

  CHECK_OK(trtcal_runtime_create(s.library, s.logger, &runtime, &fault));
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_engine_deserialize(runtime, data, length - 1, &broken, &fault));
  CHECK_SAYS("IRuntime::deserializeCudaEngine");
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_engine_deserialize(runtime, data, 0, &broken, &fault));
  CHECK(broken == NULL);
  CHECK_OK(trtcal_engine_deserialize(runtime, data, length, &engine, &fault));
  trtcal_host_memory_destroy(plan);
  CHECK_OK(trtcal_engine_tensor_count(engine, &count, &fault));
  CHECK(count == 2);
  CHECK_OK(trtcal_engine_tensor(engine, 0, &tensor, &fault));
  CHECK(strcmp(tensor.name, "x") == 0 && tensor.is_input == 1 && tensor.dims.rank == 3 && tensor.dims.extent[0] == 2);
  CHECK_OK(trtcal_engine_tensor(engine, 1, &tensor, &fault));
  CHECK(strcmp(tensor.name, "y") == 0 && tensor.is_input == 0 && tensor.data_type == TRTCAL_FLOAT);
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_engine_tensor(engine, 2, &tensor, &fault));

  CHECK_OK(trtcal_context_create(engine, &context, &fault));
  CHECK_OK(trtcal_context_set_input_shape(context, "x", &shape, &fault));
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_context_set_input_shape(context, "x", &wrong, &fault));
  pointers[0] = f.data;
  pointers[1] = output;
  CHECK_OK(trtcal_context_execute(context, pointers, 2, &fault));
  CHECK(output[0] == 0 + 1 + 2 + 3 + 4 + 5 && output[5] == 6 + 7 + 8 + 9 + 10 + 11);
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_context_execute(context, pointers, 1, &fault));
  CHECK_SAYS("1 pointers for 2 tensors");
  pointers[1] = NULL;
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_context_execute(context, pointers, 2, &fault));
  CHECK_SAYS("tensor 1 is NULL");
  pointers[1] = output;
  standin_set("fail_execute", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_context_execute(context, pointers, 2, &fault));
  CHECK_SAYS("IExecutionContext::executeV2");
  CHECK(standin_count("executions") == 1);

  standin_set("null_inspector", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_engine_information(engine, &layers, &fault));
  CHECK_SAYS("ICudaEngine::createEngineInspector");
  CHECK_OK(trtcal_engine_information(engine, &layers, &fault));
  CHECK(strstr(layers, "\"Layers\"") != NULL);
  CHECK_OK(trtcal_engine_information(engine, &layers, &fault));
  CHECK(standin_live("inspector") == 1);

  trtcal_context_destroy(context);
  trtcal_engine_destroy(engine);
  CHECK(standin_live("inspector") == 0);
  trtcal_runtime_destroy(runtime);
  close_session(&s);
  trtcal_calibrator_destroy(calibrator);
}

/* ---- Debug tensors --------------------------------------------------------------------------------------------- */

/* What a listener was shown, and what it answers. */
typedef struct gallery {
  int32_t shown;
  int32_t answer;
  char name[64];
  trtcal_debug_tensor last;
  float value;
} gallery;

static int32_t show(int64_t context, const trtcal_debug_tensor* tensor) {
  gallery* g = (gallery*)(intptr_t)context;
  ++g->shown;
  CHECK(strlen(tensor->name) < sizeof g->name);
  strcpy(g->name, tensor->name);
  g->last = *tensor;
  g->value = *(const float*)tensor->data;
  return g->answer;
}

/* Without a calibrator, so that values are not rounded. */
static trtcal_engine* build_engine(session* s, trtcal_runtime* runtime) {
  trtcal_host_memory* plan = NULL;
  trtcal_engine* engine = NULL;
  const void* data = NULL;
  uint64_t length = 0;
  CHECK_OK(trtcal_config_set_flag(s->config, 1, 0, &fault));
  CHECK_OK(trtcal_build_serialized(s->builder, s->network, s->config, &plan, &fault));
  CHECK_OK(trtcal_host_memory_view(plan, &data, &length, &fault));
  CHECK_OK(trtcal_engine_deserialize(runtime, data, length, &engine, &fault));
  trtcal_host_memory_destroy(plan);
  return engine;
}

static void shows_the_tensors_that_were_marked(void) {
  session s;
  gallery g = {0};
  trtcal_runtime* runtime = NULL;
  trtcal_engine* engine;
  trtcal_context* context = NULL;
  trtcal_debug_listener* listener = NULL;
  int32_t marked = -1;
  float input[12] = {1, 2, 3, 4, 5, 6, 0};
  float output[10] = {0};
  void* pointers[2];
  pointers[0] = input;
  pointers[1] = output;
  open_session(&s, 2);
  CHECK_OK(trtcal_network_mark_debug(s.network, "nothing", &marked, &fault));
  CHECK(marked == 0);
  standin_set("fail_mark_debug", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_network_mark_debug(s.network, "c", &marked, &fault));
  CHECK_SAYS("INetworkDefinition::markDebug refused tensor 'c'");
  CHECK(marked == 0);
  CHECK_OK(trtcal_network_mark_debug(s.network, "c", &marked, &fault));
  CHECK(marked == 1);
  CHECK_OK(trtcal_runtime_create(s.library, s.logger, &runtime, &fault));
  engine = build_engine(&s, runtime);
  CHECK_OK(trtcal_context_create(engine, &context, &fault));
  CHECK_OK(trtcal_debug_listener_create(show, (intptr_t)&g, &listener, &fault));

  CHECK_OK(trtcal_context_enqueue(context, pointers, 2, NULL, &fault));
  CHECK(g.shown == 0 && output[0] == 21);
  standin_set("fail_debug_listener", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_context_set_debug_listener(context, listener, &fault));
  CHECK_SAYS("IExecutionContext::setDebugListener");
  CHECK_OK(trtcal_context_set_debug_listener(context, listener, &fault));
  CHECK_OK(trtcal_context_enqueue(context, pointers, 2, NULL, &fault));
  CHECK(g.shown == 1 && strcmp(g.name, "c") == 0 && g.last.stream == NULL && g.last.on_host == 0);
  CHECK(g.last.data_type == TRTCAL_FLOAT && g.last.dims.rank == 2 && g.last.dims.extent[0] == 2);
  /* 21 times the factor that the stand-in makes of the name. */
  CHECK(g.value >= 21 * 0.5f && g.value < 21 * 4.5f);

  g.answer = -1;
  CHECK_STATUS(TRTCAL_CALLBACK_FAILED, trtcal_context_enqueue(context, pointers, 2, NULL, &fault));
  CHECK(g.shown == 2);
  g.answer = 0;
  CHECK_OK(trtcal_context_enqueue(context, pointers, 2, NULL, &fault));
  CHECK(g.shown == 3);
  CHECK_OK(trtcal_context_set_debug_listener(context, NULL, &fault));
  CHECK_OK(trtcal_context_enqueue(context, pointers, 2, NULL, &fault));
  CHECK(g.shown == 3);
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_context_enqueue(context, pointers, 1, NULL, &fault));
  pointers[0] = NULL;
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_context_enqueue(context, pointers, 2, NULL, &fault));
  pointers[0] = input;
  standin_set("fail_execute", 1);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_context_enqueue(context, pointers, 2, NULL, &fault));
  CHECK_SAYS("IExecutionContext::enqueueV3");

  trtcal_context_destroy(context);
  trtcal_debug_listener_destroy(listener);
  trtcal_engine_destroy(engine);
  trtcal_runtime_destroy(runtime);
  close_session(&s);
}

/* A listener that failed is not asked for the tensors behind. */
static void a_failing_listener_is_not_called_again_in_its_run(void) {
  session s;
  gallery g = {0};
  trtcal_runtime* runtime = NULL;
  trtcal_engine* engine;
  trtcal_context* context = NULL;
  trtcal_debug_listener* listener = NULL;
  int32_t marked = -1;
  float input[12] = {0};
  float output[10] = {0};
  void* pointers[2];
  pointers[0] = input;
  pointers[1] = output;
  g.answer = -1;
  standin_set_version(100800); /* whose slots lie one higher */
  open_session(&s, 2);
  CHECK_OK(trtcal_network_mark_debug(s.network, "c", &marked, &fault));
  CHECK_OK(trtcal_network_mark_debug(s.network, "y", &marked, &fault));
  CHECK_OK(trtcal_runtime_create(s.library, s.logger, &runtime, &fault));
  engine = build_engine(&s, runtime);
  CHECK_OK(trtcal_context_create(engine, &context, &fault));
  CHECK_OK(trtcal_debug_listener_create(show, (intptr_t)&g, &listener, &fault));
  CHECK_OK(trtcal_context_set_debug_listener(context, listener, &fault));
  CHECK_STATUS(TRTCAL_CALLBACK_FAILED, trtcal_context_enqueue(context, pointers, 2, NULL, &fault));
  CHECK(g.shown == 1);
  standin_set("ignore_debug_answer", 1);
  CHECK_STATUS(TRTCAL_CALLBACK_FAILED, trtcal_context_enqueue(context, pointers, 2, NULL, &fault));
  CHECK(g.shown == 2);
  trtcal_context_destroy(context);
  trtcal_debug_listener_destroy(listener);
  trtcal_engine_destroy(engine);
  trtcal_runtime_destroy(runtime);
  close_session(&s);
}

/* ---------------------------------------------------------------------------------------------------------------- */

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "search") == 0) {
    AGAINST_STANDIN(opens_by_name_from_the_search_path);
    return 0;
  }
  AGAINST_STANDIN(refuses_other_major_versions_in_words);
  AGAINST_STANDIN(names_a_missing_parser_and_a_missing_symbol);
  AGAINST_STANDIN(opens_from_the_paths_given);
  AGAINST_STANDIN(takes_every_release_of_10);
  AGAINST_STANDIN(asks_the_driver_before_tensorrt);
  AGAINST_STANDIN(describes_the_networks_inputs_and_outputs);
  AGAINST_STANDIN(hands_over_every_parser_error);
  AGAINST_STANDIN(parses_a_file);
  AGAINST_STANDIN(a_10_8_with_other_slots_is_refused);
  AGAINST_STANDIN(sets_and_reads_back_the_configuration);
  AGAINST_STANDIN(calibrates_a_dynamic_network_with_profiles);
  AGAINST_STANDIN(each_calibrator_builds_in_tensorrts_order);
  AGAINST_STANDIN(legacy_does_without_histogram_functions);
  AGAINST_STANDIN(failing_batch_size_stops_the_build);
  AGAINST_STANDIN(failing_read_stops_the_build);
  AGAINST_STANDIN(failing_first_batch_stops_the_build);
  AGAINST_STANDIN(failing_later_batch_is_not_taken_for_the_end_of_the_data);
  AGAINST_STANDIN(failing_write_stops_the_build);
  AGAINST_STANDIN(input_left_unbound_is_named);
  AGAINST_STANDIN(cache_without_data_stops_the_build);
  AGAINST_STANDIN(foreign_cache_is_left_to_tensorrt);
  AGAINST_STANDIN(strange_batches_of_tensorrt_do_not_reach_the_callback);
  AGAINST_STANDIN(strange_log_lines_arrive);
  AGAINST_STANDIN(two_builds_at_once_keep_apart);
  AGAINST_STANDIN(callbacks_may_come_from_another_thread);
  AGAINST_STANDIN(objects_that_tensorrt_does_not_create_are_failures);
  AGAINST_STANDIN(runs_the_engine_it_built);
  AGAINST_STANDIN(shows_the_tensors_that_were_marked);
  AGAINST_STANDIN(a_failing_listener_is_not_called_again_in_its_run);
  AGAINST_STANDIN(refuses_a_parser_of_another_release);
  return 0;
}
