import Exhibits
import Results

/// What replays must show.
package func replayChecks(_ rows: [ReplayRow]) -> [ReproductionCheck] {
  ReplayPoint.points(rows).map(ReplayChecks.retention)
    + ReplayPoint.pairs(rows).compactMap(ReplayChecks.saving)
}

enum ReplayChecks {
  /// How far retained bytes may be from the model's, as a share: of slabs whose shape is known to
  /// the byte, and of the others.
  static let exactTolerance = 0.05
  static let otherTolerance = 0.15
  /// What routing has to give back of what the model promises.
  static let requiredShare = 0.8
  /// Predicted bytes below which RSS, counted in pages of the whole process, decides nothing.
  static let smallestBytes = 2.0 * 1_048_576
  /// Promised bytes below which the difference of two processes' RSS decides nothing.
  static let smallestSaving = 1_048_576.0
  private static let exactAllocators: [Allocator] = [.temporalSlab, .jemalloc]
  private static let routedAllocators: [Allocator] = [.jemalloc, .mimalloc]

  private static func check(
    _ statement: String, measured: String, holds: Bool
  ) -> ReproductionCheck {
    ReproductionCheck(ReplayArm.kind, statement, measured: measured, holds: holds)
  }

  /// Retained bytes against the model's; where they differ on an allocator whose placing is not
  /// modelled to the slab, its own statistics have to account for the memory.
  static func retention(_ point: ReplayPoint) -> ReproductionCheck {
    let name = "\(point.recording), \(point.allocator), \(point.routing.rawValue)"
    let isExact = exactAllocators.contains { $0.rawValue == point.allocator }
    let tolerance = isExact ? exactTolerance : otherTolerance
    let figures =
      "\(Figures.inMib(point.retained)) measured, \(Figures.inMib(point.predicted)) predicted "
      + "(\(Figures.difference(point.retained, point.predicted)))"
    if point.predicted < smallestBytes {
      return ReproductionCheck(
        note: "\(name): too little is retained for RSS to tell", ReplayArm.kind, measured: figures)
    }
    let statement =
      "\(name): retained bytes are the model's within \(Figures.percent(tolerance, 0))"
    if isExact || abs(point.error) <= tolerance {
      return check(statement, measured: figures, holds: abs(point.error) <= tolerance)
    }
    guard let held = point.held, let inUse = point.inUse else {
      return check(
        statement + ", or its own statistics account for them",
        measured: figures + "; it has no statistics", holds: false)
    }
    return check(
      statement + ", or its own statistics account for them",
      measured: figures + "; by its own count \(Figures.inMib(held)) of pages for "
        + "\(Figures.inMib(inUse)) in use",
      holds: abs(point.retained / held - 1) <= tolerance)
  }

  static func saving(_ pair: ReplayPair) -> ReproductionCheck? {
    guard let saved = pair.saved, let predicted = pair.savedPredicted,
      routedAllocators.contains(where: { $0.rawValue == pair.mixed.allocator })
    else { return nil }
    let name = "\(pair.mixed.recording), \(pair.mixed.allocator)"
    let figures = "\(Figures.inMib(saved)) of \(Figures.inMib(predicted))"
    if predicted < smallestSaving {
      return ReproductionCheck(
        note: "\(name): the model promises too little for RSS to tell", ReplayArm.kind,
        measured: figures)
    }
    return check(
      "\(name): routing gives back at least \(Figures.percent(requiredShare, 0)) of what the model "
        + "promises", measured: figures, holds: saved >= requiredShare * predicted)
  }
}
