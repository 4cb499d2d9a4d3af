// What a thread keeps of the library: thread-local storage, which Swift cannot express.
//
// Initial-exec: an access is two instructions, without a call of the loader, also in a shared
// library that was opened by dlopen, for which the loader keeps some room.
#ifndef SLAB_THREAD_WORD_H
#define SLAB_THREAD_WORD_H

#include <stdint.h>

#include "epoch_domain.h"

struct slab_thread_word {
  /// The allocator that the thread used last, by number; 0 for none.
  uint64_t serial;
  /// The thread's heap of that allocator, and its fast paths.
  void *heap;
  void *at_hand;
  /// All that the thread has; NULL before its first call.
  void *state;
};

extern __thread struct slab_thread_word slab_thread_word
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

static inline uint64_t slab_thread_serial(void) { return slab_thread_word.serial; }
static inline void *slab_thread_heap(void) { return slab_thread_word.heap; }
static inline void *slab_thread_at_hand(void) { return slab_thread_word.at_hand; }
static inline void *slab_thread_state(void) { return slab_thread_word.state; }

static inline void slab_thread_set_heap(uint64_t serial, void *heap, void *at_hand) {
  slab_thread_word.serial = serial;
  slab_thread_word.heap = heap;
  slab_thread_word.at_hand = at_hand;
}

/// Where a domain's count is, which threads may change at once.
static inline uint32_t *slab_domain_refcount(epoch_domain_t *domain) { return &domain->refcount; }

static inline void slab_thread_set_state(void *state) { slab_thread_word.state = state; }

#endif
