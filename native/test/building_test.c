/* How a build is watched and ended, what it measures, and in what type layers compute; against the stand-in libraries. */
#include "session.h"

/* ---- A monitor that writes down what it hears ------------------------------------------------------------------- */

typedef struct listener {
  char heard[2048];
  int32_t stop_at; /* the step, from 1, that it answers with "stop"; 0: none */
  int32_t steps;
} listener;

static void hear(listener* l, const char* format, const char* phase, const char* parent, int32_t number) {
  const size_t used = strlen(l->heard);
  snprintf(l->heard + used, sizeof l->heard - used, format, phase, parent, number);
}

static void phase_start(int64_t context, const char* phase, const char* parent, int32_t steps) {
  hear((listener*)(intptr_t)context, "%s<%s %d|", phase, parent == NULL ? "" : parent, steps);
}

static int32_t step_complete(int64_t context, const char* phase, int32_t step) {
  listener* l = (listener*)(intptr_t)context;
  hear(l, "%s%s %d|", phase, "", step);
  return ++l->steps != l->stop_at;
}

static void phase_finish(int64_t context, const char* phase) {
  hear((listener*)(intptr_t)context, "%s>%s%.0d|", phase, "", 0);
}

static void set_monitor(session* s, listener* l) {
  trtcal_monitor_callbacks callbacks = {0, phase_start, step_complete, phase_finish};
  callbacks.context = (intptr_t)l;
  CHECK_OK(trtcal_config_set_monitor(s->config, &callbacks, &fault));
}

static int32_t build(session* s) {
  trtcal_host_memory* plan = NULL;
  const int32_t status = trtcal_build_serialized(s->builder, s->network, s->config, &plan, &fault);
  CHECK((plan != NULL) == (status == TRTCAL_OK));
  trtcal_host_memory_destroy(plan);
  return status;
}

static void phases_are_told_with_their_parents(void) {
  session s;
  listener l = {"", 0, 0};
  open_session(&s, 2);
  set_monitor(&s, &l);
  CHECK_OK(build(&s));
  CHECK(strncmp(l.heard,
                "Building engine< 4|Building engine 0|Timing kernels 1<Building engine 5|Timing kernels 1 0|", 86) == 0);
  CHECK(strstr(l.heard, "Timing kernels 3 4|Timing kernels 3>|Building engine 3|Building engine>|") != NULL);
  l.heard[0] = '\0';
  CHECK_OK(trtcal_config_set_monitor(s.config, NULL, &fault));
  CHECK_OK(build(&s));
  CHECK(l.heard[0] == '\0');
  close_session(&s);
}

static void the_monitor_ends_the_build(void) {
  session s;
  listener l = {"", 3, 0};
  open_session(&s, 2);
  set_monitor(&s, &l);
  CHECK_STATUS(TRTCAL_BUILD_STOPPED, build(&s));
  CHECK(l.steps == 3);
  CHECK(strstr(l.heard, "Building engine>|") != NULL);
  /* The next build is a new one. */
  l.stop_at = 0;
  CHECK_OK(build(&s));
  close_session(&s);
}

static void a_tensorrt_that_goes_on_does_not_ask_again(void) {
  session s;
  listener l = {"", 2, 0};
  open_session(&s, 2);
  set_monitor(&s, &l);
  CHECK(standin_set("ignore_stop", 1) == 0);
  CHECK_STATUS(TRTCAL_BUILD_STOPPED, build(&s));
  CHECK(l.steps == 2);
  close_session(&s);
}

/* ---- Timing cache ------------------------------------------------------------------------------------------------ */

static bytes timing_cache_of(session* s) {
  bytes copy = {{0}, 0};
  const void* data = NULL;
  uint64_t size = 0;
  trtcal_host_memory* memory = NULL;
  CHECK_OK(trtcal_config_timing_cache(s->config, &memory, &fault));
  CHECK_OK(trtcal_host_memory_view(memory, &data, &size, &fault));
  CHECK(size <= sizeof copy.data);
  memcpy(copy.data, data, size);
  copy.size = size;
  trtcal_host_memory_destroy(memory);
  return copy;
}

static bytes measured(void) {
  session s;
  bytes cache;
  open_session(&s, 2);
  CHECK_OK(trtcal_config_set_timing_cache(s.config, NULL, 0, &fault));
  CHECK_OK(build(&s));
  cache = timing_cache_of(&s);
  close_session(&s);
  return cache;
}

static void a_second_build_measures_nothing(void) {
  session s;
  const bytes cache = measured();
  CHECK(standin_count("kernels_timed") == 2);
  open_session(&s, 2);
  CHECK_OK(trtcal_config_set_timing_cache(s.config, cache.data, cache.size, &fault));
  CHECK_OK(build(&s));
  CHECK(standin_count("kernels_timed") == 2);
  close_session(&s);
}

