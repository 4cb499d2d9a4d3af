/* The ring: advances, eras, closes, wrap-around, labels and reference counts. */
#include <string.h>

#include "check.h"
#include "slab_alloc.h"
#include "slab_stats.h"

enum { CLASS_256 = 4, SLOTS_256 = 16 };

static SlabEpochStats stats_of(SlabAllocator *slabs, EpochId epoch) {
  SlabEpochStats stats;
  slab_stats_epoch(slabs, CLASS_256, epoch, &stats);
  return stats;
}

static void an_advance_stops_the_epoch_before_it(void) {
  SlabAllocator *slabs = slab_allocator_create();
  void *object = slab_malloc_epoch(slabs, 256, 0);
  epoch_advance(slabs);
  CHECK_EQUAL(epoch_current(slabs), 1);
  CHECK(slab_malloc_epoch(slabs, 256, 0) == NULL);
  CHECK(slab_malloc_epoch(slabs, 256, 1) != NULL);
  /* Those that the ring has not come to yet are open. */
  CHECK(slab_malloc_epoch(slabs, 256, 9) != NULL);
  CHECK_EQUAL(stats_of(slabs, 0).state, EPOCH_CLOSING);
  CHECK_EQUAL(stats_of(slabs, 1).state, EPOCH_ACTIVE);
  /* It is stopped and not closed: the object lives, and its slab waits for the close. */
  CHECK_EQUAL(stats_of(slabs, 0).alloc_count, 1);
  slab_free(slabs, object);
  CHECK_EQUAL(stats_of(slabs, 0).alloc_count, 0);
  CHECK_EQUAL(stats_of(slabs, 0).reclaimable_slab_count, 1);
  CHECK_EQUAL(stats_of(slabs, 0).reclaimable_bytes, SLAB_PAGE_SIZE);
  epoch_close(slabs, 0);
  CHECK_EQUAL(stats_of(slabs, 0).reclaimable_slab_count, 0);
  slab_allocator_free(slabs);
}

static void the_ring_comes_round_with_new_eras(void) {
  SlabAllocator *slabs = slab_allocator_create();
  uint64_t eras[SLAB_EPOCH_COUNT];
  for (EpochId epoch = 0; epoch < SLAB_EPOCH_COUNT; epoch++) {
    eras[epoch] = stats_of(slabs, epoch).epoch_era;
    for (EpochId before = 0; before < epoch; before++) CHECK(eras[before] != eras[epoch]);
  }
  for (int step = 1; step <= 100; step++) {
    EpochId last = epoch_current(slabs);
    epoch_advance(slabs);
    EpochId now = epoch_current(slabs);
    CHECK_EQUAL(now, step % SLAB_EPOCH_COUNT);
    CHECK(slab_malloc_epoch(slabs, 256, last) == NULL);
    uint64_t era = stats_of(slabs, now).epoch_era;
    CHECK(era > eras[now]);
    CHECK(era > stats_of(slabs, last).epoch_era);
    eras[now] = era;
    CHECK(slab_malloc_epoch(slabs, 256, now) != NULL);
  }
  SlabGlobalStats global;
  slab_stats_global(slabs, &global);
  CHECK_EQUAL(global.active_epoch_count, 1);
  CHECK_EQUAL(global.closing_epoch_count, 15);
  slab_allocator_free(slabs);
}

static void objects_outlive_their_slot_coming_round(void) {
  SlabAllocator *slabs = slab_allocator_create();
  enum { COUNT = 100 };
  unsigned char *objects[COUNT];
  SlabHandle handles[COUNT];
  for (int index = 0; index < COUNT; index++) {
    objects[index] = alloc_obj_epoch(slabs, 256, 0, &handles[index]);
    memset(objects[index], index, 256);
  }
  for (int step = 0; step < 3 * SLAB_EPOCH_COUNT; step++) {
    EpochId last = epoch_current(slabs);
    epoch_advance(slabs);
    epoch_close(slabs, last);
    void *other = slab_malloc_epoch(slabs, 256, epoch_current(slabs));
    memset(other, 0xff, 256);
  }
  CHECK_EQUAL(epoch_current(slabs), 0);
  for (int index = 0; index < COUNT; index++) {
    CHECK_EQUAL(objects[index][0], index);
    CHECK_EQUAL(objects[index][255], index);
  }
  CHECK(stats_of(slabs, 0).alloc_count >= COUNT);
  for (int index = 0; index < COUNT; index++) CHECK(free_obj(slabs, handles[index]));
  for (int index = 0; index < COUNT; index++) CHECK(!free_obj(slabs, handles[index]));
  slab_allocator_free(slabs);
}

