/* Statistics and reports against counts that are kept outside. */
#include <string.h>

#include "check.h"
#include "slab_alloc.h"
#include "slab_diagnostics.h"
#include "slab_stats.h"

static const uint32_t sizes[SLAB_CLASS_COUNT] = {64, 96, 128, 192, 256, 384, 512, 768};

static int class_of(uint32_t size) {
  int index = 0;
  while (sizes[index] < size) index++;
  return index;
}

static void live_objects_by_class_and_epoch(void) {
  enum { PLACES = 3000 };
  SlabAllocator *slabs = slab_allocator_create();
  uint64_t live[SLAB_CLASS_COUNT][SLAB_EPOCH_COUNT] = {{0}};
  static struct { void *object; int class_index; EpochId epoch; } table[PLACES];
  memset(table, 0, sizeof table);
  unsigned long long state = 7;
  for (int step = 0; step < 40000; step++) {
    unsigned long long random = next_random(&state);
    int place = (int)(random % PLACES);
    if (table[place].object != NULL) {
      slab_free(slabs, table[place].object);
      live[table[place].class_index][table[place].epoch]--;
      table[place].object = NULL;
    } else {
      uint32_t size = (uint32_t)(random >> 20) % 768 + 1;
      table[place].epoch = epoch_current(slabs);
      table[place].class_index = class_of(size);
      table[place].object = slab_malloc_epoch(slabs, size, table[place].epoch);
      CHECK(table[place].object != NULL);
      live[table[place].class_index][table[place].epoch]++;
    }
    if (step % 500 == 499) epoch_advance(slabs);
    if (step % 2000 == 1999) epoch_close(slabs, (epoch_current(slabs) + 13) % SLAB_EPOCH_COUNT);
  }
  uint64_t slabs_in_use = 0;
  for (uint32_t index = 0; index < SLAB_CLASS_COUNT; index++) {
    SlabClassStats of_class;
    slab_stats_class(slabs, index, &of_class);
    CHECK_EQUAL(of_class.object_size, sizes[index]);
    uint64_t objects = 0;
    uint32_t partial = 0, full = 0;
    for (EpochId epoch = 0; epoch < SLAB_EPOCH_COUNT; epoch++) {
      SlabEpochStats of_epoch;
      slab_stats_epoch(slabs, index, epoch, &of_epoch);
      CHECK_EQUAL(of_epoch.alloc_count, live[index][epoch]);
      CHECK_EQUAL(of_epoch.estimated_rss_bytes,
                  (uint64_t)SLAB_PAGE_SIZE * (of_epoch.partial_slab_count +
                                              of_epoch.full_slab_count +
                                              of_epoch.reclaimable_slab_count));
      objects += live[index][epoch];
      partial += of_epoch.partial_slab_count;
      full += of_epoch.full_slab_count;
    }
    CHECK_EQUAL(of_class.live_bytes, objects * sizes[index]);
    CHECK_EQUAL(of_class.total_partial_slabs, partial);
    CHECK_EQUAL(of_class.total_full_slabs, full);
    CHECK_EQUAL(of_class.committed_bytes, of_class.net_slabs * SLAB_PAGE_SIZE);
    CHECK_EQUAL(of_class.net_slabs, partial + full + of_class.empty_slabs_count);
    CHECK(of_class.recycle_rate_pct >= 0 && of_class.recycle_rate_pct <= 100);
    slabs_in_use += of_class.net_slabs;
  }
  SlabGlobalStats global;
  slab_stats_global(slabs, &global);
  CHECK_EQUAL(global.net_slabs, slabs_in_use);
  CHECK_EQUAL(global.estimated_slab_rss_bytes, slabs_in_use * SLAB_PAGE_SIZE);
  CHECK_EQUAL(global.total_slabs_allocated - global.total_madvise_calls, slabs_in_use);
  CHECK(global.rss_bytes_current > 0);
  CHECK_EQUAL(global.current_epoch, epoch_current(slabs));
  slab_allocator_free(slabs);
}

