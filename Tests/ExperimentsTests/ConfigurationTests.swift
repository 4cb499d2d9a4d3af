import TestSupport
import Foundation
import Results
import Testing

@testable import Experiments

@Suite struct ConfigurationTests {
  @Test("The built-in p-sweep is the published one")
  func psweep() {
    let standard = PSweepConfiguration.standard
    #expect(standard.p == [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1])
    #expect(standard.reuse == [.ring])
    #expect(standard.requests == 200_000)
    #expect(standard.requestsPerEpoch == 2)
    #expect(standard.requests / standard.requestsPerEpoch == 100_000)
    #expect(standard.requestObjects == 8)
    #expect(standard.requestSize == 128)
    #expect(standard.sessionSize == 384)
    #expect(standard.slabSize == 4_096)
    #expect(standard.sampleEvery == 1_000)
    #expect(standard.seed == 1)
    #expect(standard.repeats == 5)
    #expect(standard.isPublishedProtocol)
  }

  @Test("The built-in two-point experiment runs both arms at the mixed arm's published length")
  func twopoint() {
    let standard = TwoPointConfiguration.standard
    #expect(standard.routing == [.mixed, .isolated])
    #expect(standard.reuse == [.strict])
    #expect(standard.requests == 200_000)
    #expect(standard.requestsPerEpoch == 1_000)
    #expect(standard.objectsPerRequest == 3)
    #expect(standard.sessionFraction == 1.0 / 3)
    #expect(standard.objectSize == 256)
    #expect(standard.closeLag == 4)
    #expect(standard.requests / standard.requestsPerEpoch - standard.closeLag == 196)
    #expect(standard.slabSize == 4_096)
    #expect(standard.theory.capacity == 16)
    #expect(standard.sampleEvery == 1_000)
    #expect(standard.seed == 1)
    #expect(standard.repeats == 5)
    #expect(standard.isPublishedProtocol)
  }

  @Test("The built-in slope analysis is of the p-sweep's workload at p = 1, in both reuse modes")
  func slope() {
    var sweep = PSweepConfiguration.standard
    sweep.p = [1]
    sweep.reuse = [.ring, .strict]
    #expect(SlopeConfiguration.standard.sweep == sweep)
  }

  @Test("The built-in configurations can run")
  func standardsAreValid() throws {
    try PSweepConfiguration.standard.validate()
    try TwoPointConfiguration.standard.validate()
    try SlopeConfiguration.standard.validate()
    for isQuick in [false, true] {
      let plan = try ReproductionPlan.bundled(isQuick: isQuick)
      try plan.psweep.validate()
      try plan.twopoint.validate()
      try plan.churn.validate()
      try plan.dsr.validate()
      try plan.diagnose.validate()
      #expect(plan.dsr.repeats == (isQuick ? 2 : 5) && plan.dsr.closes == 100_000)
      #expect(plan.psweep.isPublishedProtocol && plan.twopoint.isPublishedProtocol)
      #expect(plan.psweep.reuse == [.ring, .strict])
      #expect(plan.twopoint.repeats == (isQuick ? 2 : 5))
      #expect(plan.psweep.repeats == (isQuick ? 2 : 5))
    }
  }

  @Test("The published figures are the paper's")
  func published() throws {
    let published = PublishedFigures.bundled
    #expect(published.psweep.map(\.p) == PSweepConfiguration.standard.p)
    #expect(published.psweep.map(\.rssGrowthMib) == [0.12, 0.5, 2.12, 4.25, 10.38, 20.5, 41])
    #expect(published.psweep.map(\.rSquared) == [nil, 0.905, 0.995, 0.998, 1, 1, 1])
    #expect(published.psweep.map(\.growthPerPMib) == [nil, 50, 42.4, 42.5, 41.5, 41, 41])
    #expect(published.psweep.map(\.sessions) == [0, 1_014, 4_924, 10_202, 24_909, 49_965, 99_999])
    #expect(published.slope.slopesKibPerRequest == [0.214, 0.209, 0.209, 0.207])
    #expect(published.slope.lastOverFirst == 0.989)
    #expect(published.twopoint.arm(.mixed)?.recycleRate == 0.0028)
    #expect(published.twopoint.arm(.isolated)?.recycleRate == 0.665)
    #expect(published.twopoint.arm(.mixed)?.requests == 200_000)
    #expect(published.twopoint.arm(.isolated)?.requests == 20_000)
    #expect(published.twopoint.arm(.mixed)?.epochCloses == 196)
    #expect(published.twopoint.recycleRateDifferential == 238)
    #expect(published.point(at: 0.02) == nil)
  }

