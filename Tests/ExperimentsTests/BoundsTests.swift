import Exhibits
import Foundation
import Results
import Statistics
import TestSupport
import Testing

@testable import Experiments

@Suite struct BoundsTests {
  /// Runs the arms of some questions in this process, their programs changed.
  private func analysis(
    _ configuration: BoundsConfiguration = Small.bounds, of questions: Set<BoundsQuestion>,
    change: (inout BoundsProgram) -> Void = { _ in }
  ) throws -> BoundsAnalysis {
    let programs = try configuration.arms.filter { questions.contains($0.question) }.map { arm in
      var changed = arm
      change(&changed.program)
      return (arm: arm, outcome: try changed.run())
    }
    let services =
      questions.contains(.service)
      ? try configuration.serviceArms.map { (arm: $0, outcome: try $0.run()) } : []
    let slopes =
      questions.contains(.slopes)
      ? try configuration.slopeArms.map { (arm: $0, outcome: try $0.run()) } : []
    return try BoundsAnalysis(
      configuration, programs: programs, services: services, slopes: slopes)
  }

  /// The outcomes of the checks whose statements have some words.
  private func outcomes(
    _ analysis: BoundsAnalysis, _ words: String
  ) -> [ReproductionCheck.Outcome] {
    analysis.checks.filter { $0.statement.contains(words) }.map(\.outcome)
  }

  @Test("All questions pass their checks, and every figure is a coefficient or a row")
  func agreement() throws {
    let analysis = try analysis(of: Set(BoundsQuestion.allCases))
    // Increments of so few and short runs scatter too much; they have a test of their own.
    let checks = analysis.checks.filter { !$0.statement.contains("fall behind linear growth") }
    #expect(checks.count == analysis.checks.count - 1)
    for check in checks {
      #expect(check.outcome == .pass, "\(check.statement): \(check.measured)")
    }
    #expect(analysis.checks.count == 25)
    #expect(Set(analysis.rows.map(\.question)) == Set(BoundsQuestion.allCases))
    #expect(analysis.samples.allSatisfy { $0.retainedSlabs <= $0.liveObjects })
    #expect(analysis.runRows.allSatisfy { $0.breaches == 0 && $0.compared > 0 })
    // Certain figures have no interval in place of one of no width.
    for row in analysis.rows where row.metric != .dsr {
      #expect(row.point.ciLow == nil || row.point.ciLow != row.point.ciHigh, "\(row)")
    }
  }

