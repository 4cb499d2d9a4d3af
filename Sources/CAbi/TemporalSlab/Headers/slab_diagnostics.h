/*
 * slab_diagnostics.h: reports on what holds memory, why allocations are slow, and what comes back.
 *
 * Each report has an array that the caller frees with free(); it is NULL when it has no entries or
 * memory is exhausted.
 */
#ifndef SLAB_DIAGNOSTICS_H
#define SLAB_DIAGNOSTICS_H

#include "slab_alloc.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLAB_DIAGNOSTICS_VERSION 1

/* A size class in an epoch that is older than a program expects. */
typedef struct EpochLeakCandidate {
  uint32_t class_index;
  uint32_t object_size;
  EpochId epoch_id;
  uint64_t epoch_era;
  char label[SLAB_LABEL_SIZE];
  uint64_t age_sec;     /* since the slot was opened for its present era */
  uint64_t alloc_count; /* live objects */
  uint64_t estimated_rss_bytes;
  uint32_t partial_slab_count;
  uint32_t full_slab_count;
  uint32_t reclaimable_slab_count;
} EpochLeakCandidate;

typedef struct EpochLeakReport {
  uint32_t version;
  uint32_t threshold_sec;
  uint32_t candidate_count; /* all that were found */
  uint32_t top_count;       /* entries of `candidates` */
  EpochLeakCandidate *candidates;
} EpochLeakReport;

/* Finds the classes of epochs that hold live objects `threshold_sec` seconds or more after the
 * epoch was opened; the first `max_top` by bytes, most first. Returns how many were found. */
uint32_t slab_detect_epoch_leaks(
    SlabAllocator *allocator, uint32_t threshold_sec, uint32_t max_top, EpochLeakReport *out);

/* Why allocations of a size class left the fast path. Percentages are of total_slow_path_hits. */
typedef struct SlowPathAttribution {
  uint32_t class_index;
  uint32_t object_size;
  uint64_t total_slow_path_hits;
  uint64_t cache_miss_count;
  uint64_t epoch_closed_count;
  uint64_t partial_null_count;
  uint64_t partial_full_count;
  double cache_miss_pct;
  double epoch_closed_pct;
  double partial_null_pct;
  double partial_full_pct;
  char recommendation[128];
} SlowPathAttribution;

typedef struct SlowPathReport {
  uint32_t version;
  uint32_t class_count;
  SlowPathAttribution *classes;
} SlowPathReport;

/* The classes that had slow allocations, by ascending size. */
void slab_analyze_slow_path(SlabAllocator *allocator, SlowPathReport *out);

/* What came back of a class in an epoch slot since the slot was opened. */
typedef struct EpochReclamation {
  uint32_t class_index;
  EpochId epoch_id;
  uint64_t epoch_era;
  uint64_t slabs_recycled;
  uint64_t bytes_madvised;
  uint64_t rss_before; /* of the process, before and after the close; 0 until it is closed */
  uint64_t rss_after;
  int64_t rss_delta; /* rss_after less rss_before */
  char label[SLAB_LABEL_SIZE];
  bool was_closed;
} EpochReclamation;

typedef struct ReclamationReport {
  uint32_t version;
  uint64_t total_madvise_calls;
  uint64_t total_madvise_bytes;
  uint64_t total_madvise_failures;
  uint32_t epoch_count;
  EpochReclamation *epochs;
} ReclamationReport;

/* The classes of epochs of which slabs came back, by epoch slot and class. */
void slab_analyze_reclamation(SlabAllocator *allocator, ReclamationReport *out);

#ifdef __cplusplus
}
#endif

#endif
