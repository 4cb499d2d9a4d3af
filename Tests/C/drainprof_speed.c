// Nanoseconds of a registration and of a deregistration: the median of rounds, each of blocks in
// one granule. No test: it prints.
#include <drainprof.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int by_value(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

int main(int argc, char **argv) {
  enum { rounds = 201, block = 100000 };
  drainprof_config config;
  drainprof_config_default(&config);
  bool diagnostic = argc > 1 && strcmp(argv[1], "diagnostic") == 0;
  if (diagnostic) config.mode = DRAINPROF_DIAGNOSTIC;
  drainprof *prof = drainprof_create_with_config(&config);
  static double registrations[rounds], deregistrations[rounds];
  drainprof_granule_open(prof, 1);
  for (int round = 0; round < rounds; round++) {
    double start = now();
    for (uint64_t object = 0; object < block; object++) {
      drainprof_alloc_register(prof, 1, object, 64);
    }
    double middle = now();
    for (uint64_t object = 0; object < block; object++) drainprof_alloc_deregister(prof, 1, object);
    double end = now();
    registrations[round] = (middle - start) / block;
    deregistrations[round] = (end - middle) / block;
  }
  qsort(registrations, rounds, sizeof(double), by_value);
  qsort(deregistrations, rounds, sizeof(double), by_value);
  printf("%s: register %.2f ns, deregister %.2f ns (median of %d rounds)\n",
         diagnostic ? "diagnostic" : "production", registrations[rounds / 2],
         deregistrations[rounds / 2], rounds);
  drainprof_destroy(prof);
  return 0;
}
