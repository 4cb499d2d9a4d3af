import Exhibits
import Results

/// The p-sweep's growth beside the published one.
func psweepTable(_ rows: [PSweepRow], reuse: ReuseMode, published: PublishedFigures) -> Table {
  let points = rows.groups(by: \.p).map { p, group in
    (
      p: p, group: group, growth: group.average { Double($0.rssGrowthBytes) },
      published: published.point(at: p, beside: group)
    )
  }
  return Table(
    "psweep-\(reuse.rawValue)",
    "p-sweep, \(reuse.rawValue) reuse: RSS growth against the violation fraction", of: points,
    [
      .number("p") { Figures.probability($0.p) },
      .number("sessions") { Figures.count(mean: $0.group.map(\.sessions)) },
      .number("published", "published sessions") {
        $0.published.map { Figures.count($0.sessions) } ?? Figures.none
      },
      .number("growth MiB") { Figures.mib($0.growth) },
      .number("published", "published growth MiB") {
        Figures.decimal($0.published?.rssGrowthMib, 2)
      },
      .number("difference") {
        Figures.difference(
          $0.p > 0 ? $0.growth : nil, $0.published.map { $0.rssGrowthMib * Figures.bytesPerMiB })
      },
      .text("behavior") { behavior(of: $0.group) },
    ], notes: psweepNotes(rows, reuse))
}

/// How straight the p-sweep's growth is, beside the published one, and how it stands to the pinning
/// growth theorem's bound.
func linearityTable(_ rows: [PSweepRow], reuse: ReuseMode, published: PublishedFigures) -> Table {
  let shared =
    "In ring reuse the bound R(t) >= p m(t) does not hold: partial slabs take objects of later "
    + "epochs, which the theorem's non-merging assumption excludes."
  return Table(
    "psweep-linearity-\(reuse.rawValue)",
    "p-sweep, \(reuse.rawValue) reuse: linearity, and retained slabs against the bound",
    of: rows.groups(by: \.p),
    [
      .number("p") { Figures.probability($0.key) },
      .number("R²") { Figures.decimal($0.rows.average(\.rSquared), 4) },
      .number("published") {
        Figures.decimal(published.point(at: $0.key, beside: $0.rows)?.rSquared, 3)
      },
      .number("R² slabs") { Figures.decimal($0.rows.average(\.rSquaredSlabs), 6) },
      .number("expected") { Figures.decimal($0.rows.average(\.rSquaredExpected), 6) },
      .number("retained slabs") { Figures.count(mean: $0.rows.map(\.retainedSlabs)) },
      .number("R(t) / p m(t)") { Figures.decimal($0.rows.average(\.boundRatio), 3) },
    ], notes: psweepNotes(rows, reuse) + (reuse == .ring ? [shared] : []))
}

private func psweepNotes(_ rows: [PSweepRow], _ reuse: ReuseMode) -> [String] {
  let seeds = seedNote(Set(rows.map(\.seed)).count)
  guard reuse == .ring, let other = rows.first(where: { $0.requests != publishedSweepRequests })
  else { return [seeds] }
  return [
    seeds,
    "The published runs served \(Figures.count(publishedSweepRequests)) requests, these "
      + "\(Figures.count(other.requests)): their figures are not comparable, and left out.",
  ]
}

/// Requests of each run of the published sweep.
private let publishedSweepRequests = 200_000

extension PublishedFigures {
  /// The published points that rows may be held against: totals of runs as long as theirs, with
  /// ring slots used again; strict reuse has no published counterpart.
  func points(beside rows: [PSweepRow]) -> [PublishedSweep.Point] {
    let isComparable = rows.allSatisfy {
      $0.reuse == .ring && $0.requests == publishedSweepRequests
    }
    return isComparable ? psweep : []
  }

  /// The published point at `p`; nil where none may be held against the rows.
  func point(at p: Double, beside rows: [PSweepRow]) -> PublishedSweep.Point? {
    points(beside: rows).first { $0.p == p }
  }
}

/// Growth over p beside the published one.
func growthPerPTable(_ rows: [PSweepRow], reuse: ReuseMode, published: PublishedFigures) -> Table {
  let points = rows.filter { $0.p > 0 }.groups(by: \.p).map { p, group in
    (
      p: p, measured: group.average(\.growthPerPBytes),
      published: published.point(at: p, beside: group)?.growthPerPMib
    )
  }
  return Table(
    "growth-per-p-\(reuse.rawValue)", "Growth per unit of p, \(reuse.rawValue) reuse", of: points,
    [
      .number("p") { Figures.probability($0.p) },
      .number("growth / p MiB") { Figures.mib($0.measured) },
      .number("published") { Figures.decimal($0.published, 1) },
      .number("difference") {
        Figures.difference($0.measured, $0.published.map { $0 * Figures.bytesPerMiB })
      },
    ], notes: psweepNotes(rows, reuse))
}

private func behavior(of rows: [PSweepRow]) -> String {
  let linear = rows.count { $0.behavior == .linear }
  if linear == rows.count { return Behavior.linear.rawValue }
  return linear == 0 ? Behavior.plateau.rawValue : "\(linear)/\(rows.count) linear"
}
