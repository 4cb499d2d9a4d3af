/* The inline functions and the functions themselves do the same on the same memory: random calls of
 * either, by turns, against a model that is kept outside. */
#include <pthread.h>
#include <string.h>

#include "check.h"
#include "slab_inline.h"
#include "slab_stats.h"

/* The functions of the library: what is called through a pointer that may change is not inlined. */
static void *(*volatile called_alloc)(SlabAllocator *, uint32_t, EpochId, SlabHandle *) =
    alloc_obj_epoch;
static bool (*volatile called_free)(SlabAllocator *, SlabHandle) = free_obj;
static void *(*volatile called_malloc)(SlabAllocator *, size_t, EpochId) = slab_malloc_epoch;
static void (*volatile called_release)(SlabAllocator *, void *) = slab_free;

static uint64_t live_objects(SlabAllocator *slabs) {
  uint64_t live = 0;
  for (uint32_t index = 0; index < SLAB_CLASS_COUNT; index++) {
    for (EpochId epoch = 0; epoch < SLAB_EPOCH_COUNT; epoch++) {
      SlabEpochStats stats;
      slab_stats_epoch(slabs, index, epoch, &stats);
      live += stats.alloc_count;
    }
  }
  return live;
}

/* Most calls find what they need at hand, also when objects are replaced one by one in slabs that
 * are full, and each field of what the header describes is used by one of these. */
static void at_hand(void) {
  enum { objects = 3000, rounds = 30000 };
  static const uint32_t sizes[] = {1, 64, 65, 96, 128, 192, 256, 384, 512, 513, 768};
  SlabAllocator *slabs = slab_allocator_create();
  for (unsigned index = 0; index < sizeof sizes / sizeof *sizes; index++) {
    static SlabHandle handles[objects];
    static char *addresses[objects];
    EpochId epoch = index;
    int missed = 0;
    for (int object = 0; object < objects; object++) {
      addresses[object] = alloc_obj_epoch(slabs, sizes[index], epoch, &handles[object]);
    }
    unsigned long long state = index + 1;
    for (int round = 0; round < rounds; round++) {
      int object = (int)(next_random(&state) % objects);
      bool by_handle = round % 2 == 0;
      bool freed = by_handle ? slab_free_handle_1(slabs, handles[object])
                             : slab_free_pointer_1(slabs, addresses[object]);
      if (!freed) {
        missed++;
        CHECK(called_free(slabs, handles[object]));
      }
      CHECK(!slab_free_handle_1(slabs, handles[object]) && !called_free(slabs, handles[object]));
      CHECK(!slab_free_pointer_1(slabs, addresses[object]));
      char *before = addresses[object];
      addresses[object] = slab_allocate_at_hand_1(slabs, sizes[index], epoch, &handles[object]);
      if (addresses[object] == NULL) {
        missed++;
        addresses[object] = called_alloc(slabs, sizes[index], epoch, &handles[object]);
      }
      CHECK(addresses[object] != NULL);
      if (check_failures != 0) {
        fprintf(stderr, "size %u, round %d, object at %p before\n", sizes[index], round,
                (void *)before);
        return;
      }
    }
    CHECK(missed < rounds / 4);
    CHECK_EQUAL(live_objects(slabs), objects);
    for (int object = 0; object < objects; object++) CHECK(free_obj(slabs, handles[object]));
  }
  slab_allocator_free(slabs);
}

enum { MODEL_OBJECTS = 600 };

