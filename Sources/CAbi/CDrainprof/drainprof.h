/// drainprof: measures which granules of an allocator (slabs, arenas, epochs) drain, and names the
/// lines that pin the others.
///
///     drainprof *prof = drainprof_create();
///     drainprof_granule_open(prof, 1);                   // a granule begins
///     drainprof_alloc_register(prof, 1, 0x1000, 64);     // an object in it
///     drainprof_alloc_deregister(prof, 1, 0x1000);       // it is freed
///     int drained = drainprof_granule_close(prof, 1);    // its boundary: 1, nothing lives
///
/// Granules and objects are named by numbers of the caller's; UINT64_MAX is no granule. All
/// functions may be called from any thread, and from `on_pinning`; drainprof_destroy alone wants
/// that nobody else uses the profiler. A null profiler is answered like misuse, and does nothing. No
/// misuse ends the process; a table that cannot grow for want of memory does. Fork is safe: the child
/// goes on with a copy.
///
/// Misuse (a close of what is not open, a deregistration of what is not live, ...) is answered with
/// -1 and counted; drainprof_misuse tells it by kind.
///
/// Times are of CLOCK_MONOTONIC.
#ifndef DRAINPROF_H
#define DRAINPROF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define DRAINPROF_VERSION_MAJOR 1
#define DRAINPROF_VERSION_MINOR 1
#define DRAINPROF_VERSION_PATCH 0

