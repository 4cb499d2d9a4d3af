/* Phases of a program in epochs: memory comes back when a phase ends.
 *     cc basic.c $(pkg-config --cflags --libs temporalslab) -o basic */
#include <slab_alloc.h>
#include <slab_stats.h>
#include <stdio.h>
#include <string.h>

static void show(SlabAllocator *slabs, const char *when) {
  SlabGlobalStats stats;
  slab_stats_global(slabs, &stats);
  printf("%-22s %4llu slabs, %4llu recycled\n", when, (unsigned long long)stats.net_slabs,
         (unsigned long long)stats.total_slabs_recycled);
}

int main(void) {
  SlabAllocator *slabs = slab_allocator_create();
  if (slabs == NULL) return 1;
  EpochId phase = epoch_current(slabs);

  enum { COUNT = 10000 };
  static SlabHandle buffers[COUNT];
  for (int index = 0; index < COUNT; index++) {
    char *buffer = alloc_obj_epoch(slabs, 200, phase, &buffers[index]);
    if (buffer == NULL) return 1;
    snprintf(buffer, 200, "buffer %d", index);
  }
  show(slabs, "10,000 live buffers:");

  for (int index = 0; index < COUNT; index++) free_obj(slabs, buffers[index]);
  printf("a second free of the first: %s\n",
         free_obj(slabs, buffers[0]) ? "accepted" : "refused");
  epoch_advance(slabs);      /* the next phase begins */
  epoch_close(slabs, phase); /* what the last one used comes back */
  show(slabs, "after the close:");

  slab_allocator_free(slabs);
  return 0;
}
