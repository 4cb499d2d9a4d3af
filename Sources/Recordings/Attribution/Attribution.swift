/// Which sites of a program hold the granules that its live objects occupy at one moment.
///
///     let report = try AttributionReport(of: "server.raw.zst")
///     for site in report.moments[0].sites.prefix(10) {
///       print(site.sharedBytes, site.soleBytes, site.label)
///     }
///
/// A granule's stranded bytes are there because objects of some set of sites live in it, and come
/// back only when all of these have gone: each of n sites is charged one n-th of them.
package struct Attribution: Sendable, Equatable {
  /// Nanoseconds from the recording's start.
  package var time: UInt64
  /// The heap's sums at that moment, over the objects that count.
  package var totals: HeapTotals
  /// Bytes by which the objects of single granules exceed them: above 0 where a recording has
  /// objects that overlap.
  package var overlappingBytes: Int
  /// Sites that hold live objects, most shared bytes first.
  package var sites: [SiteRow]
  /// Granules by how full they are, from empty to full.
  package var occupancy: [OccupancyRow]
  /// Where in the address space occupied granules lie.
  package var map: HeapMap
  /// Stranded bytes by call stack.
  package var stacks: [StackRow]

  /// What one site holds.
  package struct SiteRow: Sendable, Equatable {
    package var site: Site
    /// Its Shapley share of the stranded bytes; the sum over sites is the stranded total.
    package var sharedBytes: Int
    /// Bytes of granules that it alone holds: what comes back when this site alone goes elsewhere.
    package var soleBytes: Int
    /// Those of `soleBytes` that hold nothing alive.
    package var soleStrandedBytes: Int
    /// Granules that hold at least a byte of it.
    package var granules: Int
    package var liveBytes: Int
    package var liveObjects: Int
    /// Ages of its live objects in nanoseconds: the least, the lower median and the greatest.
    package var youngest: UInt64
    package var medianAge: UInt64
    package var oldest: UInt64

    /// `networking.c:174 createClient`.
    package var label: String { site.label }
  }

  /// The granules whose live bytes are within one tenth of their size.
  package struct OccupancyRow: Sendable, Equatable {
    /// Live bytes over the granule's, from (excluded) and to (included).
    package var from: Double
    package var to: Double
    package var granules: Int
    package var strandedBytes: Int
  }

  /// A call stack and its part of the stranded bytes.
  package struct StackRow: Sendable, Equatable {
    /// Frames, outermost first.
    package var frames: [Frame]
    /// Its part of its site's shared bytes, so that stacks add up to the stranded total.
    package var sharedBytes: Int
    package var liveBytes: Int
    package var liveObjects: Int
  }

  /// The sum over sites, which is the stranded total.
  package var sharedBytes: Int { sites.reduce(0) { $0 + $1.sharedBytes } }
}
