// A child goes on with a copy of its parent's profilers, while other threads of the parent use them.
#include <drainprof.h>

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static atomic_bool over;
static drainprof *profilers[2];

static void *work(void *argument) {
  uint64_t granule = *(uint64_t *)argument << 32;
  while (!atomic_load(&over)) {
    granule++;
    for (int index = 0; index < 2; index++) {
      drainprof *prof = profilers[index];
      drainprof_granule_open(prof, granule);
      for (uint64_t object = 0; object < 8; object++) {
        drainprof_alloc_register_located(prof, granule, granule << 8 | object, 8, "worker.c", 5);
      }
      drainprof_granule_close(prof, granule);
      for (uint64_t object = 0; object < 8; object++) {
        drainprof_alloc_deregister(prof, granule, granule << 8 | object);
      }
    }
  }
  return NULL;
}

static int child(void) {
  alarm(20);
  for (int index = 0; index < 2; index++) {
    drainprof *prof = profilers[index];
    CHECK_EQUAL(drainprof_granule_open(prof, 1), 0);
    CHECK_EQUAL(DRAINPROF_ALLOC_REGISTER(prof, 1, 1, 8), 0);
    CHECK_EQUAL(drainprof_granule_close(prof, 1), 0);
    CHECK_EQUAL(drainprof_alloc_deregister(prof, 1, 1), 0);
    drainprof_snapshot_t snapshot;
    drainprof_snapshot(prof, &snapshot);
    CHECK(snapshot.total_closes > 0);
  }
  drainprof *own = drainprof_create();
  CHECK_EQUAL(drainprof_granule_open(own, 1), 0);
  CHECK_EQUAL(drainprof_granule_close(own, 1), 1);
  drainprof_destroy(own);
  return check_result();
}

int main(void) {
  profilers[0] = drainprof_create();
  drainprof_config config;
  drainprof_config_default(&config);
  config.mode = DRAINPROF_DIAGNOSTIC;
  profilers[1] = drainprof_create_with_config(&config);
  pthread_t running[3];
  uint64_t numbers[3] = {1, 2, 3};
  for (int index = 0; index < 3; index++) pthread_create(&running[index], NULL, work, &numbers[index]);
  for (int trial = 0; trial < 50; trial++) {
    pid_t pid = fork();
    if (pid == 0) _exit(child());
    int status = -1;
    CHECK_EQUAL(waitpid(pid, &status, 0), pid);
    CHECK_EQUAL(status, 0);
  }
  atomic_store(&over, true);
  for (int index = 0; index < 3; index++) pthread_join(running[index], NULL);
  for (int index = 0; index < 2; index++) {
    drainprof_snapshot_t snapshot;
    drainprof_snapshot(profilers[index], &snapshot);
    CHECK_EQUAL(snapshot.total_allocs, snapshot.total_deallocs);
    drainprof_destroy(profilers[index]);
  }
  return check_result();
}
