/* Domains: epochs that last as long as a part of a program, one in the other.
 *     cc domains.c $(pkg-config --cflags --libs temporalslab) -o domains */
#include <epoch_domain.h>
#include <slab_stats.h>
#include <stdio.h>

/* Allocates in whatever domain the caller is in, and knows nothing else of it. */
static void *scratch(size_t size) {
  epoch_domain_t *domain = epoch_domain_current();
  return domain ? slab_malloc_epoch(domain->alloc, size, domain->epoch_id) : NULL;
}

static uint64_t live_objects(const epoch_domain_t *domain) {
  uint64_t live = 0;
  for (uint32_t size_class = 0; size_class < SLAB_CLASS_COUNT; size_class++) {
    SlabEpochStats stats;
    slab_stats_epoch(domain->alloc, size_class, domain->epoch_id, &stats);
    live += stats.alloc_count;
  }
  return live;
}

int main(void) {
  SlabAllocator *slabs = slab_allocator_create();
  if (slabs == NULL) return 1;
  /* The connection's objects outlive each of its requests. */
  epoch_domain_t *connection = epoch_domain_wrap(slabs, 8, true);
  epoch_domain_enter(connection);
  slab_epoch_set_label(slabs, connection->epoch_id, "connection");
  void *session = scratch(384);

  for (int number = 1; number <= 3; number++) {
    epoch_domain_t *request = epoch_domain_create(slabs);
    epoch_domain_enter(request);
    void *parts[100];
    for (int part = 0; part < 100; part++) parts[part] = scratch(128);
    printf("request %d: %llu objects in epoch %u\n", number,
           (unsigned long long)live_objects(request), request->epoch_id);
    for (int part = 0; part < 100; part++) slab_free(slabs, parts[part]);
    epoch_domain_exit(request); /* closes its epoch */
    epoch_domain_destroy(request);
  }

  printf("connection: %llu object in epoch %u\n", (unsigned long long)live_objects(connection),
         connection->epoch_id);
  slab_free(slabs, session);
  epoch_domain_exit(connection);
  epoch_domain_destroy(connection);
  slab_allocator_free(slabs);
  return 0;
}