static void slow_paths_by_reason(void) {
  SlabAllocator *slabs = slab_allocator_create();
  PerfCounters counters;
  SlabClassStats stats;
  void *objects[33];
  /* Five objects of 768 bytes fill a slab; the first takes one because there was none. */
  for (int index = 0; index < 5; index++) objects[index] = slab_malloc_epoch(slabs, 768, 0);
  get_perf_counters(slabs, 7, &counters);
  CHECK_EQUAL(counters.current_partial_null, 1);
  CHECK_EQUAL(counters.current_partial_full, 0);
  CHECK_EQUAL(counters.new_slab_count, 1);
  for (int index = 5; index < 10; index++) objects[index] = slab_malloc_epoch(slabs, 768, 0);
  get_perf_counters(slabs, 7, &counters);
  CHECK_EQUAL(counters.current_partial_full, 1);
  CHECK_EQUAL(counters.new_slab_count, 2);
  CHECK_EQUAL(counters.slow_path_hits, 2);
  CHECK_EQUAL(counters.list_move_partial_to_full, 1);
  slab_free(slabs, objects[0]);
  get_perf_counters(slabs, 7, &counters);
  CHECK_EQUAL(counters.list_move_full_to_partial, 1);
  epoch_advance(slabs);
  for (int index = 0; index < 7; index++) CHECK(slab_malloc_epoch(slabs, 768, 0) == NULL);
  slab_stats_class(slabs, 7, &stats);
  CHECK_EQUAL(stats.slow_path_epoch_closed, 7);
  CHECK_EQUAL(stats.slow_path_hits, 9);
  CHECK_EQUAL(stats.slow_path_cache_miss, 2);
  for (int index = 1; index < 10; index++) slab_free(slabs, objects[index]);
  epoch_close(slabs, 0);
  slab_stats_class(slabs, 7, &stats);
  CHECK_EQUAL(stats.epoch_close_scanned_slabs, 2);
  CHECK_EQUAL(stats.epoch_close_recycled_slabs, 2);
  CHECK(stats.epoch_close_total_ns > 0);
  CHECK_EQUAL(stats.empty_slab_recycled, 2);
  CHECK_EQUAL(stats.empty_slab_overflowed, 0);
  CHECK_EQUAL(stats.cache_size, 2);
  CHECK_EQUAL(stats.cache_capacity, 32);
  CHECK(stats.recycle_rate_pct == 50);
  /* The next slab comes from the cache. */
  CHECK(slab_malloc_epoch(slabs, 768, 1) != NULL);
  slab_stats_class(slabs, 7, &stats);
  CHECK_EQUAL(stats.slow_path_cache_miss, 2);
  CHECK_EQUAL(stats.cache_size, 1);

  SlowPathReport report;
  slab_analyze_slow_path(slabs, &report);
  CHECK_EQUAL(report.version, SLAB_DIAGNOSTICS_VERSION);
  CHECK_EQUAL(report.class_count, 1);
  if (report.class_count == 1) {
    CHECK_EQUAL(report.classes[0].class_index, 7);
    CHECK_EQUAL(report.classes[0].object_size, 768);
    CHECK_EQUAL(report.classes[0].total_slow_path_hits, 10);
    CHECK_EQUAL(report.classes[0].epoch_closed_count, 7);
    CHECK(report.classes[0].epoch_closed_pct == 70);
    CHECK_EQUAL(report.classes[0].partial_null_count, 2);
    CHECK(report.classes[0].partial_full_pct == 10);
    CHECK(strlen(report.classes[0].recommendation) > 0);
  }
  free(report.classes);
  slab_allocator_free(slabs);
}

static void leaks_are_named_by_epoch_and_label(void) {
  SlabAllocator *slabs = slab_allocator_create();
  EpochLeakReport report;
  CHECK_EQUAL(slab_detect_epoch_leaks(slabs, 0, 10, &report), 0);
  CHECK(report.candidates == NULL);
  slab_epoch_set_label(slabs, 0, "sessions");
  for (int index = 0; index < 100; index++) slab_malloc_epoch(slabs, 512, 0);
  epoch_advance(slabs);
  slab_malloc_epoch(slabs, 64, 1);
  epoch_close(slabs, 0);
  CHECK_EQUAL(slab_detect_epoch_leaks(slabs, 0, 1, &report), 2);
  CHECK_EQUAL(report.version, SLAB_DIAGNOSTICS_VERSION);
  CHECK_EQUAL(report.candidate_count, 2);
  CHECK_EQUAL(report.top_count, 1);
  CHECK(report.candidates != NULL);
  CHECK_EQUAL(report.candidates[0].object_size, 512);
  CHECK_EQUAL(report.candidates[0].epoch_id, 0);
  CHECK_EQUAL(report.candidates[0].alloc_count, 100);
  CHECK_EQUAL(report.candidates[0].full_slab_count, 12);
  CHECK_EQUAL(report.candidates[0].partial_slab_count, 1);
  CHECK_EQUAL(report.candidates[0].estimated_rss_bytes, 13 * SLAB_PAGE_SIZE);
  CHECK(strcmp(report.candidates[0].label, "sessions") == 0);
  free(report.candidates);
  /* Nothing is an hour old. */
  CHECK_EQUAL(slab_detect_epoch_leaks(slabs, 3600, 10, &report), 0);
  CHECK_EQUAL(slab_detect_epoch_leaks(slabs, 0, 10, NULL), 2);
  CHECK_EQUAL(slab_detect_epoch_leaks(NULL, 0, 10, &report), 0);
  slab_allocator_free(slabs);
}

