/* Many threads: pairs of their own, frees by others, closes under way, threads that come and go. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "check.h"
#include "slab_alloc.h"
#include "slab_stats.h"

/* Sanitizers make everything slower. */
#ifndef PAIRS
#define PAIRS 500000
#endif
#ifndef COMERS
#define COMERS 10000
#endif
enum { THREADS = 8 };

static uint64_t live_objects(SlabAllocator *slabs) {
  uint64_t objects = 0;
  for (uint32_t index = 0; index < SLAB_CLASS_COUNT; index++) {
    for (EpochId epoch = 0; epoch < SLAB_EPOCH_COUNT; epoch++) {
      SlabEpochStats stats;
      slab_stats_epoch(slabs, index, epoch, &stats);
      objects += stats.alloc_count;
    }
  }
  return objects;
}

static SlabAllocator *shared;

static void run_threads(void *(*body)(void *)) {
  pthread_t threads[THREADS];
  for (intptr_t index = 0; index < THREADS; index++) {
    CHECK(pthread_create(&threads[index], NULL, body, (void *)index) == 0);
  }
  for (int index = 0; index < THREADS; index++) pthread_join(threads[index], NULL);
}

static void *pairs(void *argument) {
  intptr_t thread = (intptr_t)argument;
  unsigned long long state = (unsigned long long)thread + 1;
  struct { unsigned char *object; SlabHandle handle; } held[64];
  memset(held, 0, sizeof held);
  unsigned wrong = 0;
  for (int pair = 0; pair < PAIRS; pair++) {
    unsigned long long random = next_random(&state);
    int place = (int)(random % 64);
    if (held[place].object != NULL) {
      wrong += *held[place].object != (unsigned char)(thread * 64 + place);
      wrong += !free_obj(shared, held[place].handle);
    }
    held[place].object = alloc_obj_epoch(shared, (uint32_t)(random >> 20) % 768 + 1,
                                         (EpochId)(random >> 40) % 16, &held[place].handle);
    if (held[place].object == NULL) {
      wrong++;
      continue;
    }
    *held[place].object = (unsigned char)(thread * 64 + place);
  }
  for (int place = 0; place < 64; place++) {
    if (held[place].object != NULL) wrong += !free_obj(shared, held[place].handle);
  }
  CHECK_EQUAL(wrong, 0);
  return NULL;
}

static void threads_keep_their_objects_apart(void) {
  shared = slab_allocator_create();
  run_threads(pairs);
  CHECK_EQUAL(live_objects(shared), 0);
  slab_allocator_free(shared);
}

/* Handles from thread to thread: each takes what another has put down and frees it. */
static _Atomic SlabHandle places[256];
static atomic_long freed, made;

static void *hand_over(void *argument) {
  unsigned long long state = (unsigned long long)(intptr_t)argument + 11;
  long own_freed = 0, own_made = 0;
  for (int step = 0; step < PAIRS; step++) {
    unsigned long long random = next_random(&state);
    SlabHandle handle;
    void *object = alloc_obj_epoch(shared, 128, (EpochId)(random >> 40) % 16, &handle);
    if (object == NULL) continue;
    own_made++;
    memset(object, 0x5a, 128);
    SlabHandle found = atomic_exchange(&places[random % 256], handle);
    if (found != 0) own_freed += free_obj(shared, found);
  }
  freed += own_freed;
  made += own_made;
  return NULL;
}

static void threads_free_what_others_allocated(void) {
  shared = slab_allocator_create();
  freed = made = 0;
  run_threads(hand_over);
  CHECK_EQUAL(made, (long)THREADS * PAIRS);
  for (int place = 0; place < 256; place++) {
    SlabHandle left = atomic_exchange(&places[place], 0);
    if (left != 0) freed += free_obj(shared, left);
  }
  CHECK_EQUAL(freed, made);
  CHECK_EQUAL(live_objects(shared), 0);
  slab_allocator_free(shared);
}

/* One of two racing frees succeeds. */
static SlabHandle raced[20000];
static pthread_barrier_t start;

static void *race(void *argument) {
  (void)argument;
  long own = 0;
  pthread_barrier_wait(&start);
  for (int index = 0; index < 20000; index++) own += free_obj(shared, raced[index]);
  freed += own;
  return NULL;
}

static void racing_frees_succeed_once(void) {
  shared = slab_allocator_create();
  freed = 0;
  pthread_barrier_init(&start, NULL, THREADS);
  for (int index = 0; index < 20000; index++) {
    alloc_obj_epoch(shared, (uint32_t)index % 768 + 1, 0, &raced[index]);
  }
  run_threads(race);
  CHECK_EQUAL(freed, 20000);
  pthread_barrier_destroy(&start);
  slab_allocator_free(shared);
}

/* One thread advances and closes while the others allocate in what is current. */
static atomic_bool is_over;

