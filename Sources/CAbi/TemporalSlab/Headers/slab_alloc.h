/*
 * slab_alloc.h: an allocator that reclaims memory in slabs, by epochs.
 *
 *     SlabAllocator *slabs = slab_allocator_create();
 *     EpochId request = epoch_current(slabs);
 *     char *buffer = slab_malloc_epoch(slabs, 512, request);
 *     slab_free(slabs, buffer);
 *     epoch_advance(slabs);              // `request` takes no more allocations
 *     epoch_close(slabs, request);       // its empty slabs come back
 *     slab_allocator_free(slabs);
 *
 * Objects of one size class and one epoch share slabs of SLAB_PAGE_SIZE bytes. A slab comes back
 * only when it is empty, so memory comes back exactly if the objects of an epoch die by its close;
 * a slab that is not empty then comes back with the free that empties it.
 *
 * Every function may be called from any thread, at any time between slab_allocator_create and
 * slab_allocator_free. A thread gets a heap of its own with its first call, which ends with the
 * thread. An object may be freed by any thread. After fork(2) the child has a copy of every
 * allocator, and goes on with it.
 *
 * Misuse is answered and never aborts: a NULL allocator, an epoch that is not 0 to 15, a size that
 * is not allowed, or a handle or pointer that names no live object make a function return NULL,
 * false or 0, or do nothing.
 */
#ifndef SLAB_ALLOC_H
#define SLAB_ALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of a slab. */
#define SLAB_PAGE_SIZE 4096
/* Slots of the epoch ring. */
#define SLAB_EPOCH_COUNT 16
/* Size classes: objects of 64, 96, 128, 192, 256, 384, 512 and 768 bytes. */
#define SLAB_CLASS_COUNT 8
/* Bytes of the largest object. */
#define SLAB_MAX_OBJECT_SIZE 768
/* Bytes of a label with its end: 31 are kept. */
#define SLAB_LABEL_SIZE 32

typedef struct SlabAllocator SlabAllocator;
/* The name of one object: 0 names none. */
typedef uint64_t SlabHandle;
/* A slot of the epoch ring, 0 to 15. */
typedef uint32_t EpochId;

typedef enum EpochLifecycleState {
  EPOCH_ACTIVE = 0,  /* takes allocations */
  EPOCH_CLOSING = 1, /* stopped or closed: refuses allocations, takes frees */
} EpochLifecycleState;

/* What one size class did when its fast path had no free slot. */
typedef struct PerfCounters {
  uint64_t slow_path_hits;            /* allocations that found no free slot at hand */
  uint64_t new_slab_count;            /* slabs that came from outside a heap's cache */
  uint64_t list_move_partial_to_full; /* a slab's last free slot was given out */
  uint64_t list_move_full_to_partial; /* a full slab had a slot freed */
  uint64_t current_partial_null;      /* the heap had no slab of the class in the epoch */
  uint64_t current_partial_full;      /* every slab that it had there was full */
  uint64_t empty_slab_recycled;       /* empty slabs that a cache took */
  uint64_t empty_slab_overflowed;     /* empty slabs beyond a cache: given back */
} PerfCounters;

/* An allocator with all 16 epochs of its ring open and epoch 0 current; NULL when memory or
 * address space is exhausted. */
SlabAllocator *slab_allocator_create(void);

/* Ends an allocator and gives back all of its memory, with the objects in it. No thread may use
 * the allocator any more; the threads themselves may go on. */
void slab_allocator_free(SlabAllocator *allocator);

/* Allocates `size` bytes, 1 to 768, in an epoch, and stores the object's handle in `*out` unless
 * `out` is NULL. NULL, and 0 in `*out`, when the size is not allowed, the epoch takes no
 * allocations, or memory is exhausted. The memory is not cleared; it is aligned to the largest
 * power of two that divides its size class, at least 32 bytes. */
void *alloc_obj_epoch(SlabAllocator *allocator, uint32_t size, EpochId epoch, SlabHandle *out);

/* Frees an object by its handle. False, and nothing is done, when the handle names no live object:
 * it was freed, it is another allocator's, or it is no handle. A handle that was freed names the
 * next object that takes its slot, until the slab is recycled. */
bool free_obj(SlabAllocator *allocator, SlabHandle handle);

/* As alloc_obj_epoch, without a handle. */
void *slab_malloc_epoch(SlabAllocator *allocator, size_t size, EpochId epoch);

/* Frees an object that alloc_obj_epoch or slab_malloc_epoch returned. NULL, and an address where no
 * live object of the allocator starts, are ignored. */
void slab_free(SlabAllocator *allocator, void *object);

/* The epoch that epoch_advance opened last. */
EpochId epoch_current(SlabAllocator *allocator);

/* Stops the current epoch, which takes no more allocations, and makes the next slot of the ring the
 * current epoch, open and with a new era. Objects that the slot's earlier eras left stay live and
 * count as the slot's. Never fails. */
void epoch_advance(SlabAllocator *allocator);

/* Closes an epoch: it takes no more allocations, and its empty slabs are recycled. Those of other
 * threads' heaps are recycled with their next slow call. May be repeated. */
void epoch_close(SlabAllocator *allocator, EpochId epoch);

/* Says what an epoch is for; 31 bytes are kept, and forgotten when the slot opens again. NULL is
 * "". */
void slab_epoch_set_label(SlabAllocator *allocator, EpochId epoch, const char *label);

/* A count of the users of an epoch, for the caller's own use: the allocator itself does nothing
 * with it, domains count in it, and it starts from 0 when the slot opens again. It does not go
 * below 0. */
void slab_epoch_inc_refcount(SlabAllocator *allocator, EpochId epoch);
void slab_epoch_dec_refcount(SlabAllocator *allocator, EpochId epoch);
uint64_t slab_epoch_get_refcount(SlabAllocator *allocator, EpochId epoch);

/* The counters of a size class, 0 to 7, by ascending size; zeros for another. */
void get_perf_counters(SlabAllocator *allocator, uint32_t size_class, PerfCounters *out);

/* Objects of `object_size` bytes that a slab holds; 0 when no class holds that size. */
uint32_t slab_object_count(uint32_t object_size);

/* Bytes of this process in physical memory; 0 where the system does not tell. */
uint64_t read_rss_bytes_linux(void);

/* Nanoseconds of the monotonic clock. */
uint64_t now_ns(void);

#ifdef __cplusplus
}
#endif

/* The four functions for every object, again as inline functions for the calls that are compiled
 * here: they do what most calls are, and call for the rest. */
#if defined(__linux__) && defined(__GNUC__) && defined(__OPTIMIZE__) && \
    !defined(__OPTIMIZE_SIZE__) && !defined(SLAB_NO_INLINE) && UINTPTR_MAX == UINT64_MAX
#include "slab_inline.h"
#endif

#endif
