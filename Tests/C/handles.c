/* Handles and pointers that name no live object: stale, forged, foreign. */
#include <string.h>

#include "check.h"
#include "slab_alloc.h"

static void an_object_is_freed_once(void) {
  SlabAllocator *slabs = slab_allocator_create();
  SlabHandle handle;
  CHECK(alloc_obj_epoch(slabs, 128, 0, &handle) != NULL);
  CHECK(handle != 0);
  CHECK(free_obj(slabs, handle));
  CHECK(!free_obj(slabs, handle));
  CHECK(!free_obj(slabs, handle));
  slab_allocator_free(slabs);
}

static void a_handle_of_a_recycled_slab_is_refused_for_good(void) {
  enum { COUNT = 320 };
  SlabAllocator *slabs = slab_allocator_create();
  SlabHandle stale[COUNT], fresh[COUNT];
  for (int index = 0; index < COUNT; index++) alloc_obj_epoch(slabs, 128, 0, &stale[index]);
  for (int index = 0; index < COUNT; index++) CHECK(free_obj(slabs, stale[index]));
  epoch_advance(slabs);
  epoch_close(slabs, 0);
  for (int index = 0; index < COUNT; index++) alloc_obj_epoch(slabs, 128, 1, &fresh[index]);
  for (int index = 0; index < COUNT; index++) CHECK(!free_obj(slabs, stale[index]));
  for (int index = 0; index < COUNT; index++) CHECK(free_obj(slabs, fresh[index]));
  slab_allocator_free(slabs);
}

static void a_changed_bit_makes_no_other_live_handle(void) {
  SlabAllocator *slabs = slab_allocator_create();
  SlabHandle handle;
  alloc_obj_epoch(slabs, 768, 0, &handle);
  for (int bit = 0; bit < 64; bit++) CHECK(!free_obj(slabs, handle ^ (SlabHandle)1 << bit));
  CHECK(free_obj(slabs, handle));
  slab_allocator_free(slabs);
}

static void random_words_are_refused(void) {
  SlabAllocator *slabs = slab_allocator_create();
  SlabHandle live[1000];
  for (int index = 0; index < 1000; index++) {
    alloc_obj_epoch(slabs, (uint32_t)(index % 768 + 1), (EpochId)(index % 16), &live[index]);
  }
  unsigned long long state = 88172645463325252;
  unsigned taken = 0;
  for (int index = 0; index < 1000000; index++) taken += free_obj(slabs, next_random(&state));
  CHECK_EQUAL(taken, 0);
  CHECK(!free_obj(slabs, 0));
  CHECK(!free_obj(slabs, UINT64_MAX));
  for (int index = 0; index < 1000; index++) CHECK(free_obj(slabs, live[index]));
  slab_allocator_free(slabs);
}

static void another_allocators_objects_are_refused(void) {
  SlabAllocator *mine = slab_allocator_create(), *other = slab_allocator_create();
  SlabHandle handle, own;
  void *object = alloc_obj_epoch(other, 128, 0, &handle);
  alloc_obj_epoch(mine, 128, 0, &own);
  CHECK(!free_obj(mine, handle));
  slab_free(mine, object);
  CHECK(free_obj(other, handle));
  CHECK(free_obj(mine, own));
  slab_allocator_free(mine);
  slab_allocator_free(other);
}

static void pointers_that_are_no_object_are_ignored(void) {
  SlabAllocator *slabs = slab_allocator_create();
  int on_the_stack;
  void *from_malloc = malloc(64);
  SlabHandle handle;
  char *object = alloc_obj_epoch(slabs, 192, 0, &handle);
  slab_free(slabs, NULL);
  slab_free(slabs, &on_the_stack);
  slab_free(slabs, from_malloc);
  for (int offset = 1; offset < 192; offset++) slab_free(slabs, object + offset);
  slab_free(slabs, object + 192);         /* a slot that is free */
  slab_free(slabs, object + 21 * 192);    /* past the last slot of the slab */
  slab_free(slabs, object + 100 * 4096);  /* a slab that was never used */
  CHECK(free_obj(slabs, handle));
  slab_free(slabs, object); /* freed already */
  free(from_malloc);
  slab_allocator_free(slabs);
}

static void the_two_forms_free_each_others_objects(void) {
  SlabAllocator *slabs = slab_allocator_create();
  SlabHandle handle;
  void *object = alloc_obj_epoch(slabs, 300, 0, &handle);
  slab_free(slabs, object);
  CHECK(!free_obj(slabs, handle));
  object = slab_malloc_epoch(slabs, 300, 1);
  CHECK(object != NULL);
  slab_free(slabs, object);
  CHECK(alloc_obj_epoch(slabs, 300, 2, &handle) != NULL);
  CHECK(free_obj(slabs, handle));
  slab_allocator_free(slabs);
}

static void random_use_agrees_with_a_table(unsigned long long seed) {
  enum { PLACES = 2000, STEPS = 300000 };
  SlabAllocator *slabs = slab_allocator_create();
  static struct { unsigned char *object; SlabHandle handle; uint32_t size; unsigned char mark; }
      table[PLACES];
  memset(table, 0, sizeof table);
  unsigned long long state = seed;
  unsigned wrong = 0;
  for (int step = 0; step < STEPS; step++) {
    unsigned long long random = next_random(&state);
    int place = (int)(random % PLACES);
    if (table[place].object != NULL) {
      for (uint32_t index = 0; index < table[place].size; index++) {
        wrong += table[place].object[index] != table[place].mark;
      }
      if (random >> 40 & 1) {
        slab_free(slabs, table[place].object);
      } else {
        wrong += !free_obj(slabs, table[place].handle);
      }
      table[place].object = NULL;
    } else {
      table[place].size = (uint32_t)(random >> 20) % 768 + 1;
      table[place].mark = (unsigned char)(random >> 50);
      EpochId epoch = epoch_current(slabs);
      table[place].object =
          alloc_obj_epoch(slabs, table[place].size, epoch, &table[place].handle);
      wrong += table[place].object == NULL;
      if (table[place].object) memset(table[place].object, table[place].mark, table[place].size);
    }
    if (random >> 32 == 0 || step % 1000 == 999) epoch_advance(slabs);
    if (step % 700 == 699) epoch_close(slabs, (epoch_current(slabs) + 12) % SLAB_EPOCH_COUNT);
  }
  if (wrong != 0) fprintf(stderr, "seed %llu\n", seed);
  CHECK_EQUAL(wrong, 0);
  slab_allocator_free(slabs);
}

static void random_use_agrees_with_a_table_for_some_seeds(void) {
  for (unsigned long long seed = 1; seed <= 5; seed++) random_use_agrees_with_a_table(seed);
}

int main(void) {
  RUN(an_object_is_freed_once);
  RUN(a_handle_of_a_recycled_slab_is_refused_for_good);
  RUN(a_changed_bit_makes_no_other_live_handle);
  RUN(random_words_are_refused);
  RUN(another_allocators_objects_are_refused);
  RUN(pointers_that_are_no_object_are_ignored);
  RUN(the_two_forms_free_each_others_objects);
  RUN(random_use_agrees_with_a_table_for_some_seeds);
  return check_result();
}
