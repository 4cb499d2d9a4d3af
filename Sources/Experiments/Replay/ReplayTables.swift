import Exhibits
import Results

/// Measured against predicted, by recording and allocator.
package func replayTables(_ rows: [ReplayRow]) -> [Table] {
  let pairs = ReplayPoint.pairs(rows)
  var tables = [retentionTable(ReplayPoint.points(rows))]
  if pairs.contains(where: { $0.isolated != nil }) { tables.append(savingTable(pairs)) }
  return tables
}

private func retentionTable(_ points: [ReplayPoint]) -> Table {
  Table(
    "replay", "Memory retained when recordings are done again", of: points,
    [
      .text("recording") { $0.recording },
      .text("allocator") { $0.allocator },
      .text("routing") { $0.routing.rawValue },
      .number("live MiB") { Figures.mib(Double($0.liveBytes)) },
      .number("predicted MiB") { Figures.mib($0.predicted) },
      .number("measured MiB") { Figures.mib($0.retained) },
      .number("off") { Figures.difference($0.retained, $0.predicted) },
      .number("own count MiB") { Figures.mib($0.held) },
      .number("above classes MiB") { Figures.mib($0.largeBytes.map(Double.init)) },
      .number("s") { Figures.decimal($0.seconds, 2) },
    ],
    notes: [
      "RSS at the moment, after the allocator's own calls that give memory back, above that before "
        + "the first event; the median over processes. Predicted: slabs of the library's own "
        + "classes; for glibc, chunks by best fit. Own count: pages, slabs or spans by the "
        + "allocator's statistics. Above classes: bytes of live objects larger than its largest "
        + "class."
    ])
}

private func savingTable(_ pairs: [ReplayPair]) -> Table {
  Table(
    "replay-routing", "What routing gives back", of: pairs,
    [
      .text("recording") { $0.mixed.recording },
      .text("allocator") { $0.mixed.allocator },
      .number("moved MiB") { Figures.mib($0.isolated.map { Double($0.movedBytes) }) },
      .number("without MiB") { Figures.mib($0.mixed.retained) },
      .number("routed MiB") { Figures.mib($0.isolated?.retained) },
      .number("saving MiB") { Figures.mib($0.saved) },
      .number("promised MiB") { Figures.mib($0.savedPredicted) },
      .number("kept") { Figures.percent($0.kept, 1) },
    ],
    notes: [
      "Routed objects are in an arena (jemalloc), a heap (mimalloc) or a persistent epoch "
        + "(temporal-slab) of their own; glibc and tcmalloc have no such place. Promised: by the "
        + "model. Kept: the measured saving as a share of it."
    ])
}
