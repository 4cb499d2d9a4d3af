// What pinned a granule: reports, the callback, the summary by site, and lifetime deltas.
#include <drainprof.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static drainprof *diagnostic(drainprof_pin_callback callback, void *data, uint32_t waiting) {
  drainprof_config config;
  drainprof_config_default(&config);
  config.mode = DRAINPROF_DIAGNOSTIC;
  config.on_pinning = callback;
  config.callback_user_data = data;
  config.max_buffered_reports = waiting;
  return drainprof_create_with_config(&config);
}

static double seconds(struct timespec time) { return (double)time.tv_sec + (double)time.tv_nsec / 1e9; }

static void reports(void) {
  drainprof *prof = diagnostic(NULL, NULL, 8);
  drainprof_granule_open(prof, 7);
  CHECK_EQUAL(DRAINPROF_ALLOC_REGISTER(prof, 7, 1, 100), 0);
  const int line = __LINE__ - 1;
  // The name is copied: the memory may hold another one later.
  char file[32];
  strcpy(file, "session.c");
  CHECK_EQUAL(drainprof_alloc_register_located(prof, 7, 2, 300, file, 42), 0);
  strcpy(file, "request.c");
  CHECK_EQUAL(drainprof_alloc_register_located(prof, 7, 3, 50, file, 42), 0);
  CHECK_EQUAL(drainprof_alloc_register(prof, 7, 4, 10), 0);
  CHECK_EQUAL(drainprof_alloc_register_located(prof, 7, 5, 20, NULL, 9), 0);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 7, 3), 0);
  CHECK_EQUAL(drainprof_granule_close(prof, 7), 0);

  drainprof_pinning_report *taken[4] = {NULL};
  CHECK_EQUAL(drainprof_drain_reports(prof, taken, 0), 0);
  CHECK_EQUAL(drainprof_drain_reports(prof, taken, 4), 1);
  CHECK_EQUAL(drainprof_drain_reports(prof, taken + 1, 3), 0);
  // It outlives the profiler.
  drainprof_destroy(prof);
  drainprof_pinning_report *report = taken[0];
  CHECK_EQUAL(report->granule_id, 7);
  CHECK_EQUAL(report->total_allocs, 5);
  CHECK_EQUAL(report->drained_allocs, 1);
  CHECK_EQUAL(report->pinning_count, 4);
  CHECK(seconds(report->open_time) > 0);
  CHECK(seconds(report->close_time) >= seconds(report->open_time));
  bool seen[6] = {false};
  for (uint32_t index = 0; index < report->pinning_count; index++) {
    drainprof_pinning_alloc *object = &report->pinning_allocs[index];
    seen[object->alloc_id] = true;
    CHECK(object->lifetime_delta_sec == -1);
    CHECK(seconds(object->alloc_time) <= seconds(report->close_time) + 0.01);
    switch (object->alloc_id) {
    case 1:
      CHECK(strcmp(object->alloc_site.file, __FILE__) == 0);
      CHECK_EQUAL(object->alloc_site.line, line);
      CHECK_EQUAL(object->size, 100);
      break;
    case 2:
      CHECK(strcmp(object->alloc_site.file, "session.c") == 0);
      CHECK_EQUAL(object->alloc_site.line, 42);
      CHECK_EQUAL(object->size, 300);
      break;
    default: CHECK(strcmp(object->alloc_site.file, "(unknown)") == 0);
    }
  }
  CHECK(seen[1] && seen[2] && !seen[3] && seen[4] && seen[5]);
  drainprof_pinning_report_free(report);
}

/// Oldest first, as many as fit, the others counted.
static void order(void) {
  drainprof *prof = diagnostic(NULL, NULL, 3);
  for (uint64_t granule = 0; granule < 5; granule++) {
    drainprof_granule_open(prof, granule);
    drainprof_alloc_register(prof, granule, granule, 1);
    drainprof_granule_close(prof, granule);
  }
  drainprof_misuse_t misuse;
  drainprof_misuse(prof, &misuse);
  CHECK_EQUAL(misuse.dropped_reports, 2);
  drainprof_pinning_report *taken[2];
  CHECK_EQUAL(drainprof_drain_reports(prof, taken, 2), 2);
  for (uint64_t index = 0; index < 2; index++) {
    CHECK_EQUAL(taken[index]->granule_id, index);
    drainprof_pinning_report_free(taken[index]);
  }
  CHECK_EQUAL(drainprof_drain_reports(prof, taken, 2), 1);
  CHECK_EQUAL(taken[0]->granule_id, 2);
  drainprof_pinning_report_free(taken[0]);
  drainprof_destroy(prof);
}