#ifdef __cplusplus
extern "C" {
#endif

/// A profiler.
typedef struct drainprof drainprof;
/// A granule: any number but UINT64_MAX.
typedef uint64_t drainprof_granule_id;
/// An object, such as its address. Diagnostic mode alone looks at it.
typedef uint64_t drainprof_alloc_id;

typedef enum {
  /// Counts alone: a few plain instructions for each object.
  DRAINPROF_PRODUCTION = 0,
  /// Remembers each live object with its site and time.
  DRAINPROF_DIAGNOSTIC = 1,
} drainprof_mode;

/// Kept for programs that choose one: both stand for tables that grow as they must.
typedef enum {
  DRAINPROF_SLOT_ARRAY = 0,
  DRAINPROF_HASH_MAP = 1,
} drainprof_storage;

/// A line of source code.
typedef struct {
  /// "(unknown)" for objects that were registered without one.
  const char *file;
  uint32_t line;
  /// 0: not known.
  uint32_t column;
} drainprof_alloc_site;

/// An object that was live when its granule closed.
typedef struct {
  drainprof_alloc_id alloc_id;
  drainprof_alloc_site alloc_site;
  /// To about a millisecond.
  struct timespec alloc_time;
  size_t size;
  /// Seconds from the granule's close to the object's death; -1 until it is known. It is filled in
  /// while the report waits in the profiler.
  double lifetime_delta_sec;
} drainprof_pinning_alloc;

/// What pinned a granule.
typedef struct {
  drainprof_granule_id granule_id;
  struct timespec open_time, close_time;
  /// The objects that were live, at most 4,096 of them; `pinning_count` is the length of the array.
  drainprof_pinning_alloc *pinning_allocs;
  uint32_t pinning_count;
  /// Objects that were registered in the granule, and those that were deregistered by its close;
  /// the difference were live.
  uint32_t total_allocs, drained_allocs;
} drainprof_pinning_report;

/// Called on the closing thread for each pinned granule, without a lock held: it may call any
/// function of this page but drainprof_destroy. The report is the profiler's, and ends with the call.
typedef void (*drainprof_pin_callback)(const drainprof_pinning_report *report, void *user_data);

typedef struct {
  drainprof_mode mode;
  drainprof_storage storage;
  /// Hints without effect: the tables grow, and nothing is dropped for want of room in them.
  uint32_t slot_capacity, bucket_count;
  /// Closes from one line on standard error to the next; 0: none.
  uint64_t log_interval;
  /// Diagnostic mode's; may be null.
  drainprof_pin_callback on_pinning;
  void *callback_user_data;
  /// Reports that wait to be taken; further ones are dropped and counted. They wait with
  /// `on_pinning`, too.
  uint32_t max_buffered_reports;
  /// Whether pinned closes and misuse are told on standard error as they happen.
  bool verbose;
} drainprof_config;

/// What is counted at one moment.
typedef struct {
  struct timespec timestamp;
  uint64_t total_closes, drainable_closes, pinned_closes;
  /// The drainability satisfaction rate, drainable over total closes; 1 before the first close.
  double dsr;
  uint64_t open_granules, peak_open_granules;
  /// Objects registered, and deregistrations, in granules that are known: those that are open, and
  /// those that were pinned at their close, at least until they have drained and 1,024 closed ones
  /// have gathered. In production mode `total_deallocs` has those, too, that were answered with -1
  /// because the granule had no live object, so that more deregistered than registered says that
  /// the two are called at different layers; in diagnostic mode, those that were answered with 0.
  uint64_t total_allocs, total_deallocs;
} drainprof_snapshot_t;

/// What one site's objects did to granules.
typedef struct {
  drainprof_alloc_site site;
  /// Granules that closed with a live object of the site.
  uint32_t pinning_count;
  /// Objects of the site that were live at a close, and their bytes.
  uint32_t total_allocs;
  size_t total_bytes;
} drainprof_summary_site_entry;

typedef struct {
  /// Most pinning first.
  drainprof_summary_site_entry *sites;
  uint32_t site_count;
  /// Objects of all sites that were live at a close, and granules that were pinned by known objects.
  uint32_t total_pinning_allocs, reports_analyzed;
} drainprof_diagnostic_summary;

// ---- Profilers

/// Production mode, no callback, no log, 1,024 waiting reports. Null does nothing.
void drainprof_config_default(drainprof_config *config);

/// A profiler in production mode; null when memory is exhausted.
drainprof *drainprof_create(void);

/// A profiler; null when memory is exhausted, or the mode is none. A null configuration is the
/// default.
drainprof *drainprof_create_with_config(const drainprof_config *config);

/// Ends a profiler that nobody uses any more. Reports and summaries that were taken stay valid. Null
/// does nothing.
void drainprof_destroy(drainprof *prof);

// ---- Granules and objects

/// A granule begins. 0; opening an open one changes nothing and is 0, too; -1 for UINT64_MAX.
int drainprof_granule_open(drainprof *prof, drainprof_granule_id granule);

/// A granule's reclaim boundary. 1 when it drained, 0 when a live object pins it, -1 when it is not
/// open.
int drainprof_granule_close(drainprof *prof, drainprof_granule_id granule);

/// An object was allocated. 0, or -1 for a granule that is not open: one that was closed counts the
/// object all the same, until it is deregistered.
int drainprof_alloc_register(
    drainprof *prof, drainprof_granule_id granule, drainprof_alloc_id alloc, size_t size);

/// The same with the object's site; the name is copied, and may be null.
int drainprof_alloc_register_located(
    drainprof *prof, drainprof_granule_id granule, drainprof_alloc_id alloc, size_t size,
    const char *file, uint32_t line);

/// The same with the site of the macro's use.
#define DRAINPROF_ALLOC_REGISTER(prof, granule, alloc, size) \
  drainprof_alloc_register_located((prof), (granule), (alloc), (size), __FILE__, __LINE__)

/// An object was freed, on whichever thread, before or after its granule's close. 0, or -1 when it
/// was never registered: in diagnostic mode, when the object is not live; in production mode, which
/// does not know objects apart, when the granule has no live object.
int drainprof_alloc_deregister(
    drainprof *prof, drainprof_granule_id granule, drainprof_alloc_id alloc);

// ---- What is counted

/// The counts since the start or the last reset.
void drainprof_snapshot(const drainprof *prof, drainprof_snapshot_t *snapshot);

/// The occupancy of the open granules, for allocators that never close any: `total_closes` are the
/// open granules, `drainable_closes` those without a live object, `dsr` their share (1 when none is
/// open). Nothing is closed, and no count changes.
void drainprof_sweep(drainprof *prof, drainprof_snapshot_t *snapshot);

/// Counts start afresh; open granules and live objects stay.
void drainprof_reset(drainprof *prof);

// ---- Diagnostic mode

/// Takes up to `max` waiting reports, oldest first, and returns how many; the caller frees each.
uint32_t drainprof_drain_reports(drainprof *prof, drainprof_pinning_report **reports, uint32_t max);

/// Frees a report and what it points to. Null does nothing.
void drainprof_pinning_report_free(drainprof_pinning_report *report);

/// Which sites pin; null in production mode or when memory is exhausted.
drainprof_diagnostic_summary *drainprof_diagnostic_summary_compute(drainprof *prof);

/// Frees a summary and what it points to. Null does nothing.
void drainprof_diagnostic_summary_free(drainprof_diagnostic_summary *summary);

// ---- Beyond the published library

/// "1.1.0", of the library that runs.
const char *drainprof_version(void);

/// Calls that contradict each other, by kind, since the start or the last reset. All but
/// `double_opens` are 0 where the instrumentation is right.
typedef struct {
  /// Opens of an open granule, which lazy registration makes on purpose.
  uint64_t double_opens;
  /// Opens of a closed granule that still had live objects; it keeps them.
  uint64_t opens_while_pinned;
  /// Closes of a granule that was never opened; and of one that was closed before.
  uint64_t closes_without_open, double_closes;
  /// Registrations and deregistrations in a granule that was never opened.
  uint64_t unknown_granules;
  /// Registrations in a closed granule.
  uint64_t registrations_after_close;
  /// Deregistrations of objects that were not live.
  uint64_t deregistrations_without_registration;
  /// Diagnostic mode alone can tell: registrations of a live object, and deregistrations that name
  /// another granule than the registration did.
  uint64_t double_registrations, granule_mismatches;
  /// Reports that were dropped for want of room.
  uint64_t dropped_reports;
} drainprof_misuse_t;

void drainprof_misuse(const drainprof *prof, drainprof_misuse_t *misuse);

/// How far past their granules' boundaries one site's objects lived.
typedef struct {
  drainprof_alloc_site site;
  /// Granules that closed with a live object of the site; those objects, and their bytes.
  uint64_t pinned_granules, objects, bytes;
  /// Objects that died before the close after next: a boundary a little later would have drained
  /// their granules.
  uint64_t near_misses;
  /// Objects that died after that: only another granule for them helps.
  uint64_t mismatches;
  /// Objects that have not died.
  uint64_t outstanding;
  /// Seconds past the boundary of those that died; 0 without any. Quantiles are of a uniform sample
  /// where more than 4,096 died.
  double min_sec, mean_sec, median_sec, p99_sec, max_sec;
} drainprof_lifetime_entry;

typedef struct {
  /// Most pinned granules first.
  drainprof_lifetime_entry *sites;
  uint32_t site_count;
} drainprof_lifetimes;

/// The lifetime deltas by site; null in production mode or when memory is exhausted.
drainprof_lifetimes *drainprof_lifetimes_compute(drainprof *prof);

/// Frees lifetimes and what they point to. Null does nothing.
void drainprof_lifetimes_free(drainprof_lifetimes *lifetimes);

/// What the tables hold and have grown to.
typedef struct {
  /// Granules that are known, and those that there is room for without growing.
  uint64_t granules, granule_capacity;
  /// Threads that use the profiler, or rather the most that did at once.
  uint64_t threads;
  /// Live objects that diagnostic mode remembers.
  uint64_t objects;
  /// Bytes of the tables.
  uint64_t bytes;
} drainprof_tables_t;

void drainprof_tables(const drainprof *prof, drainprof_tables_t *tables);

/// Writes a page of metrics in the OpenMetrics text format (application/openmetrics-text;
/// version=1.0.0) to a file descriptor: what a scrape of Prometheus reads. 0, or -1 with errno.
int drainprof_write_metrics(drainprof *prof, int fd);

/// Writes the same as one line of JSON. Lines written over time are what `drainbench doctor` judges
/// best. 0, or -1 with errno.
int drainprof_write_snapshot(drainprof *prof, int fd);

#ifdef __cplusplus
}
#endif

#endif
