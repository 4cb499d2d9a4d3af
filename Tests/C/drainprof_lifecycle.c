// Granules from their opening to their boundary, counts, sweeps, resets, and every kind of misuse.
#include <drainprof.h>

#include <string.h>

#include "check.h"

static drainprof_snapshot_t snapshot(drainprof *prof) {
  drainprof_snapshot_t snapshot;
  drainprof_snapshot(prof, &snapshot);
  return snapshot;
}

static drainprof_misuse_t misuse(drainprof *prof) {
  drainprof_misuse_t misuse;
  drainprof_misuse(prof, &misuse);
  return misuse;
}

static uint64_t total(drainprof_misuse_t misuse) {
  return misuse.double_opens + misuse.opens_while_pinned + misuse.closes_without_open +
         misuse.double_closes + misuse.unknown_granules + misuse.registrations_after_close +
         misuse.deregistrations_without_registration + misuse.double_registrations +
         misuse.granule_mismatches + misuse.dropped_reports;
}

static void defaults(void) {
  drainprof_config config;
  memset(&config, 0xff, sizeof config);
  drainprof_config_default(&config);
  CHECK_EQUAL(config.mode, DRAINPROF_PRODUCTION);
  CHECK(config.on_pinning == NULL);
  CHECK_EQUAL(config.log_interval, 0);
  CHECK(!config.verbose);
  CHECK(config.max_buffered_reports > 0);
  char version[32];
  snprintf(version, sizeof version, "%d.%d.%d", DRAINPROF_VERSION_MAJOR, DRAINPROF_VERSION_MINOR,
           DRAINPROF_VERSION_PATCH);
  CHECK(strcmp(version, drainprof_version()) == 0);
  config.mode = (drainprof_mode)7;
  CHECK(drainprof_create_with_config(&config) == NULL);
  for (int storage = DRAINPROF_SLOT_ARRAY; storage <= DRAINPROF_HASH_MAP; storage++) {
    drainprof_config_default(&config);
    config.storage = (drainprof_storage)storage;
    config.slot_capacity = config.bucket_count = 1;
    drainprof *prof = drainprof_create_with_config(&config);
    CHECK(prof != NULL);
    for (uint64_t granule = 0; granule < 300; granule++) {
      CHECK_EQUAL(drainprof_granule_open(prof, granule), 0);
    }
    CHECK_EQUAL(snapshot(prof).open_granules, 300);
    drainprof_destroy(prof);
  }
}

static void counts(drainprof *prof) {
  CHECK(snapshot(prof).dsr == 1);
  CHECK_EQUAL(drainprof_granule_open(prof, 1), 0);
  CHECK_EQUAL(drainprof_alloc_register(prof, 1, 100, 64), 0);
  CHECK_EQUAL(drainprof_alloc_register(prof, 1, 101, 64), 0);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 1, 100), 0);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 1, 101), 0);
  CHECK_EQUAL(drainprof_granule_close(prof, 1), 1);
  CHECK_EQUAL(drainprof_granule_open(prof, 0), 0);
  CHECK_EQUAL(drainprof_granule_open(prof, 2), 0);
  CHECK_EQUAL(drainprof_alloc_register(prof, 2, 200, 64), 0);
  CHECK_EQUAL(drainprof_granule_close(prof, 2), 0);
  drainprof_snapshot_t found = snapshot(prof);
  CHECK_EQUAL(found.total_closes, 2);
  CHECK_EQUAL(found.drainable_closes, 1);
  CHECK_EQUAL(found.pinned_closes, 1);
  CHECK(found.dsr == 0.5);
  CHECK_EQUAL(found.open_granules, 1);
  CHECK_EQUAL(found.peak_open_granules, 2);
  CHECK_EQUAL(found.total_allocs, 3);
  CHECK_EQUAL(found.total_deallocs, 2);
  CHECK(found.timestamp.tv_sec > 0 || found.timestamp.tv_nsec > 0);
  // The object that pinned it dies after the boundary; the close was a pinned one all the same.
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 2, 200), 0);
  CHECK_EQUAL(snapshot(prof).total_deallocs, 3);
  CHECK(snapshot(prof).dsr == 0.5);
  // A granule that is done may come back under its number.
  CHECK_EQUAL(drainprof_granule_open(prof, 1), 0);
  CHECK_EQUAL(drainprof_granule_close(prof, 1), 1);
  CHECK_EQUAL(total(misuse(prof)), 0);
}

