import CDrainprof
import DrainProfiler

@c @implementation
package func drainprof_granule_open(
  _ prof: OpaquePointer!, _ granule: drainprof_granule_id
) -> Int32 {
  guard let prof else { return Instance.misuse }
  let instance = Instance.Pointer(prof).pointee
  if let diagnostic = instance.diagnostic {
    diagnostic._withUnsafeGuaranteedRef { _ = $0.open(granule) }
  } else {
    instance.counts._withUnsafeGuaranteedRef { _ = $0.open(granule) }
  }
  return granule == .max ? Instance.misuse : 0
}

@c @implementation
package func drainprof_granule_close(
  _ prof: OpaquePointer!, _ granule: drainprof_granule_id
) -> Int32 {
  guard let prof else { return Instance.misuse }
  let instance = Instance.Pointer(prof).pointee
  let report =
    instance.diagnostic.map { $0._withUnsafeGuaranteedRef { $0.close(granule) } }
    ?? instance.counts._withUnsafeGuaranteedRef { $0.close(granule) }
  guard let report else {
    instance.log.tell("close of granule \(granule), not open")
    return Instance.misuse
  }
  if !report.isDrained {
    instance.log.tell(
      "granule \(granule) is pinned by \(report.liveObjects) of \(report.registered) objects")
  }
  instance.log.tell(after: report.number, summary(instance.snapshot()))
  return report.isDrained ? 1 : 0
}

private func summary(_ snapshot: ProfilerSnapshot) -> String {
  "\(snapshot.closes) closes, \(snapshot.drained) drained, \(snapshot.pinned) pinned, "
    + "dsr \(snapshot.dsr ?? 1), \(snapshot.openGranules) open, "
    + "\(snapshot.live) live objects, \(snapshot.misuse.total) misuses"
}

extension Instance {
  func snapshot() -> ProfilerSnapshot {
    diagnostic.map { $0._withUnsafeGuaranteedRef { $0.snapshot() } }
      ?? counts._withUnsafeGuaranteedRef { $0.snapshot() }
  }

  func page() -> ProfilerPage {
    diagnostic.map { $0._withUnsafeGuaranteedRef { $0.page() } }
      ?? counts._withUnsafeGuaranteedRef { $0.page() }
  }
}
