/* A toy allocator of arenas, instrumented: an arena is a granule. Four calls are all there is to it. */
#include <drainprof.h>
#include <stdio.h>
#include <stdlib.h>

struct arena {
  size_t used, live;
  _Alignas(16) char bytes[1 << 16];
};

static drainprof *prof;
static uint64_t number(const void *pointer) { return (uint64_t)(uintptr_t)pointer; }

static struct arena *arena_open(void) {
  struct arena *arena = malloc(sizeof *arena);
  if (!arena) abort();
  arena->used = arena->live = 0;
  drainprof_granule_open(prof, number(arena));
  return arena;
}

static void *arena_allocate_at(struct arena *arena, size_t size, const char *file, uint32_t line) {
  size = (size + 15) & ~(size_t)15;
  if (size > sizeof arena->bytes - arena->used) return NULL;
  void *object = arena->bytes + arena->used;
  arena->used += size;
  arena->live++;
  drainprof_alloc_register_located(prof, number(arena), number(object), size, file, line);
  return object;
}
#define arena_allocate(arena, size) arena_allocate_at(arena, size, __FILE__, __LINE__)

static void arena_free(struct arena *arena, void *object) {
  drainprof_alloc_deregister(prof, number(arena), number(object));
  arena->live--;
}

static int arena_close(struct arena *arena) {
  int drained = drainprof_granule_close(prof, number(arena));
  if (drained == 1) free(arena);
  return drained;
}

int main(void) {
  drainprof_config config = {.mode = DRAINPROF_DIAGNOSTIC};
  prof = drainprof_create_with_config(&config);
  int drained = 0;
  for (int request = 0; request < 100; request++) {
    struct arena *arena = arena_open();
    void *scratch = arena_allocate(arena, 1000);
    if (request % 10 == 0) (void)arena_allocate(arena, 48); /* cached for good */
    arena_free(arena, scratch);
    drained += arena_close(arena);
  }
  drainprof_diagnostic_summary *summary = drainprof_diagnostic_summary_compute(prof);
  printf("%d of 100 arenas came back; %s:%u holds %u\n", drained, summary->sites[0].site.file,
         summary->sites[0].site.line, summary->sites[0].pinning_count);
  drainprof_diagnostic_summary_free(summary);
  drainprof_destroy(prof);
}
