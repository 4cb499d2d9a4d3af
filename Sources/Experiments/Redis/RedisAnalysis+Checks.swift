import Exhibits
import Results
import Statistics

extension RedisAnalysis {
  /// Slabs of the value class that may drain where none should, as a share.
  static let strayShare = 0.001
  /// And as a number, which decides for few slabs: what the last slab and thread caches leave.
  static let straySlabs = 4
  /// How far RSS may be from what the slabs say, as a share of RSS before.
  static let rssTolerance = 0.02

  /// What a reproduction must show.
  var checks: [ReproductionCheck] {
    patterns.flatMap { pattern -> [ReproductionCheck] in
      guard let summary = RedisSummary(rows, pattern) else {
        return [
          Redis.check("\(pattern.rawValue): all phases were measured", measured: "no", holds: false)
        ]
      }
      return [
        keysCheck(pattern, summary), drainCheck(pattern, summary), rssCheck(pattern, summary),
      ]
    }
  }

  /// As many values are gone as keys were to be deleted; other objects share their class.
  private func keysCheck(_ pattern: DeletionPattern, _ summary: RedisSummary) -> ReproductionCheck {
    let gone = summary.loaded.liveObjects - summary.purged.liveObjects
    let wanted = Double(configuration.keys) * configuration.fraction
    return Redis.check(
      "\(pattern.rawValue): \(Figures.percent(configuration.fraction)) of the keys lose their values, "
        + "within 0.5 % of them",
      measured: "\(gone) of \(configuration.keys)",
      holds: abs(Double(gone) - wanted) <= 0.005 * wanted + 8)
  }

  private func drainCheck(_ pattern: DeletionPattern, _ summary: RedisSummary) -> ReproductionCheck
  {
    let predicted = configuration.predictedDrainedShare(pattern, capacity: summary.capacity)
    let measured =
      "\(summary.purged.drainedSlabs) of \(summary.loaded.slabs) slabs of the "
      + "\(summary.className)-byte class (\(Figures.percent(summary.drainedShare))), \(Figures.percent(predicted)) predicted"
    switch pattern {
    case .odd where predicted == 0:
      return Redis.check(
        "odd: under \(Figures.percent(Self.strayShare)) of the value class's slabs drain, or "
          + "\(Self.straySlabs) at most", measured: measured,
        holds: summary.drainedShare < Self.strayShare
          || summary.purged.drainedSlabs <= Self.straySlabs)
    case .sequential:
      return Redis.check(
        "sequential: the deleted share of the value class's slabs drains, within a tenth of it",
        measured: measured, holds: abs(summary.drainedShare / predicted - 1) <= 0.1)
    case .odd, .random:
      let spread = (try? binomialDeviation(p: predicted, trials: max(1, summary.loaded.slabs))) ?? 0
      return Redis.check(
        "\(pattern.rawValue): the value class's slabs drain as predicted for \(summary.capacity) "
          + "objects a slab, within 4 standard deviations and \(Figures.percent(Self.strayShare))",
        measured: measured,
        holds: abs(summary.drainedShare - predicted) <= 4 * spread + Self.strayShare)
    }
  }

  private func rssCheck(_ pattern: DeletionPattern, _ summary: RedisSummary) -> ReproductionCheck {
    let expected = summary.rssLoaded - summary.drainedBytes
    let error = Double(summary.rssPurged - expected) / Double(max(1, summary.rssLoaded))
    let measured =
      "\(Figures.inMib(Double(summary.rssLoaded))) before, \(Figures.inMib(Double(summary.rssPurged))) after "
      + "the purge, \(Figures.inMib(Double(summary.drainedBytes))) of slabs drained"
    let tolerance = Figures.percent(Self.rssTolerance)
    return configuration.predictedDrainedShare(pattern, capacity: summary.capacity) == 0
      ? Redis.check(
        "\(pattern.rawValue): RSS stays within \(tolerance)", measured: measured,
        holds: abs(summary.rssRatio - 1) <= Self.rssTolerance)
      : Redis.check(
        "\(pattern.rawValue): RSS falls by the drained slabs and no more, within \(tolerance)",
        measured: measured, holds: abs(error) <= Self.rssTolerance)
  }
}
