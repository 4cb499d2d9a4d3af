/* Little address space and little memory: refusals, and no crash. */
#include <string.h>
#include <sys/resource.h>

#include "check.h"
#include "slab_alloc.h"

int main(void) {
  /* 64 GiB are reserved where there is no limit. */
  struct rlimit limit = {512 << 20, 512 << 20};
  CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
  SlabAllocator *slabs = slab_allocator_create();
  CHECK(slabs != NULL);
  if (slabs == NULL) return check_result();
  enum { MOST = 1 << 20 };
  static void *objects[MOST];
  int count = 0;
  while (count < MOST && (objects[count] = slab_malloc_epoch(slabs, 768, 0)) != NULL) {
    memset(objects[count++], 1, 768);
  }
  printf("  %d objects of 768 bytes in 512 MiB of address space\n", count);
  CHECK(count > 1000 && count < MOST);
  CHECK(slab_malloc_epoch(slabs, 768, 0) == NULL);
  for (int index = 0; index < count; index++) slab_free(slabs, objects[index]);
  CHECK(slab_malloc_epoch(slabs, 768, 0) != NULL);
  slab_allocator_free(slabs);
  return check_result();
}
