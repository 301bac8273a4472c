/* The few lines the tests need: a failed check names its line and ends the test, and a claim is a function. */
#ifndef TRTCAL_TEST_CHECK_H
#define TRTCAL_TEST_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trtcal.h"

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                \
    }                                                                         \
  } while (0)

/* The call answers `expected`; `fault` is the error that it filled. */
#define CHECK_STATUS(expected, call)                                                        \
  do {                                                                                      \
    const int32_t answered = (call);                                                        \
    if (answered != (expected)) {                                                           \
      fprintf(stderr, "%s:%d: %s answered %d (%s)\n", __FILE__, __LINE__, #call, answered,  \
              answered ? fault.message : "");                                               \
      exit(1);                                                                              \
    }                                                                                       \
    if (answered != TRTCAL_OK) CHECK(fault.status == answered && fault.message[0] != '\0'); \
  } while (0)

#define CHECK_OK(call) CHECK_STATUS(TRTCAL_OK, call)

#define CHECK_SAYS(part)                                                                        \
  do {                                                                                          \
    if (strstr(fault.message, part) == NULL) {                                                  \
      fprintf(stderr, "%s:%d: no \"%s\" in \"%s\"\n", __FILE__, __LINE__, part, fault.message); \
      exit(1);                                                                                  \
    }                                                                                           \
  } while (0)

#define CLAIM(function)        \
  do {                         \
    printf("%s\n", #function); \
    fflush(stdout);            \
    function();                \
  } while (0)

#endif
