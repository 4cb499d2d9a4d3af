import TestSupport
import Foundation
import Results
import Testing

@testable import Experiments

@Suite struct ConfigurationTests {
  @Test("The built-in p-sweep is the published one")
  func psweep() {
    let standard = PSweepConfiguration.standard
    let workload = standard.workload
    #expect(standard.p == [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1])
    #expect(standard.reuse == [.ring])
    #expect(workload.requests == 200_000)
    #expect(workload.requestsPerEpoch == 2)
    #expect(workload.requests / workload.requestsPerEpoch == 100_000)
    #expect(workload.requestObjects == 8)
    #expect(workload.requestSize == 128)
    #expect(workload.sessionSize == 384)
    #expect(workload.slabSize == 4_096)
    #expect(workload.sampleEvery == 1_000)
    #expect(standard.seed == 1)
    #expect(standard.repeats == 5)
    #expect(standard.isPublishedProtocol)
  }

  @Test("The built-in two-point experiment runs both arms at the mixed arm's published length")
  func twopoint() {
    let standard = TwoPointConfiguration.standard
    let workload = standard.workload
    #expect(standard.routing == [.mixed, .isolated])
    #expect(standard.reuse == [.strict])
    #expect(workload.requests == 200_000)
    #expect(workload.requestsPerEpoch == 1_000)
    #expect(workload.objectsPerRequest == 3)
    #expect(workload.sessionFraction == 1.0 / 3)
    #expect(workload.objectSize == 256)
    #expect(workload.closeLag == 4)
    #expect(workload.requests / workload.requestsPerEpoch - workload.closeLag == 196)
    #expect(workload.slabSize == 4_096)
    #expect(workload.theory.capacity == 16)
    #expect(workload.sampleEvery == 1_000)
    #expect(standard.seed == 1)
    #expect(standard.repeats == 5)
    #expect(standard.isPublishedProtocol)
  }

  @Test("The built-in slope analysis is of the p-sweep's workload at p = 1, in both reuse modes")
  func slope() {
    var sweep = PSweepConfiguration.standard
    sweep.p = [1]
    sweep.reuse = [.ring, .strict]
    sweep.comparedSessionSizes = []
    #expect(SlopeConfiguration.standard.sweep == sweep)
  }

  @Test("The built-in configurations can run, in every form")
  func standardsAreValid() throws {
    func check<E: Experiment>(_ experiment: E.Type) throws {
      for forms: Set<ConfigurationForm> in [[], [.quick], [.reproduce], [.reproduce, .quick]] {
        try E.Configuration.standard(in: forms).validate()
      }
    }
    for experiment in allExperiments { try check(experiment) }
  }

  @Test("A reproduction runs the published protocols, a quick one with two seeds in place of five")
  func reproduction() {
    for (forms, seeds): (Set<ConfigurationForm>, Int) in [
      ([.reproduce], 5), ([.reproduce, .quick], 2),
    ] {
      let psweep = PSweepConfiguration.standard(in: forms)
      #expect(psweep.isPublishedProtocol && psweep.repeats == seeds)
      #expect(psweep.reuse == [.ring, .strict])
      let twopoint = TwoPointConfiguration.standard(in: forms)
      #expect(twopoint.isPublishedProtocol && twopoint.repeats == seeds)
      let dsr = DSRConfiguration.standard(in: forms)
      #expect(dsr.repeats == seeds && dsr.workload.closes == 100_000)
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

  @Test("A file of experiments/ is the one that the program was built with")
  func onDisk() throws {
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    func check<E: Experiment>(_ experiment: E.Type) throws {
      let file = repository.appending(path: "experiments/\(E.name).json")
      #expect(try Array(Data(contentsOf: file)) == E.Configuration.file, "\(E.name)")
    }
    for experiment in allExperiments { try check(experiment) }
    let published = repository.appending(path: "experiments/published.json")
    #expect(try Array(Data(contentsOf: published)) == PackageResources.published_json)
  }

  private func reread<C: ExperimentConfiguration>(_ configuration: C, over base: C?) throws -> C {
    let text = try JSONEncoder().encode(configuration.json)
    var reader = try JSONReader(.parse(Array(text), file: "x.json"), file: "x.json")
    return try C.read(&reader, over: base).first
  }

  @Test("What a configuration writes to the manifest reads back to the same configuration")
  func json() throws {
    var sweep = Small.sweep(p: [0.125, 1], [.strict], seed: .max, repeats: 3)
    sweep.workload.slabSize = 65_536
    #expect(try reread(sweep, over: nil) == sweep)
    #expect(try reread(sweep, over: .standard) == sweep)
    var twoPoint = Small.twoPoint(routing: [.isolated], seed: 9, repeats: 2)
    twoPoint.workload.sessionFraction = 0.1
    twoPoint.workload.closeLag = 7
    #expect(try reread(twoPoint, over: nil) == twoPoint)
    let slope = SlopeConfiguration.standard
    #expect(try reread(slope, over: nil) == slope)
  }

  @Test("Every experiment's parameters have names of their own and carry the whole configuration")
  func parameters() throws {
    func check<E: Experiment>(_ experiment: E.Type) throws {
      let parameters = E.Configuration.parameters
      #expect(Set(parameters.map(\.name)).count == parameters.count, "\(E.name)")
      #expect(Set(parameters.map(\.member)).count == parameters.count, "\(E.name)")
      #expect(try reread(E.Configuration.standard, over: nil) == .standard, "\(E.name)")
      // What has no meaning yet is refused rather than run.
      #expect(throws: ExperimentError.self, "\(E.name)") { try E.Configuration().validate() }
    }
    for experiment in allExperiments { try check(experiment) }
  }

  @Test("Members that a file leaves out keep their defaults, and are missed without any")
  func defaults() throws {
    let value = try JSONValue.parse(Array(#"{"requests": 24000}"#.utf8), file: "x.json")
    var reader = try JSONReader(value, file: "x.json")
    var expected = PSweepConfiguration.standard
    expected.workload.requests = 24_000
    #expect(try PSweepConfiguration.read(&reader, over: .standard).first == expected)
    let fault = error(JSONError.self) {
      var reader = try JSONReader(value, file: "x.json")
      _ = try PSweepConfiguration.read(&reader, over: nil)
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
    #expect(
      twoPoint[0].label
        == "twopoint protocol=sustained object_size=256 session_fraction=0.3333333333333333 "
        + "routing=mixed reuse=strict reclaim=late seed=5")
    #expect(
      sweep[0].label == "psweep p=0.0 reuse=ring session_size=384 seed=18446744073709551615")
  }

  @Test("Only the standard workload is compared with the published figures")
  func publishedProtocol() {
    var sweep = PSweepConfiguration.standard
    sweep.p = [0.3]
    sweep.reuse = [.strict]
    sweep.seed = 9
    sweep.repeats = 1
    #expect(sweep.isPublishedProtocol)
    sweep.workload.sessionSize = 256
    #expect(!sweep.isPublishedProtocol)
    var twoPoint = TwoPointConfiguration.standard
    twoPoint.routing = [.mixed]
    twoPoint.repeats = 1
    #expect(twoPoint.isPublishedProtocol)
    twoPoint.workload.closeLag = 5
    #expect(!twoPoint.isPublishedProtocol)
  }
}
