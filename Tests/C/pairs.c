/* Nanoseconds of an allocation and its free: `pairs handles|pointers|malloc`. The best of many short
 * blocks, so that a busy machine disturbs little. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slab_alloc.h"

enum { SIZE = 128, PAIRS = 20000, BLOCKS = 400 };

static void handles(SlabAllocator *slabs, EpochId epoch) {
  for (int pair = 0; pair < PAIRS; pair++) {
    SlabHandle handle;
    char *object = alloc_obj_epoch(slabs, SIZE, epoch, &handle);
    *(volatile char *)object = 1;
    free_obj(slabs, handle);
  }
}

static void pointers(SlabAllocator *slabs, EpochId epoch) {
  for (int pair = 0; pair < PAIRS; pair++) {
    char *object = slab_malloc_epoch(slabs, SIZE, epoch);
    *(volatile char *)object = 1;
    slab_free(slabs, object);
  }
}

static void mallocs(SlabAllocator *slabs, EpochId epoch) {
  (void)slabs, (void)epoch;
  for (int pair = 0; pair < PAIRS; pair++) {
    char *object = malloc(SIZE);
    *(volatile char *)object = 1;
    free(object);
  }
}

int main(int count, char **arguments) {
  const char *form = count == 2 ? arguments[1] : "";
  void (*block)(SlabAllocator *, EpochId) = NULL;
  if (strcmp(form, "handles") == 0) block = handles;
  if (strcmp(form, "pointers") == 0) block = pointers;
  if (strcmp(form, "malloc") == 0) block = mallocs;
  if (block == NULL) {
    fprintf(stderr, "usage: pairs handles|pointers|malloc\n");
    return 64;
  }
  SlabAllocator *slabs = slab_allocator_create();
  EpochId epoch = epoch_current(slabs);
  double best = 1e9;
  for (int index = 0; index < BLOCKS; index++) {
    uint64_t began = now_ns();
    block(slabs, epoch);
    double time = (double)(now_ns() - began) / PAIRS;
    if (time < best) best = time;
  }
  printf("%.2f\n", best);
  slab_allocator_free(slabs);
  return 0;
}
