import Foundation
import Results
import Statistics

/// Closed forms of routing by a predictor with independent errors.
///
/// With f the share of long-lived objects, r the recall and q the precision, an object is predicted
/// to live long with probability `f r / q`. One that is not lives long all the same with
/// probability `m = f (1 - r) / (1 - f r / q)`, and one that is dies by its epoch's close with
/// probability `1 - q`.
struct PredictorTheory: Sendable {
  let workload: PredictorWorkload
  /// Where objects go that are predicted to live long.
  let longGranule: LongGranule

  init(_ workload: PredictorWorkload, _ longGranule: LongGranule) {
    self.workload = workload
    self.longGranule = longGranule
  }

  /// Probability that a request epoch drains: none of its n objects is long-lived and missed,
  /// `(1 - f (1 - r))^n`. Precision has no part in it.
  func dsr(_ predictor: LifetimePredictor) -> Double {
    pow(1 - workload.longFraction * (1 - predictor.recall), Double(workload.objects))
  }

  /// Expected structural bytes at the end of a run.
  func structuralBytes(_ predictor: LifetimePredictor) throws -> Double {
    let law = PredictorLaw(
      objects: workload.objects, epochs: workload.epochs, capacity: workload.capacity,
      longFraction: workload.longFraction, precision: predictor.precision,
      recall: predictor.recall, check: { try Interruption.check() })
    let slabs = try law.pinnedSlabs() + longSlabs(predictor) - law.fewestSlabs
    return slabs * Double(workload.slabSize)
  }

  /// Expected slabs that the granules of objects predicted to live long keep.
  private func longSlabs(_ predictor: LifetimePredictor) throws -> Double {
    let share = min(1, predictor.predictedShare(longFraction: workload.longFraction))
    if share == 0 { return 0 }
    let span = longGranule == .persistent ? workload.epochs : workload.span
    let granule = try ReusedGranule(
      objects: workload.objects, share: share, live: predictor.precision,
      capacity: workload.capacity)
    return Double(workload.epochs / span) * (try granule.slabs(epochs: span))
  }

  /// The recall at which structural bytes are half of what they are without a predictor; nil where
  /// this precision does not reach that.
  ///
  /// By bisection: more recall leaves fewer structural bytes.
  func halvingRecall(precision: Double) throws -> Double? {
    let half = try structuralBytes(.none) / 2
    func isAbove(_ recall: Double) throws -> Bool {
      try structuralBytes(LifetimePredictor(precision: precision, recall: recall)) > half
    }
    var (low, high) = (0.0, 1.0)
    if try isAbove(high) { return nil }
    while high - low > 1e-6 {
      let middle = (low + high) / 2
      if try isAbove(middle) { low = middle } else { high = middle }
    }
    return high
  }
}
