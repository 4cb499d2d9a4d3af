/* Domains: epochs that last as long as a part of a program. */
#include "check.h"
#include "epoch_domain.h"
#include "slab_stats.h"

static bool is_open(SlabAllocator *slabs, EpochId epoch) {
  SlabEpochStats stats;
  slab_stats_epoch(slabs, 0, epoch, &stats);
  return stats.state == EPOCH_ACTIVE;
}

static void a_domain_closes_its_epoch_at_its_last_exit(void) {
  SlabAllocator *slabs = slab_allocator_create();
  epoch_domain_t *domain = epoch_domain_create(slabs);
  CHECK(domain != NULL);
  CHECK(domain->alloc == slabs);
  CHECK_EQUAL(domain->epoch_id, epoch_current(slabs));
  CHECK_EQUAL(domain->epoch_id, 1);
  CHECK(domain->auto_close);
  CHECK_EQUAL(domain->refcount, 0);
  CHECK(pthread_equal(domain->owner_tid, pthread_self()));
  SlabEpochStats stats;
  slab_stats_epoch(slabs, 0, 1, &stats);
  CHECK_EQUAL(domain->epoch_era, stats.epoch_era);
  CHECK(epoch_domain_current() == NULL);
  CHECK(epoch_domain_allocator() == NULL);

  epoch_domain_enter(domain);
  epoch_domain_enter(domain);
  CHECK(epoch_domain_current() == domain);
  CHECK(epoch_domain_allocator() == slabs);
  CHECK_EQUAL(domain->refcount, 2);
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, 1), 2);
  void *object = slab_malloc_epoch(slabs, 64, domain->epoch_id);
  CHECK(object != NULL);
  epoch_domain_exit(domain);
  CHECK(is_open(slabs, 1));
  slab_free(slabs, object);
  epoch_domain_exit(domain);
  CHECK(!is_open(slabs, 1));
  CHECK_EQUAL(domain->refcount, 0);
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, 1), 0);
  CHECK(epoch_domain_current() == NULL);
  SlabClassStats class_stats;
  slab_stats_class(slabs, 0, &class_stats);
  CHECK_EQUAL(class_stats.epoch_close_calls, 1);
  CHECK_EQUAL(class_stats.epoch_close_recycled_slabs, 1);
  epoch_domain_destroy(domain);
  slab_allocator_free(slabs);
}

static void a_wrapped_epoch_stays_open_unless_asked(void) {
  SlabAllocator *slabs = slab_allocator_create();
  epoch_domain_t *open = epoch_domain_wrap(slabs, 0, false);
  epoch_domain_enter(open);
  epoch_domain_exit(open);
  CHECK(is_open(slabs, 0));
  epoch_domain_destroy(open);
  epoch_domain_t *closing = epoch_domain_wrap(slabs, 0, true);
  epoch_domain_enter(closing);
  epoch_domain_exit(closing);
  CHECK(!is_open(slabs, 0));
  epoch_domain_destroy(closing);
  CHECK(epoch_domain_wrap(slabs, 16, true) == NULL);
  CHECK(epoch_domain_wrap(NULL, 0, true) == NULL);
  CHECK(epoch_domain_create(NULL) == NULL);
  slab_allocator_free(slabs);
}

static void domains_nest(void) {
  enum { DEPTH = 64 };
  SlabAllocator *slabs = slab_allocator_create();
  epoch_domain_t *domains[DEPTH];
  for (int depth = 0; depth < DEPTH; depth++) {
    domains[depth] = epoch_domain_wrap(slabs, (EpochId)(depth % SLAB_EPOCH_COUNT), false);
    epoch_domain_enter(domains[depth]);
    CHECK(epoch_domain_current() == domains[depth]);
  }
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, 5), DEPTH / SLAB_EPOCH_COUNT);
  for (int depth = DEPTH - 1; depth >= 0; depth--) {
    CHECK(epoch_domain_current() == domains[depth]);
    epoch_domain_exit(domains[depth]);
  }
  CHECK(epoch_domain_current() == NULL);
  for (int depth = 0; depth < DEPTH; depth++) epoch_domain_destroy(domains[depth]);
  slab_allocator_free(slabs);
}

