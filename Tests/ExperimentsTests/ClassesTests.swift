import TestSupport
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct ClassesTests {
  @Test("Measured means hold the closed forms, and only pairs that are never freed grow")
  func agreement() throws {
    let configuration = Small.classes
    try configuration.validate()
    let analysis = try ClassesAnalysis(
      configuration, try configuration.arms.map { ($0, try $0.run()) })
    for check in analysis.checks {
      #expect(check.outcome == .pass, "\(check.statement): \(check.measured)")
    }
    #expect(analysis.checks.count == 4)
    // 5 alone, 10 pairs, mixed, 3 divisions, isolated; three metrics, no close of process objects;
    // all that with slots given out once, and with slots that serve again.
    #expect(analysis.rows.count == 2 * 59)
    let keys = analysis.rows.map { "\($0.routing) \($0.granules) \($0.freeing) \($0.metric)" }
    #expect(Set(keys).count == 2 * 59)
    // Who is live at a close does not depend on slots.
    func dsr(_ freeing: SlotReuse) -> [Double] {
      analysis.rows.filter { $0.metric == .dsr && $0.freeing == freeing }.map(\.point.measured)
    }
    #expect(dsr(.atClose) == dsr(.atDeath))
    for row in analysis.rows { #expect(row.kinds.map(ClassesRow.name) == row.granules) }
  }

  @Test("A run is a function of its seed, and points of the grid have draws of their own")
  func seeds() throws {
    let arms = Small.classes.arms
    let pair = try #require(arms.first { $0.kinds == [[.request, .session]] })
    let first = try pair.run().map(\.structuralSlabs)
    #expect(try pair.run().map(\.structuralSlabs) == first)
    #expect(Set(arms.map(\.seeds.stream)).count == arms.count / 2)
    #expect(Set(first).count > 1)
  }

  @Test("Figures away from the closed form, and growth that levels, fail their checks")
  func failures() throws {
    let configuration = Small.classes
    let arms = configuration.arms
    var flat = ClassesArm.Run()
    (flat.structuralSlabsAtHalf, flat.structuralSlabs) = (7, 7)
    (flat.closes, flat.drained) = (10, 3)
    let analysis = try ClassesAnalysis(configuration, arms.map { ($0, [flat, flat]) })
    #expect(analysis.checks.map(\.outcome) == [.fail, .fail, .fail, .fail, .pass])
    // More slabs where slots serve again than where they are given out once cannot be.
    let wrong = try ClassesAnalysis(
      configuration,
      arms.map { arm in
        var run = flat
        if arm.freeing == .atDeath { run.structuralSlabs += 100 }
        return (arm, [run, run])
      })
    #expect(wrong.checks.last?.outcome == .fail)
  }

  @Test("A run too short to level says so in place of a check")
  func short() throws {
    var configuration = Small.classes
    configuration.workload.sessionLife = 1_000
    let run = ClassesArm.Run()
    let arms = configuration.arms.map { arm in
      var run = run
      run.closes = 1
      return (arm: arm, outcome: [run])
    }
    let analysis = try ClassesAnalysis(configuration, arms)
    #expect(analysis.checks.contains { $0.outcome == .note })
  }

  @Test("The built-in configuration and its quick form can run, with ten seeds or more")
  func standards() throws {
    for configuration in [ClassesConfiguration.standard, .standard(in: [.quick])] {
      try configuration.validate()
      #expect(configuration.seeds.count >= 10)
    }
  }

  @Test("Configurations that cannot run are refused by name")
  func validation() {
    func refused(_ change: (inout ClassesConfiguration) -> Void) -> String? {
      var configuration = Small.classes
      change(&configuration)
      let fault = error(ExperimentError.self) { try configuration.validate() }
      guard case .invalidParameter(let name, _, _) = fault else { return nil }
      return name
    }
    #expect(refused { _ in } == nil)
    #expect(refused { $0.workload.epochs = 63 } == "epochs")
    #expect(refused { $0.workload.cacheSpan = 7 } == "epochs")
    #expect(refused { $0.workload.sessionObjects = 0 } == "session-objects")
    #expect(refused { $0.workload.objectSize = 769 } == "object-size")
    #expect(refused { $0.workload.requestObjects = 10_000 * 100 } == "request-objects")
  }
}

extension Small {
  /// Five classes over a few epochs.
  static var classes: ClassesConfiguration {
    var configuration = ClassesConfiguration.standard
    configuration.workload.sessionLife = 6
    configuration.workload.cacheLife = 12
    configuration.workload.transactionSpan = 2
    configuration.workload.sessionSpan = 4
    configuration.workload.cacheSpan = 8
    configuration.workload.epochs = 128
    configuration.seeds.count = 12
    return configuration
  }
}