  @Test("Heavy tails keep retention growing, and behind linear growth")
  func between() throws {
    var configuration = Small.bounds
    configuration.seeds.count = 80
    #expect(
      outcomes(try analysis(configuration, of: [.between]), "fall behind linear growth") == [.pass])
  }

  @Test("A workload that is broken on purpose fails the check on what it broke")
  func broken() throws {
    func fails(
      _ question: BoundsQuestion, _ words: String, _ change: (inout BoundsProgram) -> Void
    ) throws {
      let outcomes = outcomes(try analysis(of: [question], change: change), words)
      #expect(!outcomes.isEmpty && outcomes.contains(.fail), "\(question): \(words)")
    }
    try fails(.plateau, "do not move over the last half") { $0.lifetime = .endless }
    try fails(.plateau, "do not move over the last half") { $0.arrivals = .perEpoch(0.5) }
    try fails(.between, "fall behind linear growth") { $0.lifetime = .endless }
    try fails(.between, "fall behind linear growth") {
      $0.lifetime = .lasting(.exponential(mean: 20))
    }
    try fails(.linear, "double with the run") { $0.lifetime = .lasting(.fixed(20)) }
    try fails(.drained, "none of their slabs is retained") {
      ($0.arrivals, $0.routing) = (.perEpoch(0.1), .mixed)
    }
    try fails(.burst, "a burst of violations") { $0.lastArrival = $0.epochs }
    try fails(.order, "whatever the order") { $0.lastArrival = $0.epochs / 2 }
    try fails(.closing, "closing more often does not help") {
      if $0.objects == 10 { $0.order = .sessionsFirst; $0.arrivals = .perObject(0.5) }
    }
    try fails(.horizon, "stay at p E[W]") { $0.lifetime = .lasting(.exponential(mean: 40)) }
    try fails(.amplification, "hold the closed form") { $0.order = .sessionsFirst }
  }

  @Test("More slabs than objects, and more slots than C for each, fail their checks")
  func impossible() throws {
    let configuration = Small.bounds
    let outcomes = try configuration.arms.filter { $0.question == .linear }.map { arm in
      var runs = try arm.run()
      for run in runs.indices {
        runs[run].compare(retained: 2, live: 1)
        for sample in runs[run].samples.indices { runs[run].samples[sample].retained *= 2 }
      }
      return (arm: arm, outcome: runs)
    }
    let analysis = try BoundsAnalysis(
      configuration, programs: outcomes, services: [], slopes: [])
    #expect(self.outcomes(analysis, "never exceed live objects") == [.fail])
    #expect(self.outcomes(analysis, "retained slots are at most C") == [.fail])
  }

  @Test("A service whose connections stay for ever is not level")
  func service() throws {
    var configuration = Small.bounds
    configuration.seeds.count = 3
    let arms = configuration.serviceArms.map { arm in
      var arm = arm
      arm.workload.shortestConnection = 1_000_000
      arm.workload.longestConnection = 1_000_000
      return arm
    }
    let analysis = try BoundsAnalysis(
      configuration, programs: [], services: arms.map { ($0, try $0.run()) }, slopes: [])
    #expect(outcomes(analysis, "the broken connection service is level") == [.fail])
  }

  @Test("The closed form of a level is a sum over ages, and of a burst one over its epochs")
  func closedForms() throws {
    var program = try #require(Small.bounds.programs.first { $0.question == .plateau }).program
    program.arrivals = .perEpoch(0.5)
    program.lifetime = .lasting(.fixed(20))
    program.epochs = 100
    program.lastArrival = 100
    let theory = BoundsTheory(program)
    #expect([1, 19, 20, 21, 100].map(theory.retained(after:)) == [0.5, 9.5, 10, 10, 10])
    #expect(theory.secondHalf == 10 && theory.dsr == 0.5 && theory.amplification == 16)
    program.lastArrival = 10
    let burst = BoundsTheory(program)
    #expect([10, 20, 25, 29, 30].map(burst.retained(after:)) == [5, 5, 2.5, 0.5, 0])
    #expect(burst.secondHalf == nil)
    program.reuse = .ring
    #expect(BoundsTheory(program).retained(after: 5) == nil)
    let fraction = try #require(
      Small.bounds.programs.first { $0.question == .amplification }?.program)
    guard case .perObject(let f) = fraction.arrivals else { throw CancellationError() }
    let expected = (1 - pow(1 - f, 16)) / f
    let amplification = try #require(BoundsTheory(fraction).amplification)
    #expect(abs(amplification - expected) < 1e-9)
  }

  @Test("The service is that of diagnose, and the built-in forms can run")
  func standards() throws {
    var service = DiagnoseConfiguration.standard.workload
    service.epochs = BoundsConfiguration.standard.serviceEpochs
    #expect(BoundsConfiguration.standard.service == service)
    for configuration in [BoundsConfiguration.standard, .standard(in: [.quick])] {
      try configuration.validate()
      #expect(configuration.seeds.count >= 10)
    }
    #expect(BoundsConfiguration.standard.horizon >= 10_000_000)
  }

  @Test("Configurations that cannot run are refused by name")
  func validation() {
    func refused(_ change: (inout BoundsConfiguration) -> Void) -> String? {
      var configuration = Small.bounds
      change(&configuration)
      let fault = error(ExperimentError.self) { try configuration.validate() }
      guard case .invalidParameter(let name, _, _) = fault else { return nil }
      return name
    }
    #expect(refused { _ in } == nil)
    #expect(refused { $0.epochs = 1_601 } == "epochs")
    #expect(refused { $0.meanLifetime = 1_000 } == "epochs")
    #expect(
      refused {
        $0.horizon = 1_616; $0.meanLifetime = 51
      } == "epochs")
    #expect(refused { $0.objects = 12_801 } == "objects")
    #expect(refused { $0.p = [0] } == "p")
    #expect(refused { $0.requests = 11_000 } == "requests")
  }

  @Test("The finding and the figure have the figures of the rows, and need a level")
  func exhibits() throws {
    let analysis = try analysis(of: [.plateau, .between, .amplification, .linear, .burst])
    let finding = try #require(boundsFinding(analysis.rows))
    #expect(finding.headline.contains("With a DSR of 0 retained slabs level at"))
    let figure = try #require(boundsFigure(analysis.rows, analysis.samples))
    for width in [340.0, 760] {
      let drawing = Drawing(figure.svg(width: width))
      #expect(drawing.error == nil && drawing.collisions.isEmpty && drawing.overflows.isEmpty)
    }
    #expect(boundsFinding([]) == nil && boundsFigure([], []) == nil && boundsTables([]).isEmpty)
  }
}

extension Small {
  /// Runs of a moment.
  static var bounds: BoundsConfiguration {
    var configuration = BoundsConfiguration.standard
    configuration.epochs = 1_600
    configuration.meanLifetime = 20
    configuration.objects = 12_800
    configuration.epochObjects = [10, 80]
    configuration.sessionFractions = [0.01, 0.3]
    configuration.slopeP = [0, 0.25, 1]
    configuration.requests = 16_000
    configuration.serviceEpochs = 64
    configuration.horizon = 3_200
    configuration.seeds.count = 12
    return configuration
  }
}
