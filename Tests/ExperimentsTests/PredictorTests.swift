import TestSupport
import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct PredictorTests {
  @Test("Measured means hold the closed forms, and full recall drains every epoch")
  func agreement() throws {
    let configuration = Small.predictor
    try configuration.validate()
    let arms = try configuration.arms()
    let analysis = try PredictorAnalysis(configuration, arms.map { ($0, try $0.run()) })
    for check in try analysis.checks() {
      #expect(check.outcome == .pass, "\(check.statement): \(check.measured)")
    }
    // No predictor; two precisions by two recalls, and the recall that halves, in both granules.
    #expect(arms.count == 1 + 2 * 2 * 3)
    #expect(analysis.coefficients.count == 4)
    // Three draws, three metrics, full recall, and what no seed changes.
    #expect(try analysis.checks().count == 8)
    // Full recall drains every epoch, which leaves the rate no interval but that of the closed form.
    for row in analysis.rows {
      #expect(row.point.ciLow == nil || row.point.ciLow != row.point.ciHigh, "\(row)")
    }
  }

  @Test("A confusion matrix follows from precision and recall, and adds up")
  func confusion() {
    let predictor = LifetimePredictor(precision: 0.4, recall: 0.8)
    let f = 0.05
    let predicted = predictor.predictedShare(longFraction: f)
    let wrong = predictor.falsePositiveRate(longFraction: f)
    #expect(abs(predicted - (f * 0.8 + (1 - f) * wrong)) < 1e-15)
    #expect(abs(f * 0.8 / predicted - 0.4) < 1e-15)
    #expect(LifetimePredictor.none.predictedShare(longFraction: f) == 0)
    #expect(LifetimePredictor(precision: 1, recall: 1).falsePositiveRate(longFraction: f) == 0)
  }

  @Test("DSR is that of epochs without a missed object, whatever the precision")
  func dsr() {
    let theory = PredictorTheory(Small.predictor.workload, .persistent)
    let missed = 1 - Small.predictor.workload.longFraction * 0.1
    for precision in [0.5, 1] {
      let predictor = LifetimePredictor(precision: precision, recall: 0.9)
      #expect(abs(theory.dsr(predictor) - pow(missed, 64)) < 1e-12)
    }
    #expect(theory.dsr(LifetimePredictor(precision: 0.5, recall: 1)) == 1)
  }

  @Test("The recall that halves does so, and granules that close need as much of it or more")
  func halving() throws {
    for precision in [0.5, 1] {
      let recalls = try LongGranule.allCases.map { granule in
        let theory = PredictorTheory(Small.predictor.workload, granule)
        let half = try theory.structuralBytes(.none) / 2
        let recall = try #require(try theory.halvingRecall(precision: precision))
        let bytes = try theory.structuralBytes(
          LifetimePredictor(precision: precision, recall: recall))
        #expect(abs(bytes / half - 1) < 1e-4, "\(granule) \(precision)")
        return recall
      }
      #expect(recalls[0] <= recalls[1], "\(precision)")
    }
  }

  @Test("The chain of free slots gives the slabs that the allocator counts, in both granules")
  func reuse() throws {
    for granule in LongGranule.allCases {
      var configuration = Small.predictor
      configuration.longGranules = [granule]
      configuration.precision = [0.5]
      configuration.recall = [1]
      configuration.seeds.count = 60
      let arm = try #require(try configuration.arms().first { $0.predictor.recall == 1 })
      let slabs = try arm.run().map { Double($0.structuralSlabs) }
      let expected = try PredictorTheory(configuration.workload, granule)
        .structuralBytes(arm.predictor)
      let point = try GridPoint(meanOf: slabs.map { $0 * 4_096 }, predicted: expected)
      #expect(point.agrees == true, "\(granule): \(point)")
      #expect(expected > 0)
    }
  }

  @Test("Objects that all live on fill slabs one after the other, and the rest leaves none")
  func chain() throws {
    let all = try ReusedGranule(objects: 10, share: 1, live: 1, capacity: 4)
    #expect(try (1...4).map { try all.slabs(epochs: $0) } == [3, 5, 8, 10])
    // One object an epoch, which lives with probability q: the slab is empty until one does.
    let one = try ReusedGranule(objects: 1, share: 1, live: 0.25, capacity: 4)
    let expected = 1 - 0.75 * 0.75 * 0.75
    #expect(abs(try one.slabs(epochs: 3) - expected) < 1e-12)
  }

  @Test("Figures away from the closed form, and epochs that a perfect recall leaves pinned, fail")
  func failures() throws {
    let configuration = Small.predictor
    let run = PredictorArm.Run(drained: 1, structuralSlabs: 3)
    let analysis = try PredictorAnalysis(
      configuration, try configuration.arms().map { ($0, [run, run]) })
    #expect(try analysis.checks().map(\.outcome).allSatisfy { $0 == .fail })
  }

  @Test("The built-in configuration and its quick form can run, with ten seeds or more")
  func standards() throws {
    for configuration in [PredictorConfiguration.standard, .standard(in: [.quick])] {
      try configuration.validate()
      #expect(configuration.seeds.count >= 10)
    }
  }

  @Test("Configurations that cannot run are refused by name")
  func validation() {
    func refused(_ change: (inout PredictorConfiguration) -> Void) -> String? {
      var configuration = Small.predictor
      change(&configuration)
      let fault = error(ExperimentError.self) { try configuration.validate() }
      guard case .invalidParameter(let name, _, _) = fault else { return nil }
      return name
    }
    #expect(refused { _ in } == nil)
    #expect(refused { $0.precision = [0.01] } == "precision")
    #expect(refused { $0.precision = [0] } == "precision")
    #expect(refused { $0.recall = [0] } == "recall")
    #expect(refused { $0.workload.span = 7 } == "epochs")
    #expect(refused { $0.workload.longFraction = 1 } == "long-fraction")
  }
}

extension Small {
  /// Two predictors over a few epochs.
  static var predictor: PredictorConfiguration {
    var configuration = PredictorConfiguration.standard
    configuration.precision = [0.5, 1]
    configuration.recall = [0.8, 1]
    configuration.workload.longFraction = 0.05
    configuration.workload.objects = 64
    configuration.workload.epochs = 128
    configuration.workload.span = 32
    configuration.seeds.count = 12
    return configuration
  }
}
