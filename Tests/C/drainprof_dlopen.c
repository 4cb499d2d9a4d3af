// The library is loaded late and unloaded while threads that used it live on.
// The argument is the path of the shared library.
#include <drainprof.h>

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static pthread_barrier_t used, unloaded;

static struct {
  void *library;
  drainprof *(*create)(const drainprof_config *);
  void (*defaults)(drainprof_config *);
  void (*destroy)(drainprof *);
  int (*open)(drainprof *, drainprof_granule_id);
  int (*close)(drainprof *, drainprof_granule_id);
  int (*enter)(drainprof *, drainprof_granule_id, drainprof_alloc_id, size_t);
  int (*leave)(drainprof *, drainprof_granule_id, drainprof_alloc_id);
} api;

static void load(const char *path) {
  api.library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!api.library) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  *(void **)&api.create = dlsym(api.library, "drainprof_create_with_config");
  *(void **)&api.defaults = dlsym(api.library, "drainprof_config_default");
  *(void **)&api.destroy = dlsym(api.library, "drainprof_destroy");
  *(void **)&api.open = dlsym(api.library, "drainprof_granule_open");
  *(void **)&api.close = dlsym(api.library, "drainprof_granule_close");
  *(void **)&api.enter = dlsym(api.library, "drainprof_alloc_register");
  *(void **)&api.leave = dlsym(api.library, "drainprof_alloc_deregister");
}

static void use(drainprof *prof, uint64_t object) {
  CHECK_EQUAL(api.enter(prof, 1, object, 8), 0);
  CHECK_EQUAL(api.leave(prof, 1, object), 0);
}

static void *thread(void *prof) {
  use(prof, (uint64_t)pthread_self());
  pthread_barrier_wait(&used);
  pthread_barrier_wait(&unloaded);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 2) return 64;
  for (int round = 0; round < 20; round++) {
    load(argv[1]);
    drainprof_config config;
    api.defaults(&config);
    config.mode = round % 2 == 0 ? DRAINPROF_PRODUCTION : DRAINPROF_DIAGNOSTIC;
    drainprof *prof = api.create(&config);
    CHECK_EQUAL(api.open(prof, 1), 0);
    use(prof, 1);
    pthread_t threads[4];
    pthread_barrier_init(&used, NULL, 5);
    pthread_barrier_init(&unloaded, NULL, 5);
    for (int index = 0; index < 4; index++) pthread_create(&threads[index], NULL, thread, prof);
    pthread_barrier_wait(&used);
    CHECK_EQUAL(api.close(prof, 1), 1);
    api.destroy(prof);
    CHECK_EQUAL(dlclose(api.library), 0);
    pthread_barrier_wait(&unloaded);
    for (int index = 0; index < 4; index++) pthread_join(threads[index], NULL);
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    int status = -1;
    CHECK_EQUAL(waitpid(pid, &status, 0), pid);
    CHECK_EQUAL(status, 0);
  }
  // What a clock of diagnostic mode still does has a millisecond to show.
  usleep(5000);
  return check_result();
}
