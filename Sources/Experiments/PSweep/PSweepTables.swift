import Exhibits
import Results

/// The p-sweep's growth beside the published one.
func psweepTable(
  _ rows: [PSweepRow], reuse: ReuseMode, published: PublishedFigures
) -> Table {
  var table = Table(
    "psweep-\(reuse.rawValue)",
    "p-sweep, \(reuse.rawValue) reuse: RSS growth against the violation fraction",
    [
      .number("p"), .number("sessions"), .number("published", "published sessions"),
      .number("growth MiB"), .number("published", "published growth MiB"), .number("difference"),
      .text("behavior"),
    ])
  for p in distinct(rows.map(\.p)) {
    let group = rows.filter { $0.p == p }
    let point = publishedPoint(at: p, reuse, published)
    let growth = Figures.average(group.map { Double($0.rssGrowthBytes) })
    table.append([
      Figures.probability(p), Figures.count(mean: group.map(\.sessions)),
      point.map { Figures.count($0.sessions) } ?? Figures.none, Figures.mib(growth),
      Figures.decimal(point?.rssGrowthMib, 2),
      Figures.difference(
        p > 0 ? growth : nil, point.map { $0.rssGrowthMib * Figures.bytesPerMiB }),
      behavior(of: group),
    ])
  }
  table.notes = psweepNotes(rows, reuse)
  return table
}

/// How straight the p-sweep's growth is, beside the published one, and how it stands to the pinning
/// growth theorem's bound.
func linearityTable(
  _ rows: [PSweepRow], reuse: ReuseMode, published: PublishedFigures
) -> Table {
  var table = Table(
    "psweep-linearity-\(reuse.rawValue)",
    "p-sweep, \(reuse.rawValue) reuse: linearity, and retained slabs against the bound",
    [
      .number("p"), .number("R²"), .number("published"), .number("R² slabs"),
      .number("expected"), .number("retained slabs"), .number("R(t) / p m(t)"),
    ])
  for p in distinct(rows.map(\.p)) {
    let group = rows.filter { $0.p == p }
    table.append([
      Figures.probability(p), Figures.decimal(Figures.average(group.compactMap(\.rSquared)), 4),
      Figures.decimal(publishedPoint(at: p, reuse, published)?.rSquared, 3),
      Figures.decimal(Figures.average(group.compactMap(\.rSquaredSlabs)), 6),
      Figures.decimal(Figures.average(group.compactMap(\.rSquaredExpected)), 6),
      Figures.count(mean: group.map(\.retainedSlabs)),
      Figures.decimal(Figures.average(group.compactMap(\.boundRatio)), 3),
    ])
  }
  table.notes = psweepNotes(rows, reuse)
  if reuse == .ring {
    table.notes.append(
      "In ring reuse the bound R(t) >= p m(t) does not hold: partial slabs take objects of later "
        + "epochs, which the theorem's non-merging assumption excludes.")
  }
  return table
}

/// The published sweep reuses its ring slots; strict reuse has no published counterpart.
private func publishedPoint(
  at p: Double, _ reuse: ReuseMode, _ published: PublishedFigures
) -> PublishedSweep.Point? {
  reuse == .ring ? published.point(at: p) : nil
}

private func psweepNotes(_ rows: [PSweepRow], _ reuse: ReuseMode) -> [String] {
  let seeds = seedNote(Set(rows.map(\.seed)).count)
  guard reuse == .ring, let other = rows.first(where: { $0.requests != publishedSweepRequests })
  else { return [seeds] }
  return [
    seeds,
    "The published runs served \(Figures.count(publishedSweepRequests)) requests, these "
      + "\(Figures.count(other.requests)).",
  ]
}

/// Requests of each run of the published sweep.
private let publishedSweepRequests = 200_000

/// Growth over p beside the published one.
func growthPerPTable(
  _ rows: [PSweepRow], reuse: ReuseMode, published: PublishedFigures
) -> Table {
  var table = Table(
    "growth-per-p-\(reuse.rawValue)",
    "Growth per unit of p, \(reuse.rawValue) reuse",
    [.number("p"), .number("growth / p MiB"), .number("published"), .number("difference")])
  for p in distinct(rows.map(\.p)) where p > 0 {
    let measured = Figures.average(rows.filter { $0.p == p }.compactMap(\.growthPerPBytes))
    let figure = reuse == .ring ? published.point(at: p)?.growthPerPMib : nil
    table.append([
      Figures.probability(p), Figures.mib(measured), Figures.decimal(figure, 1),
      Figures.difference(measured, figure.map { $0 * Figures.bytesPerMiB }),
    ])
  }
  table.notes = psweepNotes(rows, reuse)
  return table
}

private func behavior(of rows: [PSweepRow]) -> String {
  let linear = rows.count { $0.behavior == .linear }
  if linear == rows.count { return Behavior.linear.rawValue }
  return linear == 0 ? Behavior.plateau.rawValue : "\(linear)/\(rows.count) linear"
}
