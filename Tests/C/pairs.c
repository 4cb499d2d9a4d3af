/* Nanoseconds of an allocation and its free: `pairs handles|pointers|malloc`. The best of many short
 * blocks, so that a busy machine disturbs little. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slab_alloc.h"

enum { SIZE = 128, PAIRS = 20000, BLOCKS = 400 };

static SlabAllocator *slabs;

static void handles(void) {
  for (int pair = 0; pair < PAIRS; pair++) {
    SlabHandle handle;
    char *object = alloc_obj_epoch(slabs, SIZE, 0, &handle);
    *(volatile char *)object = 1;
    free_obj(slabs, handle);
  }
}

static void pointers(void) {
  for (int pair = 0; pair < PAIRS; pair++) {
    char *object = slab_malloc_epoch(slabs, SIZE, 0);
    *(volatile char *)object = 1;
    slab_free(slabs, object);
  }
}

static void mallocs(void) {
  for (int pair = 0; pair < PAIRS; pair++) {
    char *object = malloc(SIZE);
    *(volatile char *)object = 1;
    free(object);
  }
}

int main(int count, char **arguments) {
  const char *form = count == 2 ? arguments[1] : "";
  void (*block)(void) = strcmp(form, "handles") == 0    ? handles
                        : strcmp(form, "pointers") == 0 ? pointers
                        : strcmp(form, "malloc") == 0   ? mallocs
                                                        : NULL;
  if (block == NULL) {
    fprintf(stderr, "usage: pairs handles|pointers|malloc\n");
    return 64;
  }
  slabs = slab_allocator_create();
  double best = 1e9;
  for (int index = 0; index < BLOCKS; index++) {
    uint64_t began = now_ns();
    block();
    double time = (double)(now_ns() - began) / PAIRS;
    if (time < best) best = time;
  }
  printf("%.2f\n", best);
  slab_allocator_free(slabs);
  return 0;
}
