/* A service with four threads: requests in epochs of the ring, sessions in an epoch of their own.
 * "mixed" as the argument puts the sessions among the requests, and pins their slabs.
 *     cc service.c $(pkg-config --cflags --libs temporalslab) -pthread -o service */
#include <pthread.h>
#include <slab_alloc.h>
#include <slab_diagnostics.h>
#include <slab_stats.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORKERS = 4, PHASES = 14, REQUESTS = 400, OBJECTS = 20, SESSIONS = 256 };
/* A slot takes allocations until the ring comes to it; these phases end before. */
enum { SESSION_EPOCH = 15 };

/* A worker's sessions, and where its next one goes. */
struct worker {
  SlabHandle sessions[SESSIONS];
  unsigned next;
};

static SlabAllocator *slabs;
static bool is_mixed;
static EpochId request_epoch;

static void *work(void *argument) {
  struct worker *worker = argument;
  for (int request = 0; request < REQUESTS; request++) {
    void *objects[OBJECTS];
    for (int object = 0; object < OBJECTS; object++) {
      objects[object] = slab_malloc_epoch(slabs, 96 + 16 * (size_t)object, request_epoch);
      if (objects[object] == NULL) abort();
    }
    /* Every tenth request opens a session, which ends when its place is needed again. */
    if (request % 10 == 0) {
      SlabHandle *session = &worker->sessions[worker->next++ % SESSIONS];
      if (*session != 0) free_obj(slabs, *session);
      EpochId epoch = is_mixed ? request_epoch : SESSION_EPOCH;
      if (alloc_obj_epoch(slabs, 256, epoch, session) == NULL) abort();
    }
    for (int object = 0; object < OBJECTS; object++) slab_free(slabs, objects[object]);
  }
  return NULL;
}

int main(int count, char **arguments) {
  is_mixed = count > 1 && strcmp(arguments[1], "mixed") == 0;
  slabs = slab_allocator_create();
  if (slabs == NULL) return 1;
  slab_epoch_set_label(slabs, SESSION_EPOCH, "sessions");
  static struct worker workers[WORKERS];

  for (int phase = 0; phase < PHASES; phase++) {
    request_epoch = epoch_current(slabs);
    slab_epoch_set_label(slabs, request_epoch, "requests");
    pthread_t threads[WORKERS];
    for (int worker = 0; worker < WORKERS; worker++) {
      if (pthread_create(&threads[worker], NULL, work, &workers[worker]) != 0) return 1;
    }
    for (int worker = 0; worker < WORKERS; worker++) pthread_join(threads[worker], NULL);
    epoch_advance(slabs);
    epoch_close(slabs, request_epoch);
  }

  EpochLeakReport report;
  uint32_t found = slab_detect_epoch_leaks(slabs, 0, 3, &report);
  printf("%u classes of epochs hold live objects; the largest:\n", found);
  for (uint32_t index = 0; index < report.top_count; index++) {
    EpochLeakCandidate *leak = &report.candidates[index];
    printf("  epoch %2u (%s): %llu objects of %u bytes in %u slabs\n", leak->epoch_id, leak->label,
           (unsigned long long)leak->alloc_count, leak->object_size,
           leak->partial_slab_count + leak->full_slab_count);
  }
  free(report.candidates);
  slab_allocator_free(slabs);
  return 0;
}
