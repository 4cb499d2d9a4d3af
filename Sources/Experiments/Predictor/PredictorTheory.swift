import Foundation
import Results
import Statistics

/// Closed forms of routing by a predictor with independent errors.
///
/// The long-lived objects go to one granule that stays open (`PredictorLaw`), or to granules that
/// are closed after some epochs.
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
    let law = law(predictor)
    let long = try longGranule == .persistent ? law.persistentSlabs() : rotatingSlabs(law)
    return (try law.pinnedSlabs() + long - law.fewestSlabs) * Double(workload.slabSize)
  }

  private func law(_ predictor: LifetimePredictor) -> PredictorLaw {
    PredictorLaw(
      objects: workload.objects, epochs: workload.epochs, capacity: workload.capacity,
      longFraction: workload.longFraction, precision: predictor.precision,
      recall: predictor.recall, check: { try Interruption.check() })
  }

  /// Expected slabs that rotating granules keep: slots of wrong predictions stay empty, since a
  /// closed granule takes no objects.
  private func rotatingSlabs(_ law: PredictorLaw) throws -> Double {
    Double(workload.epochs / workload.span)
      * (try law.slabs(
        trials: workload.objects * workload.span, share: min(1, law.predictedShare),
        live: law.precision))
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