  @Test(
    "A file of experiments/ is the one that the program was built with",
    arguments: [
      ("psweep", BundledFiles.psweep), ("twopoint", BundledFiles.twopoint),
      ("slope", BundledFiles.slope), ("reproduce", BundledFiles.reproduce),
      ("published", BundledFiles.published),
    ])
  func onDisk(name: String, bytes: [UInt8]) throws {
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = repository.appending(path: "experiments/\(name).json")
    #expect(try Array(Data(contentsOf: file)) == bytes)
  }

  private func reread<C: ExperimentConfiguration>(_ configuration: C, over base: C?) throws -> C {
    let text = try JSONEncoder().encode(configuration.json)
    var reader = try JSONReader(.parse(Array(text), file: "x.json"), file: "x.json")
    let result = try C(reading: &reader, over: base)
    try reader.finish()
    return result
  }

  @Test("What a configuration writes to the manifest reads back to the same configuration")
  func json() throws {
    var sweep = Small.sweep(p: [0.125, 1], [.strict], seed: .max, repeats: 3)
    sweep.slabSize = 65_536
    #expect(try reread(sweep, over: nil) == sweep)
    #expect(try reread(sweep, over: .standard) == sweep)
    var twoPoint = Small.twoPoint(routing: [.isolated], seed: 9, repeats: 2)
    twoPoint.sessionFraction = 0.1
    twoPoint.closeLag = 7
    #expect(try reread(twoPoint, over: nil) == twoPoint)
    let slope = SlopeConfiguration.standard
    #expect(try reread(slope, over: nil) == slope)
  }

  private func namesAreUnique<C: ExperimentConfiguration>(_ type: C.Type) throws {
    #expect(Set(C.parameters.map(\.name)).count == C.parameters.count, "\(type)")
    #expect(Set(C.parameters.map(\.member)).count == C.parameters.count, "\(type)")
    #expect(try reread(C.standard, over: nil) == C.standard)
    // What has no meaning yet is refused rather than run.
    #expect(throws: ExperimentError.self) { try C().validate() }
  }

  @Test("Every experiment's parameters have names of their own and carry the whole configuration")
  func parameters() throws {
    try namesAreUnique(TwoPointConfiguration.self)
    try namesAreUnique(PSweepConfiguration.self)
    try namesAreUnique(SlopeConfiguration.self)
    try namesAreUnique(ChurnConfiguration.self)
    try namesAreUnique(DSRConfiguration.self)
    try namesAreUnique(DiagnoseConfiguration.self)
    try namesAreUnique(BenchConfiguration.self)
    try namesAreUnique(ProfilerBenchConfiguration.self)
  }

  @Test("Members that a file leaves out keep their defaults, and are missed without any")
  func defaults() throws {
    let value = try JSONValue.parse(Array(#"{"requests": 24000}"#.utf8), file: "x.json")
    var reader = try JSONReader(value, file: "x.json")
    var expected = PSweepConfiguration.standard
    expected.requests = 24_000
    #expect(try PSweepConfiguration(reading: &reader, over: .standard) == expected)
    let fault = error(JSONError.self) {
      var reader = try JSONReader(value, file: "x.json")
      _ = try PSweepConfiguration(reading: &reader, over: nil)
    }
    #expect(fault?.problem == .missingKey("p"))
  }

  @Test("There is an arm for every combination, and routings share the seeds")
  func arms() {
    let sweep = Small.sweep(p: [0, 1], [.ring, .strict], seed: .max, repeats: 2).arms
    #expect(sweep.count == 8)
    #expect(Set(sweep.map(\.label)).count == 8)
    // Seeds count up and around.
    #expect(Set(sweep.map(\.seed)) == [.max, 0])
    let twoPoint = Small.twoPoint(seed: 5, repeats: 3).arms
    #expect(twoPoint.filter { $0.routing == .mixed }.map(\.seed) == [5, 6, 7])
    #expect(twoPoint.filter { $0.routing == .isolated }.map(\.seed) == [5, 6, 7])
    #expect(twoPoint[0].label == "twopoint routing=mixed reuse=strict seed=5")
    #expect(sweep[0].label == "psweep p=0.0 reuse=ring seed=18446744073709551615")
  }

  @Test("Only the standard workload is compared with the published figures")
  func publishedProtocol() {
    var sweep = PSweepConfiguration.standard
    sweep.p = [0.3]
    sweep.reuse = [.strict]
    sweep.seed = 9
    sweep.repeats = 1
    #expect(sweep.isPublishedProtocol)
    sweep.sessionSize = 256
    #expect(!sweep.isPublishedProtocol)
    var twoPoint = TwoPointConfiguration.standard
    twoPoint.routing = [.mixed]
    twoPoint.repeats = 1
    #expect(twoPoint.isPublishedProtocol)
    twoPoint.closeLag = 5
    #expect(!twoPoint.isPublishedProtocol)
  }
}
