/* A test is a function that CHECKs; a program of tests fails when a check does, and says where. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static _Atomic int check_failures;

#define CHECK(holds)                                                            \
  do {                                                                          \
    if (!(holds)) {                                                             \
      fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds); \
      check_failures++;                                                         \
    }                                                                           \
  } while (0)

/* Both values in the message. */
#define CHECK_EQUAL(left, right)                                                       \
  do {                                                                                 \
    unsigned long long check_left = (unsigned long long)(left);                        \
    unsigned long long check_right = (unsigned long long)(right);                      \
    if (check_left != check_right) {                                                   \
      fprintf(stderr, "%s:%d: %s is %llu, %s is %llu\n", __FILE__, __LINE__, #left,    \
              check_left, #right, check_right);                                        \
      check_failures++;                                                                \
    }                                                                                  \
  } while (0)

#define RUN(test)            \
  do {                       \
    printf("  %s\n", #test); \
    fflush(stdout);          \
    test();                  \
  } while (0)

static inline int check_result(void) { return check_failures == 0 ? 0 : 1; }

/* xorshift64, which needs a seed that is not 0. */
static inline unsigned long long next_random(unsigned long long *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

#endif