static void reclamation_is_told_by_epoch(void) {
  enum { SLABS = 50 };
  SlabAllocator *slabs = slab_allocator_create();
  static void *objects[SLABS * 8];
  for (int index = 0; index < SLABS * 8; index++) {
    objects[index] = slab_malloc_epoch(slabs, 512, 0);
  }
  for (int index = 0; index < SLABS * 8; index++) slab_free(slabs, objects[index]);
  slab_epoch_set_label(slabs, 0, "batch");
  epoch_advance(slabs);
  epoch_close(slabs, 0);
  ReclamationReport report;
  slab_analyze_reclamation(slabs, &report);
  CHECK_EQUAL(report.version, SLAB_DIAGNOSTICS_VERSION);
  CHECK_EQUAL(report.epoch_count, 1);
  CHECK_EQUAL(report.total_madvise_calls, SLABS - 32);
  CHECK_EQUAL(report.total_madvise_bytes, (SLABS - 32) * SLAB_PAGE_SIZE);
  CHECK_EQUAL(report.total_madvise_failures, 0);
  if (report.epoch_count == 1) {
    EpochReclamation *epoch = &report.epochs[0];
    CHECK_EQUAL(epoch->class_index, 6);
    CHECK_EQUAL(epoch->epoch_id, 0);
    CHECK_EQUAL(epoch->slabs_recycled, SLABS);
    CHECK_EQUAL(epoch->bytes_madvised, (SLABS - 32) * SLAB_PAGE_SIZE);
    CHECK(epoch->was_closed);
    CHECK(strcmp(epoch->label, "batch") == 0);
    CHECK(epoch->rss_before > 0);
    CHECK(epoch->rss_delta == (int64_t)epoch->rss_after - (int64_t)epoch->rss_before);
  }
  free(report.epochs);
  slab_allocator_free(slabs);
}

static void what_cannot_be_read_is_zero(void) {
  SlabGlobalStats global;
  SlabClassStats of_class;
  SlabEpochStats of_epoch;
  SlowPathReport slow;
  ReclamationReport reclamation;
  slab_stats_global(NULL, &global);
  CHECK_EQUAL(global.version, SLAB_STATS_VERSION);
  CHECK_EQUAL(global.net_slabs, 0);
  slab_stats_class(NULL, 0, &of_class);
  CHECK_EQUAL(of_class.version, SLAB_STATS_VERSION);
  slab_stats_epoch(NULL, 0, 0, &of_epoch);
  CHECK_EQUAL(of_epoch.version, SLAB_STATS_VERSION);
  slab_analyze_slow_path(NULL, &slow);
  CHECK(slow.classes == NULL && slow.class_count == 0);
  slab_analyze_reclamation(NULL, &reclamation);
  CHECK(reclamation.epochs == NULL && reclamation.epoch_count == 0);
  SlabAllocator *slabs = slab_allocator_create();
  slab_stats_class(slabs, 8, &of_class);
  CHECK_EQUAL(of_class.object_size, 0);
  slab_stats_epoch(slabs, 0, 16, &of_epoch);
  CHECK_EQUAL(of_epoch.epoch_era, 0);
  slab_allocator_free(slabs);
}

int main(void) {
  RUN(live_objects_by_class_and_epoch);
  RUN(slow_paths_by_reason);
  RUN(leaks_are_named_by_epoch_and_label);
  RUN(reclamation_is_told_by_epoch);
  RUN(what_cannot_be_read_is_zero);
  return check_result();
}
