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
    #expect(try analysis.checks().count == 2)
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

  @Test("The recall that halves does so, and closed granules need more of it at low precision")
  func halving() throws {
    for granule in LongGranule.allCases {
      let theory = PredictorTheory(Small.predictor.workload, granule)
      let half = try theory.structuralBytes(.none) / 2
      var last = 1.0
      for precision in [0.5, 0.8, 1] {
        let recall = try #require(try theory.halvingRecall(precision: precision))
        let bytes = try theory.structuralBytes(
          LifetimePredictor(precision: precision, recall: recall))
        #expect(abs(bytes / half - 1) < 1e-4)
        // Free slots that are used again make precision nearly irrelevant.
        if granule == .rotating { #expect(recall <= last) }
        last = recall
      }
    }
    // Each right prediction in a rotating granule brings so many wrong ones that half is not
    // reached.
    #expect(
      try PredictorTheory(Small.predictor.workload, .rotating).halvingRecall(precision: 0.06) == nil
    )
  }

  @Test("Lindley's recursion gives the persistent granule's slabs that the allocator counts")
  func persistent() throws {
    var configuration = Small.predictor
    configuration.longGranules = [.persistent]
    configuration.precision = [0.5]
    configuration.recall = [1]
    configuration.seeds.count = 60
    let arm = try #require(try configuration.arms().first { $0.predictor.recall == 1 })
    let slabs = try arm.run().map { Double($0.structuralSlabs) }
    let expected = try PredictorTheory(configuration.workload, .persistent)
      .structuralBytes(arm.predictor)
    let point = try GridPoint(meanOf: slabs.map { $0 * 4_096 }, predicted: expected)
    #expect(point.agrees == true, "\(point)")
    #expect(expected > 0)
  }

  @Test("Figures away from the closed form, and epochs that a perfect recall leaves pinned, fail")
  func failures() throws {
    let configuration = Small.predictor
    let run = PredictorArm.Run(drained: 1, structuralSlabs: 3)
    let analysis = try PredictorAnalysis(
      configuration, try configuration.arms().map { ($0, [run, run]) })
    #expect(try analysis.checks().map(\.outcome) == [.fail, .fail])
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
