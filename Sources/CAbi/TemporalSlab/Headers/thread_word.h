// What the C part of the library and the Swift part share.
#ifndef SLAB_THREAD_WORD_H
#define SLAB_THREAD_WORD_H

#include <stdint.h>

#include "epoch_domain.h"
#include "slab_inline.h"

// What a thread keeps of the library beside `slab_thread_1`: thread-local storage, which Swift
// cannot express.
struct slab_thread_word {
  /// What owns the heap in `slab_thread_1`.
  void *heap;
  /// All that the thread has; NULL before its first call.
  void *state;
};

extern __thread struct slab_thread_word slab_thread_word
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

static inline uint64_t slab_thread_serial(void) { return slab_thread_1.serial; }
static inline void *slab_thread_heap(void) { return slab_thread_word.heap; }
static inline void *slab_thread_state(void) { return slab_thread_word.state; }

static inline void slab_thread_set_heap(uint64_t serial, void *heap, void *record) {
  slab_thread_1.serial = serial;
  slab_thread_1.heap = (struct slab_heap_1 *)record;
  slab_thread_word.heap = heap;
}

static inline void slab_thread_set_state(void *state) { slab_thread_word.state = state; }

/// Where a domain's count is, which threads may change at once.
static inline uint32_t *slab_domain_refcount(epoch_domain_t *domain) { return &domain->refcount; }

// What the four functions for every object leave to the heap, in Swift.
void *slab_allocate_further(SlabAllocator *allocator, size_t size, EpochId epoch, SlabHandle *out);
bool slab_free_further(SlabAllocator *allocator, SlabHandle handle);
void slab_release_further(SlabAllocator *allocator, void *object);

#endif