static void exits_out_of_order_and_too_many_do_no_harm(void) {
  SlabAllocator *slabs = slab_allocator_create();
  epoch_domain_t *outer = epoch_domain_wrap(slabs, 0, false);
  epoch_domain_t *inner = epoch_domain_wrap(slabs, 1, false);
  epoch_domain_exit(outer); /* never entered */
  CHECK_EQUAL(outer->refcount, 0);
  epoch_domain_enter(outer);
  epoch_domain_enter(inner);
  epoch_domain_exit(outer);
  CHECK(epoch_domain_current() == inner);
  epoch_domain_exit(outer);
  epoch_domain_exit(inner);
  CHECK(epoch_domain_current() == NULL);
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, 0), 0);
  epoch_domain_enter(inner);
  epoch_domain_destroy(inner); /* leaves it first */
  CHECK(epoch_domain_current() == NULL);
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, 1), 0);
  epoch_domain_destroy(outer);
  epoch_domain_enter(NULL);
  epoch_domain_exit(NULL);
  epoch_domain_destroy(NULL);
  epoch_domain_force_close(NULL);
  slab_allocator_free(slabs);
}

static void a_forced_close_is_the_only_one(void) {
  SlabAllocator *slabs = slab_allocator_create();
  epoch_domain_t *domain = epoch_domain_create(slabs);
  epoch_domain_enter(domain);
  epoch_domain_force_close(domain);
  CHECK(!is_open(slabs, domain->epoch_id));
  CHECK(slab_malloc_epoch(slabs, 64, domain->epoch_id) == NULL);
  epoch_domain_exit(domain);
  SlabClassStats stats;
  slab_stats_class(slabs, 0, &stats);
  CHECK_EQUAL(stats.epoch_close_calls, 1);
  epoch_domain_destroy(domain);
  slab_allocator_free(slabs);
}

static void a_domain_whose_slot_came_round_closes_nothing(void) {
  SlabAllocator *slabs = slab_allocator_create();
  epoch_domain_t *domain = epoch_domain_create(slabs);
  epoch_domain_enter(domain);
  for (int step = 0; step < SLAB_EPOCH_COUNT; step++) epoch_advance(slabs);
  CHECK_EQUAL(epoch_current(slabs), domain->epoch_id);
  slab_epoch_inc_refcount(slabs, domain->epoch_id);
  epoch_domain_exit(domain);
  CHECK(is_open(slabs, domain->epoch_id));
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, domain->epoch_id), 1);
  epoch_domain_force_close(domain);
  CHECK(is_open(slabs, domain->epoch_id));
  epoch_domain_destroy(domain);
  slab_allocator_free(slabs);
}

struct visit {
  epoch_domain_t *domain;
  pthread_barrier_t *inside;
};

static void *visit(void *argument) {
  struct visit *visit = argument;
  CHECK(epoch_domain_current() == NULL); /* domains are entered thread by thread */
  epoch_domain_enter(visit->domain);
  CHECK(epoch_domain_current() == visit->domain);
  pthread_barrier_wait(visit->inside);
  void *object = slab_malloc_epoch(visit->domain->alloc, 64, visit->domain->epoch_id);
  CHECK(object != NULL);
  slab_free(visit->domain->alloc, object);
  epoch_domain_exit(visit->domain);
  return NULL;
}

static void threads_share_a_domain(void) {
  enum { THREADS = 8 };
  SlabAllocator *slabs = slab_allocator_create();
  epoch_domain_t *domain = epoch_domain_create(slabs);
  pthread_barrier_t inside;
  pthread_barrier_init(&inside, NULL, THREADS);
  struct visit argument = {domain, &inside};
  pthread_t threads[THREADS];
  for (int index = 0; index < THREADS; index++) {
    CHECK(pthread_create(&threads[index], NULL, visit, &argument) == 0);
  }
  for (int index = 0; index < THREADS; index++) pthread_join(threads[index], NULL);
  CHECK(!is_open(slabs, domain->epoch_id));
  CHECK_EQUAL(domain->refcount, 0);
  SlabClassStats stats;
  slab_stats_class(slabs, 0, &stats);
  CHECK_EQUAL(stats.epoch_close_calls, 1);
  pthread_barrier_destroy(&inside);
  epoch_domain_destroy(domain);
  slab_allocator_free(slabs);
}

int main(void) {
  RUN(a_domain_closes_its_epoch_at_its_last_exit);
  RUN(a_wrapped_epoch_stays_open_unless_asked);
  RUN(domains_nest);
  RUN(exits_out_of_order_and_too_many_do_no_harm);
  RUN(a_forced_close_is_the_only_one);
  RUN(a_domain_whose_slot_came_round_closes_nothing);
  RUN(threads_share_a_domain);
  return check_result();
}
