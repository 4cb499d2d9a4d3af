// The least that a C test needs: a check that names its line, and goes on.
#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <stdio.h>

static int failures;

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);  \
      failures++;                                                              \
    }                                                                          \
  } while (0)

/// Two whole numbers that have to be equal.
#define CHECK_EQUAL(found, expected)                                                     \
  do {                                                                                   \
    int64_t found_ = (int64_t)(found), expected_ = (int64_t)(expected);                  \
    if (found_ != expected_) {                                                           \
      fprintf(stderr, "%s:%d: %s is %" PRId64 ", expected %" PRId64 "\n", __FILE__,      \
              __LINE__, #found, found_, expected_);                                      \
      failures++;                                                                        \
    }                                                                                    \
  } while (0)

#define FINISH() return failures == 0 ? 0 : 1

#endif
