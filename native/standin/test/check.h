// STAND-IN FOR TESTS; see ../README.md. The self-test's one tool.
#ifndef STANDIN_TEST_CHECK_H
#define STANDIN_TEST_CHECK_H

#include <cstdio>
#include <cstdlib>

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);  \
      std::exit(1);                                                                   \
    }                                                                                 \
  } while (false)

#endif