/// A report that waits learns how long its objects lived.
static void deltas(void) {
  drainprof *prof = diagnostic(NULL, NULL, 8);
  drainprof_granule_open(prof, 1);
  drainprof_alloc_register_located(prof, 1, 10, 8, "cache.c", 3);
  drainprof_alloc_register_located(prof, 1, 11, 8, "cache.c", 3);
  drainprof_granule_close(prof, 1);
  drainprof_granule_open(prof, 2);
  drainprof_alloc_register_located(prof, 2, 12, 16, "cache.c", 3);
  drainprof_alloc_register_located(prof, 2, 13, 16, "index.c", 4);
  drainprof_granule_close(prof, 2);
  usleep(20000);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 1, 10), 0);
  // Two closes later than its own: beyond a near miss.
  drainprof_granule_open(prof, 3);
  drainprof_granule_close(prof, 3);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 2, 13), 0);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 1, 11), 0);

  drainprof_pinning_report *taken[3];
  CHECK_EQUAL(drainprof_drain_reports(prof, taken, 3), 2);
  for (uint32_t index = 0; index < 2; index++) {
    drainprof_pinning_alloc *object = &taken[0]->pinning_allocs[index];
    CHECK(object->lifetime_delta_sec >= 0.02);
    CHECK(object->lifetime_delta_sec < 60);
  }
  for (uint32_t index = 0; index < 2; index++) {
    drainprof_pinning_alloc *object = &taken[1]->pinning_allocs[index];
    CHECK((object->lifetime_delta_sec == -1) == (object->alloc_id == 12));
  }
  drainprof_pinning_report_free(taken[0]);
  drainprof_pinning_report_free(taken[1]);

  drainprof_lifetimes *lifetimes = drainprof_lifetimes_compute(prof);
  CHECK_EQUAL(lifetimes->site_count, 2);
  drainprof_lifetime_entry *cache = &lifetimes->sites[0], *index = &lifetimes->sites[1];
  CHECK(strcmp(cache->site.file, "cache.c") == 0 && strcmp(index->site.file, "index.c") == 0);
  CHECK_EQUAL(cache->pinned_granules, 2);
  CHECK_EQUAL(cache->objects, 3);
  CHECK_EQUAL(cache->bytes, 32);
  CHECK_EQUAL(cache->near_misses, 1);
  CHECK_EQUAL(cache->mismatches, 1);
  CHECK_EQUAL(cache->outstanding, 1);
  CHECK(cache->min_sec >= 0.02 && cache->median_sec >= cache->min_sec);
  CHECK(cache->mean_sec >= cache->min_sec && cache->max_sec >= cache->p99_sec);
  CHECK_EQUAL(index->near_misses, 1);
  CHECK_EQUAL(index->outstanding, 0);
  drainprof_lifetimes_free(lifetimes);

  drainprof_diagnostic_summary *summary = drainprof_diagnostic_summary_compute(prof);
  drainprof_destroy(prof);
  CHECK_EQUAL(summary->site_count, 2);
  CHECK_EQUAL(summary->total_pinning_allocs, 4);
  CHECK_EQUAL(summary->reports_analyzed, 2);
  CHECK(strcmp(summary->sites[0].site.file, "cache.c") == 0);
  CHECK_EQUAL(summary->sites[0].site.line, 3);
  CHECK_EQUAL(summary->sites[0].pinning_count, 2);
  CHECK_EQUAL(summary->sites[0].total_allocs, 3);
  CHECK_EQUAL(summary->sites[0].total_bytes, 32);
  CHECK_EQUAL(summary->sites[1].pinning_count, 1);
  drainprof_diagnostic_summary_free(summary);
}

struct heard {
  drainprof *prof;
  uint64_t granules[8];
  int count;
};

/// Uses the profiler that calls it, down to closing another pinned granule.
static void hear(const drainprof_pinning_report *report, void *data) {
  struct heard *heard = data;
  heard->granules[heard->count++] = report->granule_id;
  if (report->granule_id >= 3) return;
  uint64_t granule = report->granule_id + 1;
  CHECK_EQUAL(drainprof_granule_open(heard->prof, granule), 0);
  CHECK_EQUAL(DRAINPROF_ALLOC_REGISTER(heard->prof, granule, 100 + granule, 8), 0);
  CHECK_EQUAL(drainprof_granule_close(heard->prof, granule), 0);
  drainprof_snapshot_t snapshot;
  drainprof_snapshot(heard->prof, &snapshot);
  drainprof_diagnostic_summary_free(drainprof_diagnostic_summary_compute(heard->prof));
  CHECK_EQUAL(report->pinning_allocs[0].alloc_id, 100 + report->granule_id);
  CHECK_EQUAL(drainprof_alloc_deregister(heard->prof, report->granule_id, 100 + report->granule_id),
              0);
  drainprof_reset(heard->prof);
}

static void reentrance(void) {
  struct heard heard = {.count = 0};
  heard.prof = diagnostic(hear, &heard, 0);
  drainprof_granule_open(heard.prof, 1);
  DRAINPROF_ALLOC_REGISTER(heard.prof, 1, 101, 8);
  CHECK_EQUAL(drainprof_granule_close(heard.prof, 1), 0);
  CHECK_EQUAL(heard.count, 3);
  for (int index = 0; index < heard.count; index++) CHECK_EQUAL(heard.granules[index], index + 1);
  drainprof_pinning_report *report;
  CHECK_EQUAL(drainprof_drain_reports(heard.prof, &report, 1), 0);
  drainprof_destroy(heard.prof);
}

int main(void) {
  reports();
  order();
  deltas();
  reentrance();
  return check_result();
}
