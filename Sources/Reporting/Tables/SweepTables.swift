import Results

/// The p-sweep's growth beside the published one.
public func sweepTable(
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
      Figures.decimal(point?.rssGrowthMiB, 2),
      Figures.difference(
        p > 0 ? growth : nil, point.map { $0.rssGrowthMiB * Figures.bytesPerMiB }),
      behavior(of: group),
    ])
  }
  table.notes = sweepNotes(rows, reuse)
  return table
}

/// How straight the p-sweep's growth is, beside the published one, and how it stands to the pinning
/// growth theorem's bound.
public func linearityTable(
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
  table.notes = sweepNotes(rows, reuse)
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
) -> PublishedFigures.SweepPoint? {
  reuse == .ring ? published.point(at: p) : nil
}

private func sweepNotes(_ rows: [PSweepRow], _ reuse: ReuseMode) -> [String] {
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
public func growthPerPTable(
  _ rows: [PSweepRow], reuse: ReuseMode, published: PublishedFigures
) -> Table {
  var table = Table(
    "growth-per-p-\(reuse.rawValue)",
    "Growth per unit of p, \(reuse.rawValue) reuse",
    [.number("p"), .number("growth / p MiB"), .number("published"), .number("difference")])
  for p in distinct(rows.map(\.p)) where p > 0 {
    let measured = Figures.average(rows.filter { $0.p == p }.compactMap(\.growthPerPBytes))
    let figure = reuse == .ring ? published.point(at: p)?.growthPerPMiB : nil
    table.append([
      Figures.probability(p), Figures.mib(measured), Figures.decimal(figure, 1),
      Figures.difference(measured, figure.map { $0 * Figures.bytesPerMiB }),
    ])
  }
  table.notes = sweepNotes(rows, reuse)
  return table
}

/// The slope of each quarter of the series beside the published ones.
public func slopeTable(_ rows: [SlopeRow], published: PublishedFigures) -> Table {
  var table = Table(
    "slope", "Slope within each quarter of a run",
    [
      .number("p"), .text("reuse"), .text("slope of"), .number("1st"), .number("2nd"),
      .number("3rd"), .number("4th"), .number("4th / 1st"),
    ])
  for reuse in ReuseMode.allCases {
    for p in distinct(rows.map(\.p)) {
      for metric in SlopeRow.Metric.allCases {
        let group = rows.filter { $0.p == p && $0.reuse == reuse && $0.metric == metric }
        if group.isEmpty { continue }
        let scale = metric == .rssBytes ? 1.0 / 1_024 : 1_000
        let slopes = (1...4).map { quartile in
          Figures.average(group.filter { $0.quartile == quartile }.map(\.slopePerRequest))
        }
        let ratio = Figures.average(group.filter { $0.quartile == 4 }.compactMap(\.ratioToFirst))
        table.append(
          [
            Figures.probability(p), reuse.rawValue,
            metric == .rssBytes ? "RSS KiB/request" : "slabs/1000 req.",
          ] + slopes.map { Figures.decimal($0.map { $0 * scale }, 3) }
            + [Figures.decimal(ratio, 4)])
      }
    }
  }
  table.append(
    ["1.00", "published", "RSS KiB/request"]
      + published.quartileSlopesKiB.map { Figures.decimal($0, 3) }
      + [Figures.decimal(published.quartileSlopeRatio, 3)])
  table.notes = [
    seedNote(Set(rows.map(\.seed)).count),
    "The published ratio, 0.989, is not the quotient of the published slopes, 0.967.",
  ]
  return table
}

private func behavior(of rows: [PSweepRow]) -> String {
  let linear = rows.count { $0.behavior == .linear }
  if linear == rows.count { return Behavior.linear.rawValue }
  return linear == 0 ? Behavior.plateau.rawValue : "\(linear)/\(rows.count) linear"
}

func distinct(_ values: [Double]) -> [Double] { Set(values).sorted() }

func seedNote(_ seeds: Int) -> String {
  seeds == 1 ? "One seed." : "Means over \(seeds) seeds."
}