static void a_close_brings_empty_slabs_back(void) {
  SlabAllocator *slabs = slab_allocator_create();
  enum { SLABS = 200 };
  static void *objects[SLABS * SLOTS_256];
  for (int index = 0; index < SLABS * SLOTS_256; index++) {
    objects[index] = slab_malloc_epoch(slabs, 256, 0);
    memset(objects[index], 1, 256);
  }
  SlabGlobalStats before, after;
  slab_stats_global(slabs, &before);
  CHECK_EQUAL(before.net_slabs, SLABS);
  /* All but one object of every tenth slab die. */
  for (int index = 0; index < SLABS * SLOTS_256; index++) {
    if (index % (10 * SLOTS_256) != 0) slab_free(slabs, objects[index]);
  }
  epoch_advance(slabs);
  epoch_close(slabs, 0);
  slab_stats_global(slabs, &after);
  CHECK_EQUAL(after.total_slabs_recycled, SLABS * 9 / 10);
  CHECK_EQUAL(after.net_slabs, SLABS / 10 + 32); /* pinned ones, and a cache of 32 */
  CHECK_EQUAL(after.total_madvise_bytes, (uint64_t)(SLABS * 9 / 10 - 32) * SLAB_PAGE_SIZE);
  CHECK_EQUAL(stats_of(slabs, 0).alloc_count, SLABS / 10);
  CHECK_EQUAL(stats_of(slabs, 0).partial_slab_count, SLABS / 10);
  /* What is pinned comes back with the free that empties it. */
  for (int index = 0; index < SLABS * SLOTS_256; index += 10 * SLOTS_256) {
    slab_free(slabs, objects[index]);
  }
  slab_stats_global(slabs, &after);
  CHECK_EQUAL(after.total_slabs_recycled, SLABS);
  CHECK_EQUAL(after.net_slabs, 32);
  slab_allocator_free(slabs);
}

static void the_current_epoch_can_be_closed_and_closed_again(void) {
  SlabAllocator *slabs = slab_allocator_create();
  void *object = slab_malloc_epoch(slabs, 256, 0);
  epoch_close(slabs, 0);
  epoch_close(slabs, 0);
  CHECK_EQUAL(epoch_current(slabs), 0);
  CHECK(slab_malloc_epoch(slabs, 256, 0) == NULL);
  slab_free(slabs, object);
  epoch_close(slabs, 0);
  epoch_close(slabs, 7);
  CHECK(slab_malloc_epoch(slabs, 256, 7) == NULL);
  for (int step = 0; step < SLAB_EPOCH_COUNT; step++) epoch_advance(slabs);
  CHECK_EQUAL(epoch_current(slabs), 0);
  CHECK(slab_malloc_epoch(slabs, 256, 0) != NULL);
  SlabClassStats stats;
  slab_stats_class(slabs, CLASS_256, &stats);
  CHECK_EQUAL(stats.epoch_close_calls, 4);
  slab_allocator_free(slabs);
}

static void a_close_records_resident_bytes(void) {
  SlabAllocator *slabs = slab_allocator_create();
  slab_malloc_epoch(slabs, 256, 0);
  CHECK_EQUAL(stats_of(slabs, 0).rss_before_close, 0);
  epoch_close(slabs, 0);
  CHECK(stats_of(slabs, 0).rss_before_close > 0);
  CHECK(stats_of(slabs, 0).rss_after_close > 0);
  slab_allocator_free(slabs);
}

static void labels_keep_31_bytes_until_the_slot_opens_again(void) {
  SlabAllocator *slabs = slab_allocator_create();
  CHECK(strcmp(stats_of(slabs, 0).label, "") == 0);
  slab_epoch_set_label(slabs, 0, "request");
  CHECK(strcmp(stats_of(slabs, 0).label, "request") == 0);
  slab_epoch_set_label(slabs, 0, "0123456789012345678901234567890123456789");
  CHECK(strcmp(stats_of(slabs, 0).label, "0123456789012345678901234567890") == 0);
  /* 30 bytes and a character of two. */
  slab_epoch_set_label(slabs, 0, "012345678901234567890123456789\xc3\xa4");
  CHECK(strcmp(stats_of(slabs, 0).label, "012345678901234567890123456789") == 0);
  slab_epoch_set_label(slabs, 0, "01234567890123456789012345678\xc3\xa4");
  CHECK(strcmp(stats_of(slabs, 0).label, "01234567890123456789012345678\xc3\xa4") == 0);
  slab_epoch_set_label(slabs, 0, "kept after the close");
  epoch_advance(slabs);
  epoch_close(slabs, 0);
  CHECK(strcmp(stats_of(slabs, 0).label, "kept after the close") == 0);
  for (int step = 1; step < SLAB_EPOCH_COUNT; step++) epoch_advance(slabs);
  CHECK(strcmp(stats_of(slabs, 0).label, "") == 0);
  slab_allocator_free(slabs);
}

static void reference_counts_count_and_start_again(void) {
  SlabAllocator *slabs = slab_allocator_create();
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, 3), 0);
  slab_epoch_dec_refcount(slabs, 3);
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, 3), 0);
  for (int count = 1; count <= 5; count++) {
    slab_epoch_inc_refcount(slabs, 3);
    CHECK_EQUAL(slab_epoch_get_refcount(slabs, 3), count);
  }
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, 4), 0);
  slab_epoch_dec_refcount(slabs, 3);
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, 3), 4);
  /* A count keeps nothing open. */
  epoch_close(slabs, 3);
  CHECK(slab_malloc_epoch(slabs, 64, 3) == NULL);
  for (int step = 0; step < 3; step++) epoch_advance(slabs);
  CHECK_EQUAL(slab_epoch_get_refcount(slabs, 3), 0);
  slab_allocator_free(slabs);
}

int main(void) {
  RUN(an_advance_stops_the_epoch_before_it);
  RUN(the_ring_comes_round_with_new_eras);
  RUN(objects_outlive_their_slot_coming_round);
  RUN(a_close_brings_empty_slabs_back);
  RUN(the_current_epoch_can_be_closed_and_closed_again);
  RUN(a_close_records_resident_bytes);
  RUN(labels_keep_31_bytes_until_the_slot_opens_again);
  RUN(reference_counts_count_and_start_again);
  return check_result();
}
