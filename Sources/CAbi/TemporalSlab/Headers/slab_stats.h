/*
 * slab_stats.h: what an allocator holds, in all, by size class, and by epoch.
 *
 * Reading changes and stops nothing; figures of different slabs may be some operations apart. The
 * functions look at every slab that was ever created. Members that count what this allocator does
 * not have (retries of a bitmap, locks, adaptive scans) are always 0.
 */
#ifndef SLAB_STATS_H
#define SLAB_STATS_H

#include "slab_alloc.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLAB_STATS_VERSION 2

typedef struct SlabGlobalStats {
  uint32_t version;
  uint32_t current_epoch;
  uint32_t active_epoch_count;
  uint32_t closing_epoch_count;
  uint64_t total_slabs_allocated;    /* slabs that came from outside a heap's cache */
  uint64_t total_slabs_recycled;     /* times that an empty slab left its epoch */
  uint64_t net_slabs;                /* slabs that have memory: in use, and cached */
  uint64_t rss_bytes_current;        /* of the process */
  uint64_t estimated_slab_rss_bytes; /* net_slabs in bytes */
  uint64_t total_slow_path_hits;
  uint64_t total_cache_overflows;
  uint64_t total_slow_cache_miss;
  uint64_t total_slow_epoch_closed;
  uint64_t total_madvise_calls;
  uint64_t total_madvise_bytes;
  uint64_t total_madvise_failures;
  uint64_t total_bitmap_alloc_cas_retries;
  uint64_t total_bitmap_free_cas_retries;
  uint64_t total_current_partial_cas_failures;
  uint64_t total_bitmap_alloc_attempts;
  uint64_t total_bitmap_free_attempts;
  uint64_t total_current_partial_cas_attempts;
} SlabGlobalStats;

typedef struct SlabClassStats {
  uint32_t version;
  uint32_t class_index;
  uint32_t object_size;
  /* As in PerfCounters. */
  uint64_t slow_path_hits;
  uint64_t new_slab_count;
  uint64_t list_move_partial_to_full;
  uint64_t list_move_full_to_partial;
  uint64_t current_partial_null;
  uint64_t current_partial_full;
  uint64_t empty_slab_recycled;
  uint64_t empty_slab_overflowed;
  uint64_t slow_path_cache_miss;   /* slow allocations whose heap had no cached slab */
  uint64_t slow_path_epoch_closed; /* slow allocations that a stopped or closed epoch refused */
  uint64_t madvise_calls;
  uint64_t madvise_bytes;
  uint64_t madvise_failures;
  uint64_t epoch_close_calls; /* closes of the allocator: each looks at every class */
  uint64_t epoch_close_scanned_slabs;
  uint64_t epoch_close_recycled_slabs;
  uint64_t epoch_close_total_ns; /* the class's part of all closes' time, by slabs scanned */
  uint64_t bitmap_alloc_cas_retries;
  uint64_t bitmap_free_cas_retries;
  uint64_t current_partial_cas_failures;
  uint64_t bitmap_alloc_attempts;
  uint64_t bitmap_free_attempts;
  uint64_t current_partial_cas_attempts;
  uint64_t lock_fast_acquire;
  uint64_t lock_contended;
  uint32_t scan_adapt_checks;
  uint32_t scan_adapt_switches;
  uint32_t scan_mode;
  uint64_t committed_bytes; /* slabs in use, and cached */
  uint64_t live_bytes;      /* slots of live objects */
  uint64_t empty_slabs_count;
  double avg_alloc_cas_retries_per_attempt;
  double avg_free_cas_retries_per_attempt;
  double current_partial_cas_failure_rate;
  double lock_contention_rate;
  uint32_t cache_size;     /* empty slabs in the heaps' caches */
  uint32_t cache_capacity; /* of one heap */
  uint32_t cache_overflow_len;
  uint32_t total_partial_slabs;
  uint32_t total_full_slabs;
  double recycle_rate_pct; /* recycled / (recycled + new), in percent; 0 before the first */
  uint64_t net_slabs;      /* slabs that have memory: in use, and cached */
  uint64_t estimated_rss_bytes;
} SlabClassStats;

/* One size class in one slot of the ring. Slabs that the slot's earlier eras left behind count as
 * the slot's. */
typedef struct SlabEpochStats {
  uint32_t version;
  uint32_t class_index;
  uint32_t object_size;
  EpochId epoch_id;
  uint64_t epoch_era;
  EpochLifecycleState state;
  uint64_t open_since_ns; /* on the clock of now_ns */
  uint64_t alloc_count;   /* live objects */
  char label[SLAB_LABEL_SIZE];
  uint64_t rss_before_close; /* of the process; 0 until the epoch is closed */
  uint64_t rss_after_close;
  uint32_t partial_slab_count;
  uint32_t full_slab_count;
  uint64_t estimated_rss_bytes;    /* of its slabs */
  uint32_t reclaimable_slab_count; /* empty slabs: what a close would recycle */
  uint64_t reclaimable_bytes;
} SlabEpochStats;

/* Each fills `*out` with zeros, apart from the version, for a NULL allocator, a class that is not 0
 * to 7, or an epoch that is not 0 to 15. */
void slab_stats_global(SlabAllocator *allocator, SlabGlobalStats *out);
void slab_stats_class(SlabAllocator *allocator, uint32_t size_class, SlabClassStats *out);
void slab_stats_epoch(
    SlabAllocator *allocator, uint32_t size_class, EpochId epoch, SlabEpochStats *out);

#ifdef __cplusplus
}
#endif

#endif
