/* What a build needs, against the stand-in libraries; for tests that each start with the stand-in as new. */
#ifndef TRTCAL_TEST_SESSION_H
#define TRTCAL_TEST_SESSION_H

#include <stddef.h>

#include "check.h"
#include "model.h"
#include "standin.h"

#define NVINFER STANDIN_DIR "/libnvinfer.so.10"
#define PARSER STANDIN_DIR "/libnvonnxparser.so.10"
#define DRIVER STANDIN_DIR "/libcuda.so.1"

static trtcal_error fault;

typedef struct session {
  trtcal_library* library;
  trtcal_logger* logger;
  trtcal_builder* builder;
  trtcal_network* network;
  trtcal_parser* parser;
  trtcal_config* config;
  int32_t errors_logged;
} session;

static void log_line(int64_t context, int32_t severity, const char* message) {
  session* owner = (session*)(intptr_t)context;
  CHECK(message != NULL);
  if (severity <= 1) ++owner->errors_logged;
}

static trtcal_library* open_library(void) {
  trtcal_library* library = NULL;
  CHECK_OK(trtcal_library_open(NVINFER, PARSER, DRIVER, &library, &fault));
  return library;
}

static void open_builder(session* s) {
  memset(s, 0, sizeof *s);
  s->library = open_library();
  CHECK_OK(trtcal_logger_create(log_line, (intptr_t)s, &s->logger, &fault));
  CHECK_OK(trtcal_builder_create(s->library, s->logger, &s->builder, &fault));
}

static void open_session(session* s, int64_t batch) {
  const bytes model = onnx_model(batch, "Conv", "Relu");
  open_builder(s);
  CHECK_OK(trtcal_network_create(s->builder, 0, &s->network, &fault));
  CHECK_OK(trtcal_parser_create(s->network, s->logger, &s->parser, &fault));
  CHECK_OK(trtcal_parser_parse_memory(s->parser, model.data, model.size, NULL, &fault));
  CHECK_OK(trtcal_config_create(s->builder, &s->config, &fault));
  CHECK_OK(trtcal_config_set_flag(s->config, 1, 1, &fault));
}

static void close_session(session* s) {
  trtcal_parser_destroy(s->parser);
  trtcal_network_destroy(s->network);
  trtcal_config_destroy(s->config);
  trtcal_builder_destroy(s->builder);
  trtcal_logger_destroy(s->logger);
  trtcal_library_close(s->library);
}

static void check_trace(const char* expected) {
  char text[4096];
  CHECK(standin_trace(text, sizeof text) < sizeof text);
  if (strcmp(text, expected) == 0) return;
  fprintf(stderr, "the calls were\n%s\nnot\n%s\n", text, expected);
  exit(1);
}

/* A claim, after which nothing may be left alive. */
#define AGAINST_STANDIN(claim)                     \
  do {                                             \
    standin_reset();                               \
    CLAIM(claim);                                  \
    CHECK(standin_live("all") == 0);               \
    CHECK(standin_count("order_violations") == 0); \
  } while (0)

#endif