static void a_timing_cache_of_another_gpu_or_version_is_refused(void) {
  session s;
  const bytes cache = measured();
  open_session(&s, 2);
  CHECK(standin_set("gpu", 2) == 0);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_config_set_timing_cache(s.config, cache.data, cache.size, &fault));
  CHECK_SAYS("setTimingCache refused");
  CHECK(standin_set("gpu", 1) == 0);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_config_set_timing_cache(s.config, "garbage", 7, &fault));
  CHECK_SAYS("createTimingCache created nothing");
  standin_set_version(100700);
  CHECK(standin_set("drop_timing_cache", 1) == 0);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_config_set_timing_cache(s.config, cache.data, cache.size, &fault));
  CHECK_SAYS("took nothing");
  standin_set_version(100600);
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_config_set_timing_cache(s.config, NULL, 1, &fault));
  CHECK_OK(build(&s));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_config_merge_timing_cache(s.config, cache.data, cache.size, &fault));
  CHECK_SAYS("no timing cache was set");
  close_session(&s);
}

static void timing_caches_are_merged(void) {
  session s;
  bytes merged;
  const bytes cache = measured();
  open_session(&s, 2);
  CHECK_OK(trtcal_config_set_timing_cache(s.config, NULL, 0, &fault));
  CHECK_OK(trtcal_config_merge_timing_cache(s.config, cache.data, cache.size, &fault));
  merged = timing_cache_of(&s);
  CHECK(merged.size == cache.size && memcmp(merged.data, cache.data, cache.size) == 0);
  CHECK(standin_set("null_timing_cache", 1) == 0);
  CHECK_STATUS(TRTCAL_TENSORRT_FAILED, trtcal_config_merge_timing_cache(s.config, cache.data, cache.size, &fault));
  close_session(&s);
}

/* ---- Layers ------------------------------------------------------------------------------------------------------ */

static void layers_tell_their_tensors(void) {
  session s;
  trtcal_layer layer = {NULL, 0, 0, 0};
  trtcal_tensor tensor;
  open_session(&s, 2);
  CHECK_OK(trtcal_network_layer(s.network, 1, &layer, &fault));
  CHECK(strcmp(layer.name, "second") == 0 && layer.type == 2);
  CHECK(layer.input_count == 1 && layer.output_count == 1);
  CHECK_OK(trtcal_network_layer_output(s.network, 1, 0, &tensor, &fault));
  CHECK(strcmp(tensor.name, "y") == 0 && tensor.is_input == 0);
  CHECK_OK(trtcal_network_layer_input(s.network, 0, 0, &tensor, &fault));
  CHECK(strcmp(tensor.name, "x") == 0 && tensor.is_input == 1);
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_network_layer(s.network, 2, &layer, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_network_layer_input(s.network, 0, 1, &tensor, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_network_layer_output(s.network, -1, 0, &tensor, &fault));
  close_session(&s);
}

static void a_layer_is_kept_in_a_type(void) {
  session s;
  open_session(&s, 2);
  CHECK_OK(trtcal_network_set_layer_precision(s.network, 0, TRTCAL_FLOAT, &fault));
  CHECK_OK(trtcal_network_set_layer_precision(s.network, 1, TRTCAL_HALF, &fault));
  CHECK_OK(trtcal_config_set_flag(s.config, 9, 1, &fault));
  CHECK_OK(build(&s));
  check_trace("1 begin\n1 first in FLOAT, output 0 FLOAT\n1 second in HALF, output 0 HALF\n1 end plan\n");
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_network_set_layer_precision(s.network, 0, TRTCAL_INT64, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_network_set_layer_precision(s.network, 2, TRTCAL_FLOAT, &fault));
  close_session(&s);
}

static void hardware_compatibility_is_set(void) {
  session s;
  open_session(&s, 2);
  CHECK_OK(trtcal_config_set_hardware_compatibility(s.config, 1, &fault));
  CHECK_STATUS(TRTCAL_INVALID_ARGUMENT, trtcal_config_set_hardware_compatibility(s.config, 3, &fault));
  close_session(&s);
}

int main(void) {
  AGAINST_STANDIN(phases_are_told_with_their_parents);
  AGAINST_STANDIN(the_monitor_ends_the_build);
  AGAINST_STANDIN(a_tensorrt_that_goes_on_does_not_ask_again);
  AGAINST_STANDIN(a_second_build_measures_nothing);
  AGAINST_STANDIN(a_timing_cache_of_another_gpu_or_version_is_refused);
  AGAINST_STANDIN(timing_caches_are_merged);
  AGAINST_STANDIN(layers_tell_their_tensors);
  AGAINST_STANDIN(a_layer_is_kept_in_a_type);
  AGAINST_STANDIN(hardware_compatibility_is_set);
  return 0;
}
