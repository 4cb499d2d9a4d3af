import Exhibits
import Results

extension CoefficientKind {
  static let rssGrowthRatio = Churn.coefficient("rss_growth_ratio", isExact: false)
}

/// Rows, coefficients and checks of a finished churn run.
struct ChurnAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: ChurnConfiguration
  /// One row a sample.
  var rows: [ChurnRow]

  /// Growth of RSS that the published run saw at most.
  static let publishedGrowthLimit = 0.024

  /// RSS at the end over RSS after the fill, less 1.
  var rssGrowth: Double {
    let replacing = rows.of(.replace)
    guard let first = replacing.first, let last = replacing.last, first.rssBytes > 0 else {
      return 0
    }
    return Double(last.rssBytes) / Double(first.rssBytes) - 1
  }

  /// The growth of RSS.
  var coefficients: [Coefficient] {
    [
      Coefficient(
        .rssGrowthRatio, at: ["cycles": configuration.cycles], rssGrowth, predicted: 0,
        published: Self.publishedGrowthLimit)
    ]
  }

  /// What a reproduction must show.
  var checks: [ReproductionCheck] {
    let committed = Set(rows.of(.replace).map(\.committedBytes))
    return [
      Churn.check(
        "committed bytes do not move after the fill, over \(configuration.cycles) cycles",
        measured: committed.sorted().map { Figures.inMib(Double($0)) }.joined(separator: ", "),
        holds: committed.count == 1),
      Churn.check(
        "RSS grows by at most 2.4 % after the fill", measured: Figures.percent(rssGrowth),
        holds: rssGrowth <= Self.publishedGrowthLimit),
    ]
      + [growthCheck, replacementCheck, residentCheck, followingCheck, returnCheck].compactMap(
        \.self)
  }

  /// How far the share of replaced objects may be from its closed form, in standard deviations.
  static let deviationLimit = 4.0

  /// That objects were replaced is read off the objects, and their number has a closed form.
  private var replacementCheck: ReproductionCheck? {
    let scores = rows.of(.replace).map { row in
      let count = configuration.replaced * (row.cycle + 1)
      let expected = configuration.expectedOriginals(afterReplacing: count)
      // Of two objects of the fill the one is rather replaced if the other is not: the variance is
      // below the binomial one.
      let deviation = (expected * (1 - expected / Double(configuration.liveObjects))).squareRoot()
      return (Double(row.liveObjects - row.replacedObjects) - expected).magnitude
        / max(deviation, 0.5)
    }
    guard let worst = scores.max(), let last = rows.of(.replace).last else { return nil }
    return Churn.check(
      "objects are replaced: those left of the fill are as many as random replacement spares, "
        + "within \(Self.deviationLimit) deviations at every sample",
      measured: "\(last.replacedObjects) of \(last.liveObjects) replaced at the end, largest "
        + "deviation \(Figures.decimal(worst, 2))",
      holds: worst <= Self.deviationLimit)
  }

  /// The coefficient follows from the first and the last sample of the replacement.
  private var growthCheck: ReproductionCheck? {
    let resident = rows.of(.replace).map { Double($0.rssBytes) }
    guard let first = resident.first, let last = resident.last else { return nil }
    return Churn.check(
      "the growth of RSS is the last sample's over the first's, to a billionth",
      measured: "\(Figures.percent(rssGrowth)), \(Figures.inKib(last - first))",
      holds: (rssGrowth * first - (last - first)).magnitude <= 1e-9 * first)
  }

  /// RSS is read anew at every sample: it holds the live objects, and falls with them.
  private var residentCheck: ReproductionCheck? {
    guard let full = rows.of(.replace).last, let shrunk = rows.of(.shrink).last else { return nil }
    let freed = Double(full.committedBytes - shrunk.committedBytes)
    let fall = Double(full.rssBytes - shrunk.rssBytes)
    return Churn.check(
      "RSS falls with committed bytes, within 10 % and 64 KiB that the process itself may touch",
      measured: "\(Figures.inMib(fall)) and \(Figures.inMib(freed))",
      holds: (fall - freed).magnitude <= 0.1 * freed + 65_536)
  }

  /// Committed bytes are what the live objects need, and the cache, at every sample.
  private var followingCheck: ReproductionCheck? {
    let outside = rows.filter {
      !configuration.committedRange(liveObjects: $0.liveObjects).contains($0.committedBytes)
    }
    guard let least = rows.of(.shrink).last else { return nil }
    return Churn.check(
      "committed bytes follow live bytes down and up, at most two slabs and the cache above",
      measured: "\(rows.count - outside.count) of \(rows.count) samples, least "
        + "\(Figures.inMib(Double(least.committedBytes))) for \(least.liveObjects) objects",
      holds: outside.isEmpty && least.liveObjects == configuration.shrunkObjects)
  }

  /// What was given back is used again before anything new.
  private var returnCheck: ReproductionCheck? {
    guard let full = rows.of(.replace).last, let last = rows.of(.grow).last else { return nil }
    let created = last.slabsCreated - full.slabsCreated
    return Churn.check(
      "grown again, as many objects are live as before, and at most two slabs are new",
      measured: "\(last.liveObjects) objects, \(created) new slabs",
      holds: last.liveObjects == full.liveObjects && (0...2).contains(created))
  }
}
