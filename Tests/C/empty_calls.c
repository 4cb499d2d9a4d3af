/* A library in whose functions nothing is done, for pairs.c: what the calls alone cost. */
#define SLAB_NO_INLINE
#include "slab_alloc.h"

#include <time.h>

static char object[768];

SlabAllocator *slab_allocator_create(void) { return (SlabAllocator *)(void *)object; }
void slab_allocator_free(SlabAllocator *allocator) { (void)allocator; }
EpochId epoch_current(SlabAllocator *allocator) { return allocator == NULL; }

void *alloc_obj_epoch(SlabAllocator *allocator, uint32_t size, EpochId epoch, SlabHandle *out) {
  (void)allocator;
  *out = size + epoch;
  return object;
}

bool free_obj(SlabAllocator *allocator, SlabHandle handle) {
  (void)allocator;
  return handle != 0;
}

void *slab_malloc_epoch(SlabAllocator *allocator, size_t size, EpochId epoch) {
  (void)allocator, (void)size, (void)epoch;
  return object;
}

void slab_free(SlabAllocator *allocator, void *freed) { (void)allocator, (void)freed; }

uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}