static void *follow_the_ring(void *argument) {
  if ((intptr_t)argument == 0) {
    /* Until the others have had their turns, too. */
    for (int step = 0; step < PAIRS / 1000 || made < 1000; step++) {
      EpochId last = epoch_current(shared);
      epoch_advance(shared);
      epoch_close(shared, last);
      if (step % 16 == 0) sched_yield();
    }
    is_over = true;
    return NULL;
  }
  unsigned wrong = 0;
  while (!is_over) {
    SlabHandle handle;
    unsigned char *object = alloc_obj_epoch(shared, 256, epoch_current(shared), &handle);
    if (object == NULL) { /* the epoch was stopped in between */
      sched_yield();
      continue;
    }
    memset(object, 0xa5, 256);
    wrong += object[255] != 0xa5;
    wrong += !free_obj(shared, handle);
    made++;
  }
  CHECK_EQUAL(wrong, 0);
  return NULL;
}

static void epochs_close_under_allocation(void) {
  shared = slab_allocator_create();
  made = 0;
  is_over = false;
  run_threads(follow_the_ring);
  CHECK_EQUAL(live_objects(shared), 0);
  slab_allocator_free(shared);
}

static void *come_and_go(void *argument) {
  SlabHandle *left = argument;
  SlabHandle own;
  CHECK(alloc_obj_epoch(shared, 64, 0, &own) != NULL);
  CHECK(alloc_obj_epoch(shared, 64, 0, left) != NULL);
  CHECK(free_obj(shared, own));
  return NULL;
}

static void threads_come_and_go(void) {
  static SlabHandle left[COMERS];
  shared = slab_allocator_create();
  uint64_t before = 0;
  for (int index = 0; index < COMERS; index += 10) {
    pthread_t threads[10];
    for (int step = 0; step < 10; step++) {
      CHECK(pthread_create(&threads[step], NULL, come_and_go, &left[index + step]) == 0);
    }
    for (int step = 0; step < 10; step++) pthread_join(threads[step], NULL);
    if (index == COMERS / 10) before = read_rss_bytes_linux();
  }
  /* Their objects are 64 bytes each; a heap for each would be 64 KiB. */
  CHECK(read_rss_bytes_linux() < before + (16 << 20));
  CHECK_EQUAL(live_objects(shared), COMERS);
  for (int index = 0; index < COMERS; index++) CHECK(free_obj(shared, left[index]));
  SlabGlobalStats stats;
  slab_stats_global(shared, &stats);
  /* Threads one after another go on in each other's slabs. */
  CHECK(stats.total_slabs_allocated < COMERS / 16);
  slab_allocator_free(shared);
}

/* An allocator that is freed before the threads that used it end. */
static pthread_barrier_t used, was_freed;

static void *outlive(void *argument) {
  (void)argument;
  CHECK(slab_malloc_epoch(shared, 128, 0) != NULL);
  pthread_barrier_wait(&used);
  pthread_barrier_wait(&was_freed);
  /* The thread goes on with an allocator of its own. */
  SlabAllocator *own = slab_allocator_create();
  void *object = slab_malloc_epoch(own, 128, 0);
  CHECK(object != NULL);
  slab_free(own, object);
  slab_allocator_free(own);
  return NULL;
}

static void an_allocator_may_end_before_its_threads(void) {
  pthread_barrier_init(&used, NULL, THREADS + 1);
  pthread_barrier_init(&was_freed, NULL, THREADS + 1);
  for (int round = 0; round < 20; round++) {
    shared = slab_allocator_create();
    pthread_t threads[THREADS];
    for (int index = 0; index < THREADS; index++) {
      CHECK(pthread_create(&threads[index], NULL, outlive, NULL) == 0);
    }
    pthread_barrier_wait(&used);
    slab_allocator_free(shared);
    pthread_barrier_wait(&was_freed);
    for (int index = 0; index < THREADS; index++) pthread_join(threads[index], NULL);
  }
  pthread_barrier_destroy(&used);
  pthread_barrier_destroy(&was_freed);
}

/* Allocators end at the very moment at which threads do. */
static void *use_and_end(void *argument) {
  slab_free(argument, slab_malloc_epoch(argument, 64, 0));
  pthread_barrier_wait(&used);
  return NULL;
}

static void allocators_and_threads_may_end_together(void) {
  pthread_barrier_init(&used, NULL, THREADS + 1);
  for (int round = 0; round < 200; round++) {
    SlabAllocator *slabs = slab_allocator_create();
    pthread_t threads[THREADS];
    for (int index = 0; index < THREADS; index++) {
      CHECK(pthread_create(&threads[index], NULL, use_and_end, slabs) == 0);
    }
    pthread_barrier_wait(&used);
    slab_allocator_free(slabs);
    for (int index = 0; index < THREADS; index++) pthread_join(threads[index], NULL);
  }
  pthread_barrier_destroy(&used);
}

int main(void) {
  RUN(threads_keep_their_objects_apart);
  RUN(threads_free_what_others_allocated);
  RUN(racing_frees_succeed_once);
  RUN(epochs_close_under_allocation);
  RUN(threads_come_and_go);
  RUN(an_allocator_may_end_before_its_threads);
  RUN(allocators_and_threads_may_end_together);
  return check_result();
}
