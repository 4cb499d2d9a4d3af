/* A service with a structural leak: every object is freed in the end, and most epochs are pinned all
   the same. Diagnostic mode names the line. */
#include <drainprof.h>
#include <stdio.h>

static drainprof *prof;

static void allocate_session(uint64_t epoch, uint64_t id) {
  DRAINPROF_ALLOC_REGISTER(prof, epoch, id, 256); /* outlives its epoch */
}

static void allocate_buffer(uint64_t epoch, uint64_t id) {
  DRAINPROF_ALLOC_REGISTER(prof, epoch, id, 4096); /* freed before its epoch ends */
}

int main(void) {
  drainprof_config config;
  drainprof_config_default(&config);
  config.mode = DRAINPROF_DIAGNOSTIC;
  prof = drainprof_create_with_config(&config);

  for (uint64_t epoch = 0; epoch < 100; epoch++) {
    drainprof_granule_open(prof, epoch);
    if (epoch % 20 != 0) allocate_session(epoch, epoch);
    allocate_buffer(epoch, 1000 + epoch);
    drainprof_alloc_deregister(prof, epoch, 1000 + epoch);
    drainprof_granule_close(prof, epoch);
    /* A session ends ten epochs later. */
    if (epoch >= 10 && epoch % 20 != 10) drainprof_alloc_deregister(prof, epoch - 10, epoch - 10);
  }

  drainprof_snapshot_t snapshot;
  drainprof_snapshot(prof, &snapshot);
  printf("DSR: %.1f%%\n", snapshot.dsr * 100);
  drainprof_lifetimes *lifetimes = drainprof_lifetimes_compute(prof);
  for (uint32_t index = 0; index < lifetimes->site_count; index++) {
    drainprof_lifetime_entry *entry = &lifetimes->sites[index];
    printf("%s:%u pins %llu epochs with %llu bytes: %s\n", entry->site.file, entry->site.line,
           (unsigned long long)entry->pinned_granules, (unsigned long long)entry->bytes,
           entry->near_misses > entry->mismatches ? "close epochs a little later"
                                                  : "give it granules of its own");
  }
  drainprof_lifetimes_free(lifetimes);
  drainprof_destroy(prof);
  return 0;
}
