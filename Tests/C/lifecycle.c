/* Making and ending allocators, and objects that are what they should be. */
#include <string.h>

#include "check.h"
#include "slab_alloc.h"
#include "slab_stats.h"

static void an_allocator_begins_with_an_open_ring(void) {
  SlabAllocator *slabs = slab_allocator_create();
  CHECK(slabs != NULL);
  CHECK_EQUAL(epoch_current(slabs), 0);
  for (EpochId epoch = 0; epoch < SLAB_EPOCH_COUNT; epoch++) {
    void *object = slab_malloc_epoch(slabs, 64, epoch);
    CHECK(object != NULL);
    slab_free(slabs, object);
  }
  SlabGlobalStats stats;
  slab_stats_global(slabs, &stats);
  CHECK_EQUAL(stats.version, SLAB_STATS_VERSION);
  CHECK_EQUAL(stats.active_epoch_count, 16);
  CHECK_EQUAL(stats.closing_epoch_count, 0);
  slab_allocator_free(slabs);
}

static void every_size_up_to_768_has_memory_of_its_own(void) {
  SlabAllocator *slabs = slab_allocator_create();
  static unsigned char *objects[SLAB_MAX_OBJECT_SIZE + 1];
  for (uint32_t size = 1; size <= SLAB_MAX_OBJECT_SIZE; size++) {
    objects[size] = slab_malloc_epoch(slabs, size, size % SLAB_EPOCH_COUNT);
    CHECK(objects[size] != NULL);
    CHECK((uintptr_t)objects[size] % 32 == 0);
    memset(objects[size], (int)(size % 251), size);
  }
  for (uint32_t size = 1; size <= SLAB_MAX_OBJECT_SIZE; size++) {
    unsigned wrong = 0;
    for (uint32_t index = 0; index < size; index++) wrong += objects[size][index] != size % 251;
    CHECK_EQUAL(wrong, 0);
    slab_free(slabs, objects[size]);
  }
  slab_allocator_free(slabs);
}

static void sizes_that_no_class_holds_are_refused(void) {
  SlabAllocator *slabs = slab_allocator_create();
  const size_t refused[] = {0, 769, 4096, SIZE_MAX, SIZE_MAX / 2 + 1, (size_t)1 << 32};
  for (size_t index = 0; index < sizeof refused / sizeof *refused; index++) {
    CHECK(slab_malloc_epoch(slabs, refused[index], 0) == NULL);
  }
  SlabHandle handle = 1;
  CHECK(alloc_obj_epoch(slabs, 0, 0, &handle) == NULL);
  CHECK_EQUAL(handle, 0);
  CHECK(alloc_obj_epoch(slabs, 769, 0, &handle) == NULL);
  CHECK(alloc_obj_epoch(slabs, UINT32_MAX, 0, &handle) == NULL);
  CHECK(slab_malloc_epoch(slabs, 768, 0) != NULL);
  slab_allocator_free(slabs);
}

static void slots_of_a_slab(void) {
  const uint32_t sizes[] = {64, 96, 128, 192, 256, 384, 512, 768};
  const uint32_t slots[] = {64, 42, 32, 21, 16, 10, 8, 5};
  for (int index = 0; index < SLAB_CLASS_COUNT; index++) {
    CHECK_EQUAL(slab_object_count(sizes[index]), slots[index]);
    CHECK_EQUAL(slab_object_count(sizes[index] - 1), slots[index]);
  }
  CHECK_EQUAL(slab_object_count(0), 0);
  CHECK_EQUAL(slab_object_count(769), 0);
}

static void misuse_is_answered(void) {
  SlabHandle handle = 1;
  CHECK(alloc_obj_epoch(NULL, 64, 0, &handle) == NULL);
  CHECK(slab_malloc_epoch(NULL, 64, 0) == NULL);
  CHECK(!free_obj(NULL, 1));
  slab_free(NULL, &handle);
  slab_allocator_free(NULL);
  epoch_advance(NULL);
  epoch_close(NULL, 0);
  slab_epoch_set_label(NULL, 0, "x");
  CHECK_EQUAL(epoch_current(NULL), 0);
  CHECK_EQUAL(slab_epoch_get_refcount(NULL, 0), 0);
  SlabAllocator *slabs = slab_allocator_create();
  const EpochId no_epochs[] = {16, 64, UINT32_MAX};
  for (int index = 0; index < 3; index++) {
    CHECK(slab_malloc_epoch(slabs, 64, no_epochs[index]) == NULL);
    epoch_close(slabs, no_epochs[index]);
    slab_epoch_set_label(slabs, no_epochs[index], "x");
    slab_epoch_inc_refcount(slabs, no_epochs[index]);
    CHECK_EQUAL(slab_epoch_get_refcount(slabs, no_epochs[index]), 0);
  }
  slab_epoch_set_label(slabs, 0, NULL);
  PerfCounters counters;
  get_perf_counters(slabs, 8, &counters);
  CHECK_EQUAL(counters.slow_path_hits, 0);
  get_perf_counters(slabs, 0, NULL);
  slab_stats_global(slabs, NULL);
  slab_allocator_free(slabs);
}

static void an_object_needs_no_handle(void) {
  SlabAllocator *slabs = slab_allocator_create();
  void *object = alloc_obj_epoch(slabs, 100, 0, NULL);
  CHECK(object != NULL);
  slab_free(slabs, object);
  slab_free(slabs, object);
  CHECK(slab_malloc_epoch(slabs, 100, 0) != NULL);
  slab_allocator_free(slabs);
}

static void many_allocators_live_side_by_side(void) {
  enum { COUNT = 40 };
  SlabAllocator *slabs[COUNT];
  void *objects[COUNT];
  for (int round = 0; round < 3; round++) {
    for (int index = 0; index < COUNT; index++) slabs[index] = slab_allocator_create();
    for (int index = 0; index < COUNT; index++) {
      CHECK(slabs[index] != NULL);
      objects[index] = slab_malloc_epoch(slabs[index], 128, 0);
      memset(objects[index], index, 128);
    }
    for (int index = COUNT - 1; index >= 0; index--) {
      CHECK_EQUAL(*(unsigned char *)objects[index], index);
      slab_free(slabs[index], objects[(index + 1) % COUNT]); /* another's: ignored */
      slab_free(slabs[index], objects[index]);
    }
    for (int index = 0; index < COUNT; index++) slab_allocator_free(slabs[index]);
  }
}

static void freeing_an_allocator_gives_its_memory_back(void) {
  uint64_t before = read_rss_bytes_linux();
  CHECK(before > 0);
  for (int round = 0; round < 20; round++) {
    SlabAllocator *slabs = slab_allocator_create();
    for (int index = 0; index < 50000; index++) {
      memset(slab_malloc_epoch(slabs, 256, 0), 1, 256);
    }
    slab_allocator_free(slabs);
  }
  /* 20 times 12.8 MB were touched. */
  CHECK(read_rss_bytes_linux() < before + (32 << 20));
}

static void the_clock_goes_on(void) {
  uint64_t before = now_ns();
  CHECK(before > 0);
  CHECK(now_ns() >= before);
}

int main(void) {
  RUN(an_allocator_begins_with_an_open_ring);
  RUN(every_size_up_to_768_has_memory_of_its_own);
  RUN(sizes_that_no_class_holds_are_refused);
  RUN(slots_of_a_slab);
  RUN(misuse_is_answered);
  RUN(an_object_needs_no_handle);
  RUN(many_allocators_live_side_by_side);
  RUN(freeing_an_allocator_gives_its_memory_back);
  RUN(the_clock_goes_on);
  return check_result();
}