static void resets(drainprof *prof) {
  drainprof_granule_open(prof, 10);
  drainprof_alloc_register(prof, 10, 1000, 8);
  drainprof_reset(prof);
  drainprof_snapshot_t found = snapshot(prof);
  CHECK_EQUAL(found.total_closes, 0);
  CHECK(found.dsr == 1);
  CHECK_EQUAL(found.total_allocs - found.total_deallocs, 1);
  CHECK_EQUAL(found.open_granules, 2);
  CHECK_EQUAL(found.peak_open_granules, 2);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 10, 1000), 0);
  CHECK_EQUAL(drainprof_granule_close(prof, 10), 1);
  CHECK(snapshot(prof).dsr == 1);
}

static void sweeps(drainprof_mode mode) {
  drainprof_config config;
  drainprof_config_default(&config);
  config.mode = mode;
  drainprof *prof = drainprof_create_with_config(&config);
  drainprof_snapshot_t found;
  drainprof_sweep(prof, &found);
  CHECK(found.dsr == 1);
  CHECK_EQUAL(found.total_closes, 0);
  for (uint64_t granule = 0; granule < 4; granule++) drainprof_granule_open(prof, granule);
  for (uint64_t granule = 0; granule < 4; granule++) {
    drainprof_alloc_register(prof, granule, granule, 8);
  }
  drainprof_alloc_deregister(prof, 3, 3);
  drainprof_sweep(prof, &found);
  CHECK_EQUAL(found.total_closes, 4);
  CHECK_EQUAL(found.drainable_closes, 1);
  CHECK_EQUAL(found.pinned_closes, 3);
  CHECK(found.dsr == 0.25);
  CHECK_EQUAL(found.open_granules, 4);
  CHECK_EQUAL(found.total_allocs, 4);
  // A sweep closes nothing.
  CHECK_EQUAL(snapshot(prof).total_closes, 0);
  CHECK_EQUAL(drainprof_granule_close(prof, 0), 0);
  drainprof_destroy(prof);
}

static void misuses(drainprof_mode mode) {
  drainprof_config config;
  drainprof_config_default(&config);
  config.mode = mode;
  drainprof *prof = drainprof_create_with_config(&config);
  CHECK_EQUAL(drainprof_granule_close(prof, 1), -1);
  CHECK_EQUAL(misuse(prof).closes_without_open, 1);
  // Opening again changes nothing.
  CHECK_EQUAL(drainprof_granule_open(prof, 1), 0);
  CHECK_EQUAL(drainprof_alloc_register(prof, 1, 1, 8), 0);
  CHECK_EQUAL(drainprof_granule_open(prof, 1), 0);
  CHECK_EQUAL(snapshot(prof).open_granules, 1);
  CHECK_EQUAL(misuse(prof).double_opens, 1);
  // A deregistration of what was never registered leaves what was.
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 1, 1), 0);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 1, 1), -1);
  CHECK_EQUAL(misuse(prof).deregistrations_without_registration, 1);
  CHECK_EQUAL(drainprof_alloc_register(prof, 1, 2, 8), 0);
  CHECK_EQUAL(drainprof_granule_close(prof, 1), 0);
  CHECK_EQUAL(drainprof_granule_close(prof, 1), -1);
  CHECK_EQUAL(misuse(prof).double_closes, 1);
  CHECK_EQUAL(drainprof_alloc_register(prof, 1, 3, 8), -1);
  CHECK_EQUAL(misuse(prof).registrations_after_close, 1);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 1, 3), 0);
  CHECK_EQUAL(drainprof_granule_open(prof, 1), 0);
  CHECK_EQUAL(misuse(prof).opens_while_pinned, 1);
  CHECK_EQUAL(drainprof_granule_close(prof, 1), 0);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 1, 2), 0);
  CHECK_EQUAL(drainprof_alloc_register(prof, 77, 4, 8), -1);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, 77, 4), -1);
  CHECK_EQUAL(misuse(prof).unknown_granules, 2);
  CHECK_EQUAL(drainprof_granule_open(prof, UINT64_MAX), -1);
  CHECK_EQUAL(drainprof_alloc_register(prof, UINT64_MAX, 4, 8), -1);
  CHECK_EQUAL(drainprof_alloc_deregister(prof, UINT64_MAX, 4), -1);
  CHECK_EQUAL(drainprof_granule_close(prof, UINT64_MAX), -1);
  CHECK_EQUAL(misuse(prof).unknown_granules, 5);
  CHECK_EQUAL(misuse(prof).closes_without_open, 2);
  CHECK_EQUAL(misuse(prof).double_registrations, 0);
  if (mode == DRAINPROF_DIAGNOSTIC) {
    drainprof_granule_open(prof, 5);
    drainprof_granule_open(prof, 6);
    CHECK_EQUAL(drainprof_alloc_register(prof, 5, 50, 8), 0);
    CHECK_EQUAL(drainprof_alloc_register(prof, 5, 50, 8), 0);
    CHECK_EQUAL(misuse(prof).double_registrations, 1);
    CHECK_EQUAL(drainprof_alloc_deregister(prof, 6, 50), 0);
    CHECK_EQUAL(misuse(prof).granule_mismatches, 1);
    CHECK_EQUAL(drainprof_alloc_deregister(prof, 5, 51), -1);
  }
  drainprof_reset(prof);
  CHECK_EQUAL(total(misuse(prof)), 0);
  drainprof_destroy(prof);
}

