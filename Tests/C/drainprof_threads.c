// Threads that share a profiler, free what others allocated, come and go, and outlive profilers.
#include <drainprof.h>

#include <pthread.h>
#include <stdlib.h>

#include "check.h"

#ifndef OPERATIONS
#define OPERATIONS 500000
#endif
#ifndef COMERS
#define COMERS 10000
#endif
enum { threads = 8 };

struct part {
  drainprof *prof;
  uint64_t number;
  int refused;
};

/// Epochs of its own, of which every fourth keeps an object until the end.
static void *own_granules(void *argument) {
  struct part *part = argument;
  uint64_t granule = part->number << 32;
  for (uint64_t object = 0; object < OPERATIONS; granule++) {
    part->refused += drainprof_granule_open(part->prof, granule) != 0;
    uint64_t first = object;
    for (; object < first + 100; object++) {
      part->refused += drainprof_alloc_register(part->prof, granule, granule << 8 | object, 8) != 0;
    }
    bool keeps = granule % 4 == 0;
    for (uint64_t freed = first + keeps; freed < object; freed++) {
      part->refused += drainprof_alloc_deregister(part->prof, granule, granule << 8 | freed) != 0;
    }
    part->refused += drainprof_granule_close(part->prof, granule) != !keeps;
    if (keeps) {
      part->refused += drainprof_alloc_deregister(part->prof, granule, granule << 8 | first) != 0;
    }
  }
  return NULL;
}

/// One granule for all, and objects that the next thread frees.
static void *shared_granule(void *argument) {
  struct part *part = argument;
  for (uint64_t object = 0; object < OPERATIONS; object++) {
    part->refused +=
        drainprof_alloc_register(part->prof, 1, part->number * OPERATIONS + object, 8) != 0;
  }
  return NULL;
}

static void *free_of_the_next(void *argument) {
  struct part *part = argument;
  uint64_t next = (part->number + 1) % threads;
  for (uint64_t object = 0; object < OPERATIONS; object++) {
    part->refused += drainprof_alloc_deregister(part->prof, 1, next * OPERATIONS + object) != 0;
  }
  return NULL;
}

static void run(drainprof *prof, void *(*body)(void *)) {
  pthread_t running[threads];
  struct part parts[threads];
  for (uint64_t number = 0; number < threads; number++) {
    parts[number] = (struct part){prof, number, 0};
    pthread_create(&running[number], NULL, body, &parts[number]);
  }
  for (int number = 0; number < threads; number++) {
    pthread_join(running[number], NULL);
    CHECK_EQUAL(parts[number].refused, 0);
  }
}

static void together(drainprof_mode mode) {
  drainprof_config config;
  drainprof_config_default(&config);
  config.mode = mode;
  drainprof *prof = drainprof_create_with_config(&config);
  run(prof, own_granules);
  drainprof_snapshot_t snapshot;
  drainprof_snapshot(prof, &snapshot);
  CHECK_EQUAL(snapshot.total_closes, threads * (OPERATIONS / 100));
  CHECK_EQUAL(snapshot.pinned_closes, threads * (OPERATIONS / 400));
  CHECK_EQUAL(snapshot.total_allocs, threads * OPERATIONS);
  CHECK_EQUAL(snapshot.total_deallocs, threads * OPERATIONS);
  drainprof_granule_open(prof, 1);
  run(prof, shared_granule);
  drainprof_sweep(prof, &snapshot);
  CHECK_EQUAL(snapshot.total_allocs - snapshot.total_deallocs, threads * OPERATIONS);
  run(prof, free_of_the_next);
  CHECK_EQUAL(drainprof_granule_close(prof, 1), 1);
  drainprof_misuse_t misuse;
  drainprof_misuse(prof, &misuse);
  CHECK_EQUAL(misuse.deregistrations_without_registration, 0);
  CHECK_EQUAL(misuse.unknown_granules, 0);
  drainprof_destroy(prof);
}

static void *one_object(void *argument) {
  struct part *part = argument;
  part->refused += drainprof_alloc_register(part->prof, 1, part->number, 8) != 0;
  return NULL;
}

/// A shard that a thread gave up serves the next.
static void comers(drainprof *prof) {
  enum { count = COMERS };
  drainprof_granule_open(prof, 1);
  for (uint64_t number = 0; number < count; number++) {
    pthread_t thread;
    struct part part = {prof, number, 0};
    pthread_create(&thread, NULL, one_object, &part);
    pthread_join(thread, NULL);
    CHECK_EQUAL(part.refused, 0);
  }
  drainprof_snapshot_t snapshot;
  drainprof_snapshot(prof, &snapshot);
  CHECK_EQUAL(snapshot.total_allocs, count);
  drainprof_tables_t tables;
  drainprof_tables(prof, &tables);
  CHECK(tables.threads <= 2);
  for (uint64_t number = 0; number < count; number++) {
    CHECK_EQUAL(drainprof_alloc_deregister(prof, 1, number), 0);
  }
  CHECK_EQUAL(drainprof_granule_close(prof, 1), 1);
}

/// Profilers that are destroyed while a thread that used them lives on, and others in their memory.
static void *many_profilers(void *argument) {
  struct part *part = argument;
  for (int round = 0; round < 200; round++) {
    drainprof_config config;
    drainprof_config_default(&config);
    config.mode = round % 3 == 0 ? DRAINPROF_DIAGNOSTIC : DRAINPROF_PRODUCTION;
    drainprof *first = drainprof_create_with_config(&config);
    drainprof *second = drainprof_create();
    for (int turn = 0; turn < 10; turn++) {
      drainprof *prof = turn % 2 == 0 ? first : second;
      part->refused += drainprof_granule_open(prof, 1) != 0;
      part->refused += drainprof_alloc_register(prof, 1, 1, 8) != 0;
      part->refused += drainprof_alloc_register(part->prof, 1, part->number, 8) != 0;
      part->refused += drainprof_alloc_deregister(prof, 1, 1) != 0;
      part->refused += drainprof_alloc_deregister(part->prof, 1, part->number) != 0;
      part->refused += drainprof_granule_close(prof, 1) != 1;
    }
    drainprof_snapshot_t snapshot;
    drainprof_snapshot(first, &snapshot);
    part->refused += snapshot.total_allocs != 5 || snapshot.total_closes != 5;
    drainprof_destroy(first);
    drainprof_destroy(second);
  }
  return NULL;
}

int main(void) {
  together(DRAINPROF_PRODUCTION);
  together(DRAINPROF_DIAGNOSTIC);
  drainprof *prof = drainprof_create();
  comers(prof);
  drainprof_granule_open(prof, 1);
  run(prof, many_profilers);
  CHECK_EQUAL(drainprof_granule_close(prof, 1), 1);
  drainprof_destroy(prof);
  return check_result();
}
