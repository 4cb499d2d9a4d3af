// The functions that are called for every object: what is at hand is done here, in code that makes
// no call, and the rest is the last thing that each does, so that none has a frame.
#define SLAB_NO_INLINE
#include "slab_inline.h"
#include "thread_word.h"

__thread struct slab_thread_1 slab_thread_1;
__thread struct slab_thread_word slab_thread_word;

void *alloc_obj_epoch(SlabAllocator *allocator, uint32_t size, EpochId epoch, SlabHandle *out) {
  SlabHandle handle;
  void *object = slab_allocate_at_hand_1(allocator, size, epoch, &handle);
  if (!SLAB_LIKELY(object != NULL)) return slab_allocate_further(allocator, size, epoch, out);
  if (out != NULL) *out = handle;
  return object;
}

bool free_obj(SlabAllocator *allocator, SlabHandle handle) {
  return SLAB_LIKELY(slab_free_handle_1(allocator, handle)) || slab_free_further(allocator, handle);
}

void *slab_malloc_epoch(SlabAllocator *allocator, size_t size, EpochId epoch) {
  void *object = slab_allocate_at_hand_1(allocator, size, epoch, NULL);
  return SLAB_LIKELY(object != NULL) ? object : slab_allocate_further(allocator, size, epoch, NULL);
}

void slab_free(SlabAllocator *allocator, void *object) {
  if (!SLAB_LIKELY(slab_free_pointer_1(allocator, object))) slab_release_further(allocator, object);
}

void *slab_called_alloc_1(SlabAllocator *, uint32_t, EpochId, SlabHandle *)
    __attribute__((alias("alloc_obj_epoch")));
bool slab_called_free_1(SlabAllocator *, SlabHandle) __attribute__((alias("free_obj")));
void *slab_called_malloc_1(SlabAllocator *, size_t, EpochId)
    __attribute__((alias("slab_malloc_epoch")));
void slab_called_release_1(SlabAllocator *, void *) __attribute__((alias("slab_free")));
