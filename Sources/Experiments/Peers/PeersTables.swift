import Exhibits
import Results

/// What each allocator retains after a peak, the granule that this shows, and what routing gives
/// back.
func peersTables(_ rows: [PeersRow], _ coefficients: [Coefficient]) -> [Table] {
  [
    retentionTable(rows), granuleTable(rows, coefficients), peersRoutingTable(rows, coefficients),
  ].filter { !$0.rows.isEmpty }
}

/// Retained bytes of mixed routing against the session fraction.
private func retentionTable(_ rows: [PeersRow]) -> Table {
  let mixed = PeersMeans(rows.filter { $0.routing == .mixed })
  var table = Table(
    "peers", "MiB retained after a peak of which a fraction f is not freed",
    [.number("f"), .number("live")]
      + mixed.allocators.flatMap { [.number($0), .number("\($0) predicted")] })
  for fraction in mixed.fractions where fraction > 0 {
    let live = mixed.allocators.compactMap { mixed.live($0, fraction) }.first
    table.append(
      [Figures.general(fraction), Figures.mib(live)]
        + mixed.allocators.flatMap {
          [
            Figures.mib(mixed.retained($0, fraction)), Figures.mib(mixed.predicted($0, fraction)),
          ]
        })
  }
  table.notes = [
    "RSS after all other objects were freed and the allocator's own purge, less RSS before and "
      + "less what stays at f = 0. Predicted: 1 - (1 - f)^C of the peak for the documented granule "
      + "of C objects. " + seedNote(mixed.seeds)
  ]
  return table
}

/// The granule that the curve of each allocator shows.
private func granuleTable(_ rows: [PeersRow], _ coefficients: [Coefficient]) -> Table {
  var table = Table(
    "peers-granules", "The granule that each allocator behaves as if it had",
    [
      .text("allocator"), .number("KiB"), .number("95 % low"), .number("95 % high"),
      .number("documented KiB"), .number("ratio"), .number("objects"),
      .number("documented objects"), .number("floor MiB"),
    ])
  for allocator in PeersMeans(rows).allocators {
    let point: Parameters = ["allocator": allocator]
    guard let granule = coefficients.first(.effectiveGranule, at: point),
      let objects = coefficients.first(.effectiveCapacity, at: point)
    else { continue }
    let floor = coefficients.first(.peersFloor, at: point.and(["routing": Routing.mixed]))
    table.append([
      allocator, Figures.decimal(granule.value, 2), Figures.decimal(granule.ciLow, 2),
      Figures.decimal(granule.ciHigh, 2), Figures.decimal(granule.predicted, 0),
      Figures.decimal(granule.predicted.map { granule.value / $0 }, 2),
      Figures.decimal(objects.value, 1), Figures.decimal(objects.predicted, 1),
      Figures.mib(floor?.value),
    ])
  }
  table.notes = [
    "Least-squares fit of C in 1 - (1 - f)^C to the retained share of the peak. Documented: a page "
      + "for glibc, the slab of the class for jemalloc and temporal-slab, a page of 64 KiB for "
      + "mimalloc and of 8 KiB for tcmalloc.",
    "mimalloc runs with its purge delay at 0; with the delay that it comes with it keeps free pages "
      + "for a time after mi_collect.",
  ]
  return table
}

/// Mixed against isolated routing on the allocators that have arenas or heaps.
private func peersRoutingTable(_ rows: [PeersRow], _ coefficients: [Coefficient]) -> Table {
  var table = Table(
    "peers-routing", "Session objects among the others, and in a place of their own",
    [
      .text("allocator"), .number("f"), .number("live MiB"), .number("mixed MiB"),
      .number("isolated MiB"), .number("structural mixed"), .number("structural isolated"),
      .number("differential"), .number("given back"), .number("95 % low"), .number("95 % high"),
    ])
  let mixed = PeersMeans(rows.filter { $0.routing == .mixed })
  let isolated = PeersMeans(rows.filter { $0.routing == .isolated })
  for allocator in isolated.allocators {
    for fraction in isolated.fractions where fraction > 0 {
      guard let own = isolated.retained(allocator, fraction) else { continue }
      let whole = mixed.retained(allocator, fraction)
      let recovery = coefficients.first(
        .routingRecovery, at: ["allocator": allocator, "f": fraction])
      table.append([
        allocator, Figures.general(fraction), Figures.mib(isolated.live(allocator, fraction)),
        Figures.mib(whole), Figures.mib(own), Figures.mib(mixed.structural(allocator, fraction)),
        Figures.mib(isolated.structural(allocator, fraction)),
        Figures.decimal(own > 0 ? whole.map { $0 / own } : nil, 1),
        Figures.percent(recovery?.value, 1), Figures.percent(recovery?.ciLow, 1),
        Figures.percent(recovery?.ciHigh, 1),
      ])
    }
  }
  table.notes = [
    "jemalloc: an arena of its own, without a thread cache (mallocx). mimalloc: a heap of its own "
      + "(mi_heap_new). temporal-slab: a persistent epoch. Given back: the share of what mixed "
      + "routing retains beyond live bytes and the floor. Differential: mixed over isolated."
  ]
  return table
}
