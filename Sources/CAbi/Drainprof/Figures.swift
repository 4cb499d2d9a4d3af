import CDrainprof
import DrainProfiler

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@c @implementation
package func drainprof_snapshot(
  _ prof: OpaquePointer!, _ snapshot: UnsafeMutablePointer<drainprof_snapshot_t>!
) {
  guard let snapshot else { return }
  snapshot.pointee = drainprof_snapshot_t()
  snapshot.pointee.dsr = 1
  guard let prof else { return }
  let found = Instance.Pointer(prof).pointee.snapshot()
  snapshot.pointee.take(found)
  snapshot.pointee.total_closes = UInt64(found.closes)
  snapshot.pointee.drainable_closes = UInt64(found.drained)
  snapshot.pointee.pinned_closes = UInt64(found.pinned)
  snapshot.pointee.dsr = found.dsr ?? 1
}

@c @implementation
package func drainprof_sweep(
  _ prof: OpaquePointer!, _ snapshot: UnsafeMutablePointer<drainprof_snapshot_t>!
) {
  guard let snapshot else { return }
  snapshot.pointee = drainprof_snapshot_t()
  snapshot.pointee.dsr = 1
  guard let prof else { return }
  let instance = Instance.Pointer(prof).pointee
  let sweep = instance.counts._withUnsafeGuaranteedRef { $0.sweep() }
  snapshot.pointee.take(instance.snapshot())
  snapshot.pointee.total_closes = UInt64(sweep.granules)
  snapshot.pointee.drainable_closes = UInt64(sweep.drainable)
  snapshot.pointee.pinned_closes = UInt64(sweep.pinned)
  snapshot.pointee.dsr = sweep.drainableShare ?? 1
}

extension drainprof_snapshot_t {
  fileprivate mutating func take(_ found: ProfilerSnapshot) {
    clock_gettime(CLOCK_MONOTONIC, &timestamp)
    open_granules = UInt64(found.openGranules)
    peak_open_granules = UInt64(found.peakOpenGranules)
    total_allocs = UInt64(max(0, found.registered))
    total_deallocs = UInt64(max(0, found.deregistered))
  }
}

@c @implementation
package func drainprof_reset(_ prof: OpaquePointer!) {
  guard let prof else { return }
  let instance = Instance.Pointer(prof).pointee
  if let diagnostic = instance.diagnostic {
    diagnostic._withUnsafeGuaranteedRef { $0.reset() }
  } else {
    instance.counts._withUnsafeGuaranteedRef { $0.reset() }
  }
}

/// Made once from the header's numbers, and never given back.
nonisolated(unsafe) private let version: UnsafePointer<CChar>? = {
  let text = "\(DRAINPROF_VERSION_MAJOR).\(DRAINPROF_VERSION_MINOR).\(DRAINPROF_VERSION_PATCH)"
  return strdup(text).map { UnsafePointer($0) }
}()

@c @implementation
package func drainprof_version() -> UnsafePointer<CChar>! { version }

@c @implementation
package func drainprof_misuse(
  _ prof: OpaquePointer!, _ misuse: UnsafeMutablePointer<drainprof_misuse_t>!
) {
  guard let misuse else { return }
  misuse.pointee = drainprof_misuse_t()
  guard let prof else { return }
  let page = Instance.Pointer(prof).pointee.page()
  let found = page.snapshot.misuse
  misuse.pointee.double_opens = UInt64(found.doubleOpens)
  misuse.pointee.opens_while_pinned = UInt64(found.opensWhilePinned)
  misuse.pointee.closes_without_open = UInt64(found.closesWithoutOpen)
  misuse.pointee.double_closes = UInt64(found.doubleCloses)
  misuse.pointee.unknown_granules = UInt64(found.unknownGranules)
  misuse.pointee.registrations_after_close = UInt64(found.registrationsAfterClose)
  misuse.pointee.deregistrations_without_registration =
    UInt64(found.deregistrationsWithoutRegistration)
  misuse.pointee.double_registrations = UInt64(found.doubleRegistrations)
  misuse.pointee.granule_mismatches = UInt64(found.granuleMismatches)
  misuse.pointee.dropped_reports = UInt64(page.droppedReports)
}

@c @implementation
package func drainprof_tables(
  _ prof: OpaquePointer!, _ tables: UnsafeMutablePointer<drainprof_tables_t>!
) {
  guard let tables else { return }
  tables.pointee = drainprof_tables_t()
  guard let prof else { return }
  let found = Instance.Pointer(prof).pointee.counts._withUnsafeGuaranteedRef { $0.tables() }
  tables.pointee.granules = UInt64(found.granules)
  tables.pointee.granule_capacity = UInt64(found.granuleCapacity)
  tables.pointee.threads = UInt64(found.shards)
  tables.pointee.objects = UInt64(found.objects)
  tables.pointee.bytes = UInt64(found.byteCount)
}

@c @implementation
package func drainprof_write_metrics(_ prof: OpaquePointer!, _ fd: Int32) -> Int32 {
  write(prof, to: fd) { $0.openMetrics }
}

@c @implementation
package func drainprof_write_snapshot(_ prof: OpaquePointer!, _ fd: Int32) -> Int32 {
  write(prof, to: fd) { $0.jsonLine + "\n" }
}

private func write(
  _ prof: OpaquePointer?, to fd: Int32, _ text: (ProfilerPage) -> String
) -> Int32 {
  guard let prof else {
    errno = EINVAL
    return Instance.misuse
  }
  return writeAll(text(Instance.Pointer(prof).pointee.page()), to: fd)
}
