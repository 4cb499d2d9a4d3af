/*
 * slab_inline.h: what most allocations and frees are, for the compiler to put where they are called.
 * slab_alloc.h includes it where a compiler of GNU C optimises for speed; define SLAB_NO_INLINE
 * before that header to make calls alone. Either way the program does the same, and the functions
 * themselves are there to be called and pointed to.
 *
 * No interface: names that end in _1 describe memory of the library, for one layout of it. A library
 * with another layout keeps `slab_thread_1` beside a word with the next number, and leaves it zero:
 * a program that was compiled with this header then makes calls, and works.
 */
#ifndef SLAB_INLINE_H
#define SLAB_INLINE_H

#include "slab_alloc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One cache line of what is known of a slab. */
struct slab_record_1 {
  uint64_t links;
  uint64_t free;        /* free slots, a bit each; set past the last slot */
  uint64_t handle_base; /* the handle of slot 0, or one that no handle fits */
  uint64_t owner;       /* where a full slab's cell is, in bytes from the heap; above it, the heap
                           that may free with plain moves */
  uint64_t shared[4];
};

/* What a heap allocates from in one epoch and size class; zeros until the first allocation there. */
struct slab_cell_1 {
  uint64_t bits; /* slots at hand, of the word that `word` points to */
  uint64_t *word;
  uint64_t handle_base; /* of the word's first slot */
  char *address;        /* of the word's first slot */
  uint32_t object_size;
  uint32_t freed_count, freed_limit; /* of the stack of slots freed in full slabs */
  uint32_t partial;
  struct slab_record_1 *current; /* the slab with that word, or NULL */
  uint64_t slots;                /* all that the slab has, or 0 */
};

struct slab_class_1 {
  uint32_t object_size, reciprocal; /* of the size, times 2^22 */
};

/* One thread's heap of one allocator. */
struct slab_heap_1 {
  uint64_t activity; /* what the thread is doing at this instant; others may wait for it */
  struct slab_record_1 *records;
  uint64_t record_mask; /* of offsets among them */
  uint64_t slab_limit;
  uint64_t fast_owner; /* this heap's number, in the upper half */
  char *slabs;
  uint64_t lists[106];
  struct slab_class_1 classes[16];
  uint16_t cell_offsets[512]; /* of a size's cell of the first epoch in bytes from the heap, by
                                 (size - 1) / 8 */
  struct {
    struct slab_cell_1 cells[16];
    uint64_t never_ready[8];
    uint64_t open_era; /* in which the thread may allocate here; all ones for none */
    uint64_t rest[7];
  } epochs[64];
  uint64_t unused[256];
  uint64_t freed[64 * 64 * 18]; /* the stacks, by handles: one for each byte of the cells */
};

/* The allocator that the thread used last, by the number that its memory begins with, and the
 * thread's heap of it. Zeros before the first call. Its model of access takes two instructions; the
 * loader keeps room for so few bytes also when the library is opened by dlopen. */
struct slab_thread_1 {
  uint64_t serial;
  struct slab_heap_1 *heap;
};
extern __thread struct slab_thread_1 slab_thread_1 __attribute__((tls_model("initial-exec")));

/* Inline alone: no function is made of it. */
#define SLAB_INLINE \
  extern __inline__ __attribute__((__gnu_inline__, __always_inline__, __artificial__))
#define SLAB_LIKELY(holds) __builtin_expect(!!(holds), 1)
/* What other threads may look at meanwhile is read and written by single moves. */
#define SLAB_LOAD(place) __atomic_load_n(&(place), __ATOMIC_RELAXED)
#define SLAB_STORE(place, value) __atomic_store_n(&(place), (value), __ATOMIC_RELAXED)

/* Whether the thread used this allocator last: its heap is then at hand. */
SLAB_INLINE bool slab_is_at_hand_1(const SlabAllocator *allocator) {
  return SLAB_LIKELY(allocator != NULL) &&
         SLAB_LIKELY(slab_thread_1.serial == *(const uint64_t *)(const void *)allocator);
}

/* Says what the heap does, before it looks at whether it may. The fence is for the compiler alone:
 * a thread that takes a right away from the heap imposes one on the processor, and waits while the
 * heap says that it makes use of that right. */
