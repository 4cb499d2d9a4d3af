/* The library opened at run time, closed and opened again, with threads that outlive the close.
 * Its path is the argument. */
#include <dlfcn.h>
#include <pthread.h>

#include "check.h"
#include "slab_alloc.h"

static const char *path;

struct functions {
  void *library;
  SlabAllocator *(*create)(void);
  void (*free)(SlabAllocator *);
  void *(*allocate)(SlabAllocator *, size_t, EpochId);
  void (*release)(SlabAllocator *, void *);
};

static void *symbol(void *library, const char *name) {
  void *address = dlsym(library, name);
  if (address == NULL) fprintf(stderr, "%s\n", dlerror());
  CHECK(address != NULL);
  return address;
}

static struct functions open_library(void) {
  struct functions functions;
  functions.library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (functions.library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  *(void **)&functions.create = symbol(functions.library, "slab_allocator_create");
  *(void **)&functions.free = symbol(functions.library, "slab_allocator_free");
  *(void **)&functions.allocate = symbol(functions.library, "slab_malloc_epoch");
  *(void **)&functions.release = symbol(functions.library, "slab_free");
  return functions;
}

static void use(struct functions functions) {
  SlabAllocator *slabs = functions.create();
  CHECK(slabs != NULL);
  void *object = functions.allocate(slabs, 768, 0);
  CHECK(object != NULL);
  functions.release(slabs, object);
  functions.free(slabs);
}

static pthread_barrier_t used, closed;

static void *outlive(void *argument) {
  use(*(struct functions *)argument);
  pthread_barrier_wait(&used);
  pthread_barrier_wait(&closed);
  return NULL;
}

static void the_library_opens_and_closes(void) {
  for (int round = 0; round < 10; round++) {
    struct functions functions = open_library();
    use(functions);
    CHECK(dlclose(functions.library) == 0);
  }
}

static void a_thread_outlives_the_close(void) {
  struct functions functions = open_library();
  pthread_barrier_init(&used, NULL, 2);
  pthread_barrier_init(&closed, NULL, 2);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, outlive, &functions) == 0);
  pthread_barrier_wait(&used);
  CHECK(dlclose(functions.library) == 0);
  pthread_barrier_wait(&closed);
  pthread_join(thread, NULL);
  use(open_library());
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "expected the path of the shared library\n");
    return 64;
  }
  path = arguments[1];
  RUN(the_library_opens_and_closes);
  RUN(a_thread_outlives_the_close);
  return check_result();
}