/// As in a server that counted frees at another layer than allocations: it has to be seen.
static void asymmetry(void) {
  drainprof *prof = drainprof_create();
  drainprof_granule_open(prof, 1);
  int refused = 0;
  for (uint64_t object = 0; object < 45767; object++) drainprof_alloc_register(prof, 1, object, 8);
  for (uint64_t object = 0; object < 193051; object++) {
    refused += drainprof_alloc_deregister(prof, 1, object) < 0;
  }
  CHECK_EQUAL(refused, 193051 - 45767);
  CHECK_EQUAL(snapshot(prof).total_allocs, 45767);
  CHECK_EQUAL(snapshot(prof).total_deallocs, 193051);
  CHECK_EQUAL(misuse(prof).deregistrations_without_registration, 193051 - 45767);
  CHECK_EQUAL(drainprof_granule_close(prof, 1), 1);
  drainprof_destroy(prof);
}

static void nothing(void) {
  drainprof_snapshot_t found;
  drainprof_misuse_t misuses;
  drainprof_tables_t tables;
  drainprof_pinning_report *report = NULL;
  drainprof_config_default(NULL);
  drainprof_destroy(NULL);
  drainprof_reset(NULL);
  CHECK_EQUAL(drainprof_granule_open(NULL, 1), -1);
  CHECK_EQUAL(drainprof_granule_close(NULL, 1), -1);
  CHECK_EQUAL(drainprof_alloc_register(NULL, 1, 1, 1), -1);
  CHECK_EQUAL(DRAINPROF_ALLOC_REGISTER(NULL, 1, 1, 1), -1);
  CHECK_EQUAL(drainprof_alloc_deregister(NULL, 1, 1), -1);
  drainprof_snapshot(NULL, &found);
  CHECK_EQUAL(found.total_closes, 0);
  drainprof_sweep(NULL, &found);
  drainprof_misuse(NULL, &misuses);
  drainprof_tables(NULL, &tables);
  CHECK_EQUAL(tables.bytes, 0);
  CHECK_EQUAL(drainprof_drain_reports(NULL, &report, 1), 0);
  CHECK(drainprof_diagnostic_summary_compute(NULL) == NULL);
  CHECK(drainprof_lifetimes_compute(NULL) == NULL);
  CHECK_EQUAL(drainprof_write_metrics(NULL, 1), -1);
  CHECK_EQUAL(drainprof_write_snapshot(NULL, 1), -1);
  drainprof_pinning_report_free(NULL);
  drainprof_diagnostic_summary_free(NULL);
  drainprof_lifetimes_free(NULL);
  drainprof *prof = drainprof_create();
  drainprof_snapshot(prof, NULL);
  drainprof_sweep(prof, NULL);
  drainprof_misuse(prof, NULL);
  drainprof_tables(prof, NULL);
  CHECK_EQUAL(drainprof_drain_reports(prof, &report, 1), 0);
  CHECK(drainprof_diagnostic_summary_compute(prof) == NULL);
  CHECK(drainprof_lifetimes_compute(prof) == NULL);
  drainprof_destroy(prof);
}

int main(void) {
  defaults();
  for (int mode = DRAINPROF_PRODUCTION; mode <= DRAINPROF_DIAGNOSTIC; mode++) {
    drainprof_config config;
    drainprof_config_default(&config);
    config.mode = (drainprof_mode)mode;
    drainprof *prof = drainprof_create_with_config(&config);
    counts(prof);
    resets(prof);
    drainprof_destroy(prof);
    sweeps((drainprof_mode)mode);
    misuses((drainprof_mode)mode);
  }
  asymmetry();
  nothing();
  return check_result();
}
