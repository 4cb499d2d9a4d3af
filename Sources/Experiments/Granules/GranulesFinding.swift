import Exhibits
import Results

/// What a pin costs in each kind of granule; nil unless all kinds ran with some violation fraction
/// between 0 and 1.
func granulesFinding(_ rows: [GranulesRow]) -> Finding? {
  guard let p = typicalFraction(rows),
    let endless = GranuleComparison(rows, .endless, p)
  else { return nil }
  let bytes = NumberStyle.bytes()
  let finite = GranuleComparison(rows, .finite, p)
  return Finding(
    "A pin costs a slab, a region, or all that was retired since: "
      + "\(bytes.label(endless.structural(.slabs))), \(bytes.label(endless.structural(.regions))) "
      + "and \(bytes.label(endless.structural(.guards))) at p = \(Figures.probability(p))",
    sentences: [
      "With pins that never end, at p = \(Figures.probability(p)) and after "
        + "\(Figures.count(endless.closes)) closes, slab lists and regions both retain as many "
        + "granules as were pinned, \(Figures.decimal(endless.retained(.slabs), 1)) and "
        + "\(Figures.decimal(endless.retained(.regions), 1)): the bound of the pinning growth "
        + "theorem is an equality for them. A region keeps all its blocks, "
        + "\(bytes.label(endless.structural(.regions))) of structural bytes, a slab list the one "
        + "slab with the pin, \(bytes.label(endless.structural(.slabs))). A stalled reader holds "
        + "back everything retired since it came: \(Figures.decimal(endless.retained(.guards), 1)) "
        + "granules, \(Figures.decimal(endless.ratio(.guards), 1)) times the bound.",
      finite.map { finite in
        "With pins that end, retention levels in all three, slab lists and regions at p times the "
          + "mean life (\(Figures.decimal(finite.retained(.slabs), 1)) granules), guards at the "
          + "age of the oldest reader (\(Figures.decimal(finite.retained(.guards), 1))). DSR is "
          + "\(Figures.percent(finite.dsr(.slabs), 1)) for slab lists, 1 - p, and "
          + "\(Figures.percent(finite.dsr(.guards), 1)) under guards."
      },
      coverageSentence(
        rows.filter { $0.metric != .boundRatio },
        cause: "the share that intervals of 95 % miss, samples of one path together"),
    ])
}

/// The violation fraction to speak of: the one nearest to 0.05 between 0 and 1.
func typicalFraction(_ rows: [GranulesRow]) -> Double? {
  distinct(rows.map(\.p)).filter { $0 > 0 && $0 < 1 }.min { abs($0 - 0.05) < abs($1 - 0.05) }
}

/// The three kinds at the end of a run with one lifetime and one violation fraction.
struct GranuleComparison {
  /// Closes of the run.
  let closes: Int
  private let rows: [GranulesRow]

  /// The comparison; nil unless all three kinds ran.
  init?(_ rows: [GranulesRow], _ lifetime: PinLifetime, _ p: Double) {
    let group = rows.filter { $0.lifetime == lifetime && $0.p == p }
    guard let closes = group.map(\.closes).max() else { return nil }
    self.closes = closes
    self.rows = group.filter { $0.closes == closes }
    for kind in GranuleKind.allCases where !self.rows.contains(where: { $0.granule == kind }) {
      return nil
    }
  }

  func retained(_ kind: GranuleKind) -> Double { value(kind, .retainedGranules) }
  func structural(_ kind: GranuleKind) -> Double { value(kind, .structuralBytes) }
  func dsr(_ kind: GranuleKind) -> Double { value(kind, .dsr) }
  func ratio(_ kind: GranuleKind) -> Double { value(kind, .boundRatio) }

  private func value(_ kind: GranuleKind, _ metric: GranulesRow.Metric) -> Double {
    rows.first { $0.granule == kind && $0.metric == metric }?.point.measured ?? 0
  }
}
