// Tables that grow, and random calls against a count that is kept outside.
#include <drainprof.h>

#include <inttypes.h>
#include <stdlib.h>

#include "check.h"

/// The published run on a server stood still at 256 granules.
static void growth(void) {
  enum { granules = 100000 };
  drainprof *prof = drainprof_create();
  drainprof_tables_t before, after;
  drainprof_tables(prof, &before);
  for (uint64_t granule = 0; granule < granules; granule++) {
    CHECK_EQUAL(drainprof_granule_open(prof, granule << 12), 0);
    CHECK_EQUAL(drainprof_alloc_register(prof, granule << 12, granule, 8), 0);
  }
  drainprof_snapshot_t snapshot;
  drainprof_sweep(prof, &snapshot);
  CHECK_EQUAL(snapshot.total_closes, granules);
  CHECK_EQUAL(snapshot.pinned_closes, granules);
  CHECK_EQUAL(snapshot.peak_open_granules, granules);
  drainprof_tables(prof, &after);
  CHECK_EQUAL(before.granules, 0);
  CHECK_EQUAL(after.granules, granules);
  CHECK(after.granule_capacity >= granules && after.bytes > before.bytes);
  CHECK_EQUAL(after.threads, 1);
  for (uint64_t granule = 0; granule < granules; granule += 2) {
    CHECK_EQUAL(drainprof_alloc_deregister(prof, granule << 12, granule), 0);
  }
  for (uint64_t granule = 0; granule < granules; granule++) {
    CHECK_EQUAL(drainprof_granule_close(prof, granule << 12), granule % 2 == 0);
  }
  drainprof_snapshot(prof, &snapshot);
  CHECK(snapshot.dsr == 0.5);
  drainprof_destroy(prof);
}

static uint64_t state;

/// SplitMix64.
static uint64_t draw(uint64_t bound) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return (z ^ z >> 31) % bound;
}

/// Random calls in a few granules; every answer and every total is foretold.
static void model(drainprof_mode mode, uint64_t seed) {
  enum { granules = 12, objects = 6, steps = 20000 };
  drainprof_config config;
  drainprof_config_default(&config);
  config.mode = mode;
  drainprof *prof = drainprof_create_with_config(&config);
  bool open[granules] = {false}, live[granules][objects] = {{false}};
  // Open, or pinned at its last close.
  bool known[granules] = {false};
  int count[granules] = {0};
  uint64_t closes = 0, drained = 0, registered = 0, deregistered = 0, refused = 0;
  int before = check_failures;
  state = seed;
  for (int step = 0; step < steps && check_failures == before; step++) {
    uint64_t granule = draw(granules), object = draw(objects);
    uint64_t id = granule * objects + object;
    switch (draw(4)) {
    case 0:
      CHECK_EQUAL(drainprof_granule_open(prof, granule), 0);
      open[granule] = known[granule] = true;
      break;
    case 1:
      CHECK_EQUAL(drainprof_granule_close(prof, granule), open[granule] ? count[granule] == 0 : -1);
      closes += open[granule];
      drained += open[granule] && count[granule] == 0;
      if (open[granule]) known[granule] = count[granule] > 0;
      open[granule] = false;
      break;
    case 2:
      if (!open[granule] || live[granule][object]) break;
      CHECK_EQUAL(drainprof_alloc_register(prof, granule, id, 8), 0);
      live[granule][object] = true;
      count[granule]++;
      registered++;
      break;
    default:
      // An object that is not live cannot be told from another in production mode.
      if (!live[granule][object] && mode == DRAINPROF_PRODUCTION && count[granule] > 0) break;
      CHECK_EQUAL(drainprof_alloc_deregister(prof, granule, id), live[granule][object] ? 0 : -1);
      if (!live[granule][object]) {
        refused += known[granule];
        break;
      }
      live[granule][object] = false;
      count[granule]--;
      deregistered++;
    }
  }
  drainprof_snapshot_t snapshot;
  drainprof_snapshot(prof, &snapshot);
  CHECK_EQUAL(snapshot.total_closes, closes);
  CHECK_EQUAL(snapshot.drainable_closes, drained);
  uint64_t openGranules = 0;
  for (int granule = 0; granule < granules; granule++) openGranules += open[granule];
  CHECK_EQUAL(snapshot.open_granules, openGranules);
  CHECK_EQUAL(snapshot.total_allocs, registered);
  // Production mode counts those that it refuses in known granules, too.
  if (mode == DRAINPROF_PRODUCTION) deregistered += refused;
  CHECK_EQUAL(snapshot.total_deallocs, deregistered);
  if (check_failures != before) fprintf(stderr, "mode %d, seed %" PRIu64 "\n", (int)mode, seed);
  drainprof_destroy(prof);
}

int main(int argc, char **argv) {
  growth();
  uint64_t seeds = argc > 1 ? strtoull(argv[1], NULL, 10) : 20;
  for (uint64_t seed = 1; seed <= seeds; seed++) {
    model(DRAINPROF_PRODUCTION, seed);
    model(DRAINPROF_DIAGNOSTIC, seed);
  }
  return check_result();
}