SLAB_INLINE void slab_begin_1(struct slab_heap_1 *heap, uint64_t activity) {
  __atomic_store_n(&heap->activity, activity, __ATOMIC_RELEASE);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

SLAB_INLINE void slab_end_1(struct slab_heap_1 *heap) {
  __atomic_store_n(&heap->activity, 0, __ATOMIC_RELEASE);
}

/* Sets a bit, below 64; whether it was set. */
SLAB_INLINE bool slab_set_bit_1(uint64_t *word, uint64_t bit) {
#if defined(__x86_64__)
  bool was_set;
  __asm__("btsq %2, %0" : "+r"(*word), "=@ccc"(was_set) : "r"(bit));
  return was_set;
#else
  bool was_set = *word >> bit & 1;
  *word |= (uint64_t)1 << bit;
  return was_set;
#endif
}

/* The stack of a cell. */
SLAB_INLINE uint64_t *slab_stack_1(struct slab_heap_1 *heap, struct slab_cell_1 *cell) {
  return heap->freed + ((char *)cell - (char *)heap->epochs);
}

/* Takes a slot that was freed in a full slab and is on top of a cell's stack of `count`. */
SLAB_INLINE void *slab_take_freed_1(
    struct slab_heap_1 *heap, struct slab_cell_1 *cell, uint32_t count, SlabHandle *out) {
  SlabHandle handle = SLAB_LOAD(slab_stack_1(heap, cell)[count - 1]);
  SLAB_STORE(cell->freed_count, count - 1);
  struct slab_record_1 *record = heap->records + (handle >> 42);
  uint64_t slot = handle >> 6 & 63;
  SLAB_STORE(record->free, SLAB_LOAD(record->free) & ~((uint64_t)1 << slot));
  if (out != NULL) *out = handle;
  return heap->slabs + (handle >> 42) * SLAB_PAGE_SIZE +
         (uint32_t)slot * SLAB_LOAD(cell->object_size);
}

/* Takes the first of `bits`, which are slots that a cell has at hand, and not none. */
SLAB_INLINE void *slab_take_bit_1(struct slab_cell_1 *cell, uint64_t bits, SlabHandle *out) {
  uint64_t rest = bits & (bits - 1);
  uint32_t slot = (uint32_t)__builtin_ctzll(bits);
  uint64_t *word = SLAB_LOAD(cell->word);
  SLAB_STORE(cell->bits, rest);
  SLAB_STORE(*word, SLAB_LOAD(*word) ^ bits ^ rest);
  if (out != NULL) *out = SLAB_LOAD(cell->handle_base) + (slot << 6);
  return SLAB_LOAD(cell->address) + slot * SLAB_LOAD(cell->object_size);
}

/* The same from what the current slab of a cell has, NULL when that is nothing. */
SLAB_INLINE void *slab_take_1(struct slab_heap_1 *heap, struct slab_cell_1 *cell, SlabHandle *out) {
  uint64_t bits = SLAB_LOAD(cell->bits);
  if (bits == 0) {
    uint32_t count = SLAB_LOAD(cell->freed_count);
    if (count != 0) return slab_take_freed_1(heap, cell, count, out);
    struct slab_record_1 *current = SLAB_LOAD(cell->current);
    if (current == NULL) return NULL;
    bits = SLAB_LOAD(current->free) & SLAB_LOAD(cell->slots);
    if (bits == 0) return NULL;
  }
  return slab_take_bit_1(cell, bits, out);
}

/* Where the cell of a size is among those of an epoch, in bytes: for a size that the compiler knows
 * it knows the place, too. `grain` is (size - 1) / 8, below 512. */
SLAB_INLINE size_t slab_cell_offset_1(struct slab_heap_1 *heap, size_t size, size_t grain) {
  if (!__builtin_constant_p(size)) {
    return heap->cell_offsets[grain] - offsetof(struct slab_heap_1, epochs);
  }
  return sizeof(struct slab_cell_1) * (size <= 64    ? 0
                                       : size <= 96  ? 1
                                       : size <= 128 ? 2
                                       : size <= 192 ? 3
                                       : size <= 256 ? 4
                                       : size <= 384 ? 5
                                       : size <= 512 ? 6
                                       : size <= 768 ? 7
                                                     : 16);
}

/* An object from what the thread's heap has at hand, and its handle unless `out` is NULL; NULL, and
 * nothing has changed, when a call has to look further. */
SLAB_INLINE void *slab_allocate_at_hand_1(
    SlabAllocator *allocator, size_t size, EpochId epoch, SlabHandle *out) {
  size_t grain = (size - 1) >> 3;
  if (!slab_is_at_hand_1(allocator)) return NULL;
  if (!SLAB_LIKELY(epoch < SLAB_EPOCH_COUNT && grain < 512)) return NULL;
  struct slab_heap_1 *heap = slab_thread_1.heap;
  struct slab_cell_1 *cell =
      (struct slab_cell_1 *)(void *)((char *)heap->epochs[epoch].cells +
                                     slab_cell_offset_1(heap, size, grain));
  void *object = NULL;
  /* Others change the era only to none, and wait then until the heap is done with the one before. */
  slab_begin_1(heap, SLAB_LOAD(heap->epochs[epoch].open_era));
  if (SLAB_LIKELY(SLAB_LOAD(heap->epochs[epoch].open_era) != UINT64_MAX)) {
    object = slab_take_1(heap, cell, out);
  }
  slab_end_1(heap);
  return object;
}

/* Frees a slot, below 64, of a slab that is in use; false, and nothing has changed, when it is free,
 * or the free does more than that. */
SLAB_INLINE bool slab_free_slot_1(
    struct slab_heap_1 *heap, struct slab_record_1 *record, uint64_t slot, SlabHandle handle) {
  uint64_t slots = SLAB_LOAD(record->free);
  if (!SLAB_LIKELY(!slab_set_bit_1(&slots, slot))) return false;
  uint64_t owner = SLAB_LOAD(record->owner) - heap->fast_owner;
  if (owner != 0) {
    if (!SLAB_LIKELY(owner < sizeof *heap)) return false;
    struct slab_cell_1 *cell = (struct slab_cell_1 *)(void *)((char *)heap + owner);
    uint32_t count = SLAB_LOAD(cell->freed_count);
    if (!SLAB_LIKELY(count < SLAB_LOAD(cell->freed_limit))) return false;
    SLAB_STORE(slab_stack_1(heap, cell)[count], handle);
    SLAB_STORE(cell->freed_count, count + 1);
  }
  SLAB_STORE(record->free, slots);
  return true;
}

/* Frees an object of a slab that the thread's heap owns and that the free leaves where it is; false,
 * and nothing has changed, for any other. */
SLAB_INLINE bool slab_free_handle_1(SlabAllocator *allocator, SlabHandle handle) {
  if (!slab_is_at_hand_1(allocator)) return false;
  struct slab_heap_1 *heap = slab_thread_1.heap;
  struct slab_record_1 *record =
      (struct slab_record_1 *)(void *)((char *)heap->records + (handle >> 36 & heap->record_mask));
  slab_begin_1(heap, (uint64_t)(uintptr_t)record);
  /* Turned so that the slot is lowest: below 64 only if the handle is the slab's in all else. */
  uint64_t slot = SLAB_LOAD(record->handle_base) ^ handle;
  slot = slot >> 6 | slot << 58;
  bool is_freed = SLAB_LIKELY(slot < 64) && slab_free_slot_1(heap, record, slot, handle);
  slab_end_1(heap);
  return is_freed;
}

/* The same for the object that starts at an address. */
SLAB_INLINE bool slab_free_pointer_1(SlabAllocator *allocator, const void *object) {
  if (!slab_is_at_hand_1(allocator)) return false;
  struct slab_heap_1 *heap = slab_thread_1.heap;
  uint64_t offset = (uint64_t)((uintptr_t)object - (uintptr_t)heap->slabs);
  uint64_t slab = offset / SLAB_PAGE_SIZE, within = offset % SLAB_PAGE_SIZE;
  if (!SLAB_LIKELY(slab < heap->slab_limit)) return false;
  struct slab_record_1 *record = heap->records + slab;
  slab_begin_1(heap, (uint64_t)(uintptr_t)record);
  uint64_t base = SLAB_LOAD(record->handle_base);
  /* A slab that is not in use has another version: the low two bits. The class is above them. */
  uint64_t found = (base & 63) - 1;
  bool is_freed = false;
  if (SLAB_LIKELY((found & 3) == 0)) {
    const struct slab_class_1 *objects =
        (const struct slab_class_1 *)(const void *)((const char *)heap->classes + found * 2);
    uint32_t slot = (uint32_t)within * objects->reciprocal >> 22;
    is_freed = SLAB_LIKELY(slot * objects->object_size == (uint32_t)within) &&
               slab_free_slot_1(heap, record, slot, base + (slot << 6));
  }
  slab_end_1(heap);
  return is_freed;
}

/* The four functions under other names, for calls from functions of their own names. */
void *slab_called_alloc_1(SlabAllocator *, uint32_t, EpochId, SlabHandle *);
bool slab_called_free_1(SlabAllocator *, SlabHandle);
void *slab_called_malloc_1(SlabAllocator *, size_t, EpochId);
void slab_called_release_1(SlabAllocator *, void *);

#ifndef SLAB_NO_INLINE

SLAB_INLINE void *alloc_obj_epoch(
    SlabAllocator *allocator, uint32_t size, EpochId epoch, SlabHandle *out) {
  SlabHandle handle;
  void *object = slab_allocate_at_hand_1(allocator, size, epoch, &handle);
  if (!SLAB_LIKELY(object != NULL)) {
    SlabHandle called;
    object = slab_called_alloc_1(allocator, size, epoch, &called);
    handle = called;
  }
  if (out != NULL) *out = handle;
  return object;
}

SLAB_INLINE bool free_obj(SlabAllocator *allocator, SlabHandle handle) {
  return SLAB_LIKELY(slab_free_handle_1(allocator, handle)) || slab_called_free_1(allocator, handle);
}

SLAB_INLINE void *slab_malloc_epoch(SlabAllocator *allocator, size_t size, EpochId epoch) {
  void *object = slab_allocate_at_hand_1(allocator, size, epoch, NULL);
  return SLAB_LIKELY(object != NULL) ? object : slab_called_malloc_1(allocator, size, epoch);
}

SLAB_INLINE void slab_free(SlabAllocator *allocator, void *object) {
  if (!SLAB_LIKELY(slab_free_pointer_1(allocator, object))) slab_called_release_1(allocator, object);
}

#endif

#ifdef __cplusplus
}
#endif

#endif
