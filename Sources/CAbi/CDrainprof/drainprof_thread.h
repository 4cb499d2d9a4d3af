// What each thread keeps of the profilers that it uses: a word that Swift cannot declare. No part of
// the library's interface.
#ifndef DRAINPROF_THREAD_H
#define DRAINPROF_THREAD_H

#include <stdint.h>

struct drainprof_thread {
  /// The serial number of the production profiler that the thread used last, and its shard there.
  uint64_t production;
  void *_Nullable production_shard;
  /// The same of the diagnostic profiler.
  uint64_t diagnostic;
  void *_Nullable diagnostic_shard;
  /// All shards of the thread.
  void *_Nullable all;
};

/// The calling thread's words, which start as zeros. Each object file that calls this has words of
/// its own, so one file alone does.
static inline struct drainprof_thread *_Nonnull drainprof_this_thread(void) {
#if defined(__linux__)
  // The loader finds room for so few bytes even when a program loads the library late, and reading
  // them is two instructions.
  __attribute__((tls_model("initial-exec")))
#endif
  static _Thread_local struct drainprof_thread words;
  return &words;
}

#endif
