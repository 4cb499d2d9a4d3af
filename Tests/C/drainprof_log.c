// What is told on standard error: a line after every so many closes, and, where the log is verbose,
// pinned closes and misuse as they happen.
#include <drainprof.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

/// What `body` writes to standard error.
static char *told(void (*body)(drainprof *), uint64_t interval, bool verbose) {
  static char text[4096];
  FILE *file = tmpfile();
  int before = dup(STDERR_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  drainprof_config config;
  drainprof_config_default(&config);
  config.log_interval = interval;
  config.verbose = verbose;
  drainprof *prof = drainprof_create_with_config(&config);
  body(prof);
  drainprof_destroy(prof);
  dup2(before, STDERR_FILENO);
  close(before);
  rewind(file);
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  return text;
}

static void calls(drainprof *prof) {
  for (uint64_t granule = 1; granule <= 7; granule++) {
    drainprof_granule_open(prof, granule);
    if (granule % 3 == 0) drainprof_alloc_register(prof, granule, 1, 8);
    drainprof_granule_close(prof, granule);
  }
  drainprof_granule_close(prof, 99);
  drainprof_alloc_deregister(prof, 98, 5);
  drainprof_alloc_register(prof, 97, 6, 8);
}

/// One that tells and one that knows objects, in turn on one thread.
static void turns(drainprof *verbose) {
  drainprof_config config;
  drainprof_config_default(&config);
  config.mode = DRAINPROF_DIAGNOSTIC;
  drainprof *diagnostic = drainprof_create_with_config(&config);
  drainprof *profilers[2] = {verbose, diagnostic};
  for (int index = 0; index < 2; index++) drainprof_granule_open(profilers[index], 1);
  for (uint64_t object = 0; object < 10; object++) {
    for (int index = 0; index < 2; index++) {
      CHECK_EQUAL(drainprof_alloc_register(profilers[index], 1, object, 8), 0);
    }
  }
  for (int index = 0; index < 2; index++) {
    drainprof_snapshot_t snapshot;
    drainprof_snapshot(profilers[index], &snapshot);
    CHECK_EQUAL(snapshot.total_allocs, 10);
  }
  drainprof_destroy(diagnostic);
}

static int lines(const char *text) {
  int count = 0;
  for (; *text; text++) count += *text == '\n';
  return count;
}

int main(void) {
  CHECK_EQUAL(lines(told(calls, 0, false)), 0);
  const char *log = told(calls, 3, false);
  CHECK_EQUAL(lines(log), 2);
  CHECK(strstr(log, "drainprof: 3 closes, 2 drained, 1 pinned, dsr 0.666") == log);
  CHECK(strstr(log, "\ndrainprof: 6 closes, 4 drained, 2 pinned,") != NULL);
  log = told(calls, 0, true);
  CHECK_EQUAL(lines(log), 5);
  CHECK(strstr(log, "drainprof: granule 3 is pinned by 1 of 1 objects\n") == log);
  CHECK(strstr(log, "close of granule 99, not open") != NULL);
  CHECK(strstr(log, "deregistration of object 5 in granule 98, not live") != NULL);
  CHECK(strstr(log, "registration of object 6 in granule 97, not open") != NULL);
  CHECK_EQUAL(lines(told(turns, 0, true)), 0);
  return check_result();
}
