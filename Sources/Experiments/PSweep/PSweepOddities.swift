import Exhibits
import Results
import Statistics

/// The published slab, in bytes.
private let publishedSlabSize = 4_096.0

let liveBytesOddity = FindingSource("live-bytes", in: .oddities, PSweepRow.self) {
  rows, published in
  let rows = rows.filter { $0.p == 1 && $0.sessions > 0 }
  let sizes = sessionSizes(rows)
  guard let printed = published.point(at: 1), let nearest = sizes.nearest(to: printed)
  else { return nil }
  let growth = printed.rssGrowthMib * Figures.bytesPerMiB
  let slabs = growth / publishedSlabSize
  let bytes = NumberStyle.bytes()
  return Finding(
    "The published sweep shows mostly live bytes",
    [
      "At p = 1 the published growth of \(Figures.decimal(printed.rssGrowthMib, 2)) MiB over "
        + "\(Figures.count(printed.sessions)) sessions is "
        + "\(Figures.decimal(growth / Double(printed.sessions), 0)) bytes a session. That is room "
        + "for some \(Figures.count(Int(clamping: slabs))) slabs, "
        + "\(Figures.decimal(slabs / Double(printed.sessions), 3)) of the "
        + "\(Figures.count(printed.sessions)) that the bound R(t) ≥ p m(t) asks for, whatever the "
        + "size of a session.",
      "Neither the paper nor its data state that size. With ring reuse growth at p = 1 is here "
        + sizes.map { "\(bytes.label($0.growth)) with sessions of \($0.size) bytes" }
        .joined(separator: ", ")
        + ". Of these \(nearest.size) bytes come nearest "
        + "(\(Figures.difference(nearest.growth, growth))); that the published sessions had that "
        + "size is a conjecture.",
    ])
}

/// What the p = 1 runs in ring reuse gave with one session size, seeds together.
struct SessionSize {
  var size: Int
  var capacity: Int
  /// Means over seeds.
  var sessions: Double
  var retained: Double
  var boundRatio: Double
  /// Growth of RSS in bytes.
  var growth: Double
}

/// The session sizes that ran at p = 1 in ring reuse.
func sessionSizes(_ rows: [PSweepRow]) -> [SessionSize] {
  let rows = rows.filter { $0.p == 1 && $0.reuse == .ring }
  return rows.groups(by: \.sessionSize).compactMap { size, rows in
    guard let sessions = rows.average({ Double($0.sessions) }),
      let retained = rows.average({ Double($0.retainedSlabs) }),
      let ratio = rows.average(\.boundRatio),
      let growth = rows.average({ Double($0.rssGrowthBytes) })
    else { return nil }
    return SessionSize(
      size: size, capacity: rows[0].slabCapacity, sessions: sessions, retained: retained,
      boundRatio: ratio, growth: growth)
  }
}

extension [SessionSize] {
  /// The size whose growth a session is nearest to the published one.
  fileprivate func nearest(to point: PublishedSweep.Point) -> SessionSize? {
    let published = point.rssGrowthMib * Figures.bytesPerMiB / Double(point.sessions)
    return self.min {
      abs($0.growth / $0.sessions - published) < abs($1.growth / $1.sessions - published)
    }
  }
}

/// Growth at p = 1 by session size, beside the published one, whose size nobody states; nil without
/// a second size.
func sessionSizeTable(_ rows: [PSweepRow], published: PublishedFigures) -> Table? {
  let sizes = sessionSizes(rows)
  guard sizes.count > 1 else { return nil }
  var table = Table(
    "psweep-session-size", "p-sweep, ring reuse, p = 1: growth by the size of a session", of: sizes,
    [
      .text("session bytes") { "\($0.size)" },
      .number("C") { "\($0.capacity)" },
      .number("sessions") { Figures.count($0.sessions) },
      .number("retained slabs") { Figures.count($0.retained) },
      .number("R(t) / p m(t)") { Figures.decimal($0.boundRatio, 3) },
      .number("growth MiB") { Figures.mib($0.growth) },
      .number("bytes a session") { Figures.decimal($0.growth / $0.sessions, 0) },
    ],
    notes: [
      "The published slabs are those that its growth has room for; their share of the bound does "
        + "not depend on the size of a session."
    ])
  let ring = rows.filter { $0.reuse == .ring }
  guard let printed = published.point(at: 1, beside: ring) else {
    table.notes = []
    return table
  }
  let growth = printed.rssGrowthMib * Figures.bytesPerMiB
  let slabs = growth / publishedSlabSize
  table.append([
    "published, not stated", Figures.none, Figures.count(printed.sessions), Figures.count(slabs),
    Figures.decimal(slabs / Double(printed.sessions), 3), Figures.decimal(printed.rssGrowthMib, 2),
    Figures.decimal(growth / Double(printed.sessions), 0),
  ])
  return table
}