static void model(uint64_t seed) {
  struct {
    unsigned char *bytes;
    SlabHandle handle; /* 0: by the address alone */
    uint32_t size;
    unsigned char mark;
  } objects[MODEL_OBJECTS] = {{0}};
  SlabAllocator *slabs = slab_allocator_create(), *other = slab_allocator_create();
  uint64_t live = 0;
  bool open[SLAB_EPOCH_COUNT];
  memset(open, true, sizeof open);
  unsigned long long state = seed;
  for (int step = 0; step < 40000 && check_failures == 0; step++) {
    /* Now and then the thread has another allocator at hand. */
    if (next_random(&state) % 500 == 0) slab_free(other, slab_malloc_epoch(other, 64, 0));
    if (next_random(&state) % 1000 == 0) {
      EpochId epoch = (EpochId)(next_random(&state) % SLAB_EPOCH_COUNT);
      if (next_random(&state) % 2 == 0) {
        epoch_close(slabs, epoch);
        open[epoch] = false;
      } else {
        open[epoch_current(slabs)] = false;
        epoch_advance(slabs);
        open[epoch_current(slabs)] = true;
      }
    }
    int object = (int)(next_random(&state) % MODEL_OBJECTS);
    bool inlined = next_random(&state) % 2 == 0;
    if (objects[object].bytes == NULL) {
      EpochId epoch = (EpochId)(next_random(&state) % (SLAB_EPOCH_COUNT + 1));
      uint32_t size = (uint32_t)(next_random(&state) % 800);
      bool by_handle = next_random(&state) % 2 == 0;
      SlabHandle handle = 0;
      void *found = by_handle ? (inlined ? alloc_obj_epoch(slabs, size, epoch, &handle)
                                         : called_alloc(slabs, size, epoch, &handle))
                              : (inlined ? slab_malloc_epoch(slabs, size, epoch)
                                         : called_malloc(slabs, size, epoch));
      bool allowed = size >= 1 && size <= SLAB_MAX_OBJECT_SIZE && epoch < SLAB_EPOCH_COUNT &&
                     open[epoch];
      CHECK((found != NULL) == allowed);
      CHECK((handle != 0) == (allowed && by_handle));
      if (found == NULL) continue;
      objects[object].bytes = found;
      objects[object].handle = handle;
      objects[object].size = size;
      objects[object].mark = (unsigned char)(step | 1);
      memset(found, objects[object].mark, size);
      live++;
    } else {
      CHECK_EQUAL(objects[object].bytes[0], objects[object].mark);
      CHECK_EQUAL(objects[object].bytes[objects[object].size - 1], objects[object].mark);
      SlabHandle handle = objects[object].handle;
      if (handle != 0) {
        CHECK(!free_obj(other, handle) && !free_obj(slabs, handle ^ 1));
        CHECK(inlined ? free_obj(slabs, handle) : called_free(slabs, handle));
        CHECK(inlined ? !called_free(slabs, handle) : !free_obj(slabs, handle));
      } else {
        slab_free(slabs, objects[object].bytes + 8);
        slab_free(other, objects[object].bytes);
        if (inlined) {
          slab_free(slabs, objects[object].bytes);
          called_release(slabs, objects[object].bytes);
        } else {
          called_release(slabs, objects[object].bytes);
          slab_free(slabs, objects[object].bytes);
        }
      }
      objects[object].bytes = NULL;
      live--;
    }
    if (step % 4000 == 0) CHECK_EQUAL(live_objects(slabs), live);
  }
  CHECK_EQUAL(live_objects(slabs), live);
  if (check_failures != 0) fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
  slab_allocator_free(slabs);
  slab_allocator_free(other);
}

static void models(void) {
  for (uint64_t seed = 1; seed <= 20; seed++) model(seed);
}

static void *ending(void *slabs) {
  CHECK(slab_thread_1.serial == 0 && slab_thread_1.heap == NULL);
  CHECK(slab_allocate_at_hand_1(slabs, 64, 0, NULL) == NULL);
  slab_free(slabs, slab_malloc_epoch(slabs, 64, 0));
  CHECK(slab_thread_1.heap != NULL);
  return NULL;
}

/* What a thread has at hand is its own, and never that of an allocator that was freed. */
static void threads_and_ends(void) {
  SlabAllocator *slabs = slab_allocator_create();
  slab_free(slabs, slab_malloc_epoch(slabs, 64, 0));
  pthread_t thread;
  pthread_create(&thread, NULL, ending, slabs);
  pthread_join(thread, NULL);
  slab_allocator_free(slabs);
  for (int again = 0; again < 100; again++) {
    /* Memory of the one that was freed may be the next one's. */
    slabs = slab_allocator_create();
    CHECK(slab_allocate_at_hand_1(slabs, 64, 0, NULL) == NULL);
    slab_free(slabs, slab_malloc_epoch(slabs, 64, 0));
    slab_allocator_free(slabs);
  }
  CHECK(slab_allocate_at_hand_1(NULL, 64, 0, NULL) == NULL);
  CHECK(!slab_free_handle_1(NULL, 1) && !slab_free_pointer_1(NULL, &thread));
}

int main(void) {
  RUN(at_hand);
  RUN(models);
  RUN(threads_and_ends);
  return check_result();
}
