import CDrainprof

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Every function once, before the first profiler is there.
///
/// The Swift runtime makes the metadata of a generic type at its first use, under a lock that is its
/// own: where another thread is doing so while fork(2) copies the process, the lock stays taken in the
/// child, and the child waits for ever at its own first use. After the rehearsal there is no first use.
enum Rehearsal {
  /// Once in a process.
  static let done: Void = {
    // Tables grow beyond their first size.
    let objects: UInt64 = 3_000
    for mode in [DRAINPROF_PRODUCTION, DRAINPROF_DIAGNOSTIC] {
      var config = drainprof_config()
      drainprof_config_default(&config)
      config.mode = mode
      config.on_pinning = { _, _ in }
      guard let profiler = makeInstance(&config) else { return }
      for granule in 1...UInt64(40) {
        _ = drainprof_granule_open(profiler, granule)
        let count = granule == 1 ? objects : 2
        for object in 1...count {
          let name = granule << 32 | object
          if object % 2 == 0 {
            _ = drainprof_alloc_register(profiler, granule, name, 8)
          } else {
            _ = drainprof_alloc_register_located(profiler, granule, name, 8, "rehearsal", 1)
          }
        }
        if granule % 2 == 0 { _ = drainprof_granule_close(profiler, granule) }
        for object in 1...count {
          _ = drainprof_alloc_deregister(profiler, granule, granule << 32 | object)
        }
        _ = drainprof_granule_close(profiler, granule)
      }
      // Misuse of each kind.
      _ = drainprof_alloc_register(profiler, 99, 1, 8)
      _ = drainprof_alloc_deregister(profiler, 99, 1)
      look(at: profiler)
      drainprof_reset(profiler)
      drainprof_destroy(profiler)
    }
  }()

  /// All that can be asked.
  private static func look(at profiler: OpaquePointer) {
    var snapshot = drainprof_snapshot_t()
    drainprof_snapshot(profiler, &snapshot)
    drainprof_sweep(profiler, &snapshot)
    var misuse = drainprof_misuse_t()
    drainprof_misuse(profiler, &misuse)
    var tables = drainprof_tables_t()
    drainprof_tables(profiler, &tables)
    drainprof_diagnostic_summary_free(drainprof_diagnostic_summary_compute(profiler))
    drainprof_lifetimes_free(drainprof_lifetimes_compute(profiler))
    var report: UnsafeMutablePointer<drainprof_pinning_report>?
    if drainprof_drain_reports(profiler, &report, 1) == 1 { drainprof_pinning_report_free(report) }
    let sink = open("/dev/null", O_WRONLY)
    if sink >= 0 {
      _ = drainprof_write_metrics(profiler, sink)
      _ = drainprof_write_snapshot(profiler, sink)
      close(sink)
    }
  }
}
