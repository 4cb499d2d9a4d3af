import CDrainprof
import DrainProfiler

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A structure with an array of entries that have sites, in one block of `malloc` together with the
/// names that it points to: valid until it is freed, whatever becomes of the profiler.
struct SiteBlock<Head, Entry> {
  let head: UnsafeMutablePointer<Head>
  let entries: UnsafeMutablePointer<Entry>
  private var names: UnsafeMutablePointer<CChar>
  private var places: [String: UnsafeMutablePointer<CChar>] = [:]

  /// A block with room for `count` entries and these names; nil when memory is exhausted.
  init?(count: Int, names files: some Sequence<String>) {
    let distinct = Set(files)
    // Both parts hold nothing that wants more than eight bytes of alignment.
    let headSize = (MemoryLayout<Head>.size + 15) & ~15
    let entrySize = count * MemoryLayout<Entry>.stride
    let nameSize = distinct.reduce(0) { $0 + $1.utf8.count + 1 }
    guard let memory = malloc(headSize + entrySize + nameSize) else { return nil }
    head = memory.bindMemory(to: Head.self, capacity: 1)
    entries = (memory + headSize).bindMemory(to: Entry.self, capacity: count)
    names = (memory + headSize + entrySize).bindMemory(to: CChar.self, capacity: nameSize)
    for name in distinct {
      places[name] = names
      for byte in name.utf8 {
        names.pointee = CChar(bitPattern: byte)
        names += 1
      }
      names.pointee = 0
      names += 1
    }
  }

  /// A site as C sees it; its name is among the block's.
  func site(_ site: AllocationSite) -> drainprof_alloc_site {
    drainprof_alloc_site(
      file: places[site.fileID].map { UnsafePointer($0) }, line: UInt32(clamping: site.line),
      column: UInt32(clamping: site.column))
  }
}

extension timespec {
  /// A time in nanoseconds of the monotonic clock.
  init(nanoseconds: UInt64) {
    self.init(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  }
}

/// Pinning reports as C sees them.
enum ReportBlock {
  /// A report to `free`; nil when memory is exhausted.
  static func make(_ report: PinningReport) -> UnsafeMutablePointer<drainprof_pinning_report>? {
    let files = report.objects.lazy.map(\.site.fileID)
    guard
      let block = SiteBlock<drainprof_pinning_report, drainprof_pinning_alloc>(
        count: report.objects.count, names: files)
    else { return nil }
    for (index, object) in report.objects.enumerated() {
      (block.entries + index).initialize(
        to: drainprof_pinning_alloc(
          alloc_id: object.allocation, alloc_site: block.site(object.site),
          alloc_time: timespec(nanoseconds: object.allocatedAt), size: object.size,
          lifetime_delta_sec: object.lifetimeDelta.map { Double($0) / 1e9 } ?? -1))
    }
    block.head.initialize(
      to: drainprof_pinning_report(
        granule_id: report.granule, open_time: timespec(nanoseconds: report.openedAt),
        close_time: timespec(nanoseconds: report.closedAt), pinning_allocs: block.entries,
        pinning_count: UInt32(clamping: report.objects.count),
        total_allocs: UInt32(clamping: report.registered),
        drained_allocs: UInt32(clamping: report.deregistered)))
    return block.head
  }
}

@c @implementation
package func drainprof_drain_reports(
  _ prof: OpaquePointer!,
  _ reports: UnsafeMutablePointer<UnsafeMutablePointer<drainprof_pinning_report>?>!, _ max: UInt32
) -> UInt32 {
  guard let prof, let reports, let diagnostic = Instance.Pointer(prof).pointee.diagnostic else {
    return 0
  }
  let taken = diagnostic._withUnsafeGuaranteedRef { $0.takeReports(max: Int(max)).reports }
  var count: UInt32 = 0
  for report in taken {
    guard let block = ReportBlock.make(report) else { continue }
    reports[Int(count)] = block
    count += 1
  }
  return count
}

@c @implementation
package func drainprof_pinning_report_free(
  _ report: UnsafeMutablePointer<drainprof_pinning_report>!
) {
  free(report)
}

@c @implementation
package func drainprof_diagnostic_summary_compute(
  _ prof: OpaquePointer!
) -> UnsafeMutablePointer<drainprof_diagnostic_summary>! {
  guard let prof, let diagnostic = Instance.Pointer(prof).pointee.diagnostic else { return nil }
  let (sites, pinned) = diagnostic._withUnsafeGuaranteedRef {
    ($0.summary(), $0.snapshot().pinned)
  }
  guard
    let block = SiteBlock<drainprof_diagnostic_summary, drainprof_summary_site_entry>(
      count: sites.count, names: sites.lazy.map(\.site.fileID))
  else { return nil }
  for (index, site) in sites.enumerated() {
    (block.entries + index).initialize(
      to: drainprof_summary_site_entry(
        site: block.site(site.site), pinning_count: UInt32(clamping: site.granulesPinned),
        total_allocs: UInt32(clamping: site.objects), total_bytes: site.byteCount))
  }
  block.head.initialize(
    to: drainprof_diagnostic_summary(
      sites: block.entries, site_count: UInt32(clamping: sites.count),
      total_pinning_allocs: UInt32(clamping: sites.reduce(0) { $0 + $1.objects }),
      reports_analyzed: UInt32(clamping: pinned)))
  return block.head
}

@c @implementation
package func drainprof_diagnostic_summary_free(
  _ summary: UnsafeMutablePointer<drainprof_diagnostic_summary>!
) {
  free(summary)
}

@c @implementation
package func drainprof_lifetimes_compute(
  _ prof: OpaquePointer!
) -> UnsafeMutablePointer<drainprof_lifetimes>! {
  guard let prof, let diagnostic = Instance.Pointer(prof).pointee.diagnostic else { return nil }
  let sites = diagnostic._withUnsafeGuaranteedRef { $0.summary() }
  guard
    let block = SiteBlock<drainprof_lifetimes, drainprof_lifetime_entry>(
      count: sites.count, names: sites.lazy.map(\.site.fileID))
  else { return nil }
  for (index, site) in sites.enumerated() {
    (block.entries + index).initialize(to: entry(site, block.site(site.site)))
  }
  block.head.initialize(
    to: drainprof_lifetimes(sites: block.entries, site_count: UInt32(clamping: sites.count)))
  return block.head
}

private func entry(_ site: SiteSummary, _ place: drainprof_alloc_site) -> drainprof_lifetime_entry {
  func seconds(_ nanoseconds: UInt64?) -> Double { Double(nanoseconds ?? 0) / 1e9 }
  let deltas = site.nanoseconds
  return drainprof_lifetime_entry(
    site: place, pinned_granules: UInt64(site.granulesPinned), objects: UInt64(site.objects),
    bytes: UInt64(site.byteCount), near_misses: UInt64(site.nearMisses),
    mismatches: UInt64(site.mismatches), outstanding: UInt64(max(0, site.outstanding)),
    min_sec: seconds(deltas.minimum), mean_sec: deltas.mean / 1e9,
    median_sec: seconds(deltas.quantile(0.5)), p99_sec: seconds(deltas.quantile(0.99)),
    max_sec: seconds(deltas.maximum))
}

@c @implementation
package func drainprof_lifetimes_free(_ lifetimes: UnsafeMutablePointer<drainprof_lifetimes>!) {
  free(lifetimes)
}
