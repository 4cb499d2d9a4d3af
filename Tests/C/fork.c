/* A child of fork(2) goes on with its copy of every allocator. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "epoch_domain.h"
#include "slab_alloc.h"
#include "slab_stats.h"

static SlabAllocator *slabs;
static atomic_bool is_over;

/* Waits for a child and passes on whether its checks held. */
static void expect_success(pid_t child) {
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void the_child_has_the_parents_objects(void) {
  slabs = slab_allocator_create();
  SlabHandle handle;
  char *object = alloc_obj_epoch(slabs, 128, 0, &handle);
  strcpy(object, "before the fork");
  pid_t child = fork();
  if (child == 0) {
    CHECK(strcmp(object, "before the fork") == 0);
    strcpy(object, "in the child");
    CHECK(free_obj(slabs, handle));
    CHECK(!free_obj(slabs, handle));
    epoch_advance(slabs);
    epoch_close(slabs, 0);
    CHECK(slab_malloc_epoch(slabs, 512, 1) != NULL);
    slab_allocator_free(slabs);
    _exit(check_result());
  }
  expect_success(child);
  CHECK(strcmp(object, "before the fork") == 0);
  CHECK(free_obj(slabs, handle));
  slab_allocator_free(slabs);
}

static void *churn(void *argument) {
  unsigned long long state = (unsigned long long)(intptr_t)argument + 5;
  while (!is_over) {
    unsigned long long random = next_random(&state);
    void *object =
        slab_malloc_epoch(slabs, random % 768 + 1, (EpochId)(random >> 32) % SLAB_EPOCH_COUNT);
    slab_free(slabs, object);
    if (random % 4096 == 0) epoch_advance(slabs);
    if (random % 4096 == 1) epoch_close(slabs, (epoch_current(slabs) + 8) % SLAB_EPOCH_COUNT);
    if (random % 4096 == 2) {
      epoch_domain_t *domain = epoch_domain_create(slabs);
      epoch_domain_enter(domain);
      epoch_domain_exit(domain);
      epoch_domain_destroy(domain);
    }
    if (random % 4096 == 3) {
      SlabAllocator *other = slab_allocator_create();
      slab_free(other, slab_malloc_epoch(other, 64, 0));
      slab_allocator_free(other);
    }
  }
  return NULL;
}

static void *in_the_child(void *argument) {
  (void)argument;
  for (int index = 0; index < 1000; index++) {
    EpochId epoch = epoch_current(slabs);
    void *object = slab_malloc_epoch(slabs, 256, epoch);
    CHECK(object != NULL);
    slab_free(slabs, object);
  }
  return NULL;
}

static void a_fork_may_come_at_any_moment(void) {
  enum { THREADS = 4 };
  slabs = slab_allocator_create();
  is_over = false;
  pthread_t threads[THREADS];
  for (intptr_t index = 0; index < THREADS; index++) {
    CHECK(pthread_create(&threads[index], NULL, churn, (void *)index) == 0);
  }
  for (int round = 0; round < 100; round++) {
    SlabHandle handle;
    pid_t child = fork();
    if (child == 0) {
      alarm(60); /* a lock that nobody gives back ends the child */
      epoch_advance(slabs);
      CHECK(alloc_obj_epoch(slabs, 128, epoch_current(slabs), &handle) != NULL);
      CHECK(free_obj(slabs, handle));
      in_the_child(NULL);
      SlabAllocator *other = slab_allocator_create();
      CHECK(slab_malloc_epoch(other, 64, 0) != NULL);
      slab_allocator_free(other);
      slab_allocator_free(slabs);
      _exit(check_result());
    }
    expect_success(child);
  }
  is_over = true;
  for (int index = 0; index < THREADS; index++) pthread_join(threads[index], NULL);
  slab_allocator_free(slabs);
}

#ifndef SANITIZED /* sanitizers allow no threads there */
/* Threads of the child get heaps of their own. */
static void the_child_may_start_threads(void) {
  slabs = slab_allocator_create();
  CHECK(slab_malloc_epoch(slabs, 64, 0) != NULL);
  pid_t child = fork();
  if (child == 0) {
    pthread_t threads[4];
    for (int index = 0; index < 4; index++) {
      CHECK(pthread_create(&threads[index], NULL, in_the_child, NULL) == 0);
    }
    for (int index = 0; index < 4; index++) pthread_join(threads[index], NULL);
    slab_allocator_free(slabs);
    _exit(check_result());
  }
  expect_success(child);
  slab_allocator_free(slabs);
}
#endif

int main(void) {
  RUN(the_child_has_the_parents_objects);
  RUN(a_fork_may_come_at_any_moment);
#ifndef SANITIZED
  RUN(the_child_may_start_threads);
#endif
  return check_result();
}
