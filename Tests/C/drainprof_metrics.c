// Writes metrics or snapshots of a small run to standard output, for a parser to check; and says
// what a descriptor that cannot be written answers.
//     drainprof_metrics metrics|snapshots|empty
#include <drainprof.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

int main(int argc, char **argv) {
  if (argc != 2) return 64;
  drainprof_config config;
  drainprof_config_default(&config);
  config.mode = DRAINPROF_DIAGNOSTIC;
  drainprof *prof = drainprof_create_with_config(&config);
  if (strcmp(argv[1], "empty") == 0) {
    CHECK_EQUAL(drainprof_write_metrics(prof, STDOUT_FILENO), 0);
    drainprof_destroy(prof);
    return check_result();
  }
  for (uint64_t granule = 1; granule <= 40; granule++) {
    drainprof_granule_open(prof, granule);
    DRAINPROF_ALLOC_REGISTER(prof, granule, granule * 2, 64);
    if (granule % 4 == 0) {
      // A name that a format has to escape.
      drainprof_alloc_register_located(prof, granule, granule * 2 + 1, 256, "a \"b\"\\c\n.c", 9);
    }
    drainprof_alloc_deregister(prof, granule, granule * 2);
    drainprof_granule_close(prof, granule);
    if (granule % 8 == 0) drainprof_alloc_deregister(prof, granule, granule * 2 + 1);
    if (granule % 10 == 0 && strcmp(argv[1], "snapshots") == 0) {
      CHECK_EQUAL(drainprof_write_snapshot(prof, STDOUT_FILENO), 0);
    }
  }
  drainprof_granule_close(prof, 1);
  drainprof_granule_open(prof, 100);
  if (strcmp(argv[1], "metrics") == 0) CHECK_EQUAL(drainprof_write_metrics(prof, STDOUT_FILENO), 0);
  CHECK_EQUAL(drainprof_write_metrics(prof, -1), -1);
  CHECK_EQUAL(errno, EBADF);
  int reading = open("/dev/null", O_RDONLY);
  CHECK_EQUAL(drainprof_write_snapshot(prof, reading), -1);
  CHECK_EQUAL(errno, EBADF);
  int full = open("/dev/full", O_WRONLY);
  if (full >= 0) {
    CHECK_EQUAL(drainprof_write_snapshot(prof, full), -1);
    CHECK_EQUAL(errno, ENOSPC);
  }
  drainprof_destroy(prof);
  return check_result();
}
