import TestSupport
import Results
import Testing

@testable import Experiments

@Suite struct ValidationTests {
  struct SweepCase: Sendable, CustomTestStringConvertible {
    var sentence: String
    var change: @Sendable (inout PSweepConfiguration) -> Void
    var testDescription: String { sentence }

    init(_ sentence: String, _ change: @escaping @Sendable (inout PSweepConfiguration) -> Void) {
      self.sentence = sentence
      self.change = change
    }
  }

  static let sweepCases = [
    SweepCase("p : at least one value is wanted") { $0.p = [] },
    SweepCase("p 0.1,0.1: each value once is wanted") { $0.p = [0.1, 0.1] },
    SweepCase("p 1.5: a probability from 0 to 1 is wanted") { $0.p = [0.5, 1.5] },
    SweepCase("p nan: a probability from 0 to 1 is wanted") { $0.p = [.nan] },
    SweepCase("p -0.1: a probability from 0 to 1 is wanted") { $0.p = [-0.1] },
    SweepCase("reuse : at least one value is wanted") { $0.reuse = [] },
    SweepCase("reuse ring,ring: each value once is wanted") { $0.reuse = [.ring, .ring] },
    SweepCase("request-size 7: 8 to 768 bytes are wanted") { $0.workload.requestSize = 7 },
    SweepCase("request-size 769: 8 to 768 bytes are wanted") { $0.workload.requestSize = 769 },
    SweepCase("session-size 769: 8 to 768 bytes are wanted") { $0.workload.sessionSize = 769 },
    SweepCase("slab-size 2048: a power of two from 4096 to 262144 is wanted") {
      $0.workload.slabSize = 2_048
    },
    SweepCase("slab-size 5000: a power of two from 4096 to 262144 is wanted") {
      $0.workload.slabSize = 5_000
    },
    SweepCase("slab-size 524288: a power of two from 4096 to 262144 is wanted") {
      $0.workload.slabSize = 524_288
    },
    SweepCase("requests-per-epoch 0: 1 to 1000000 is wanted") { $0.workload.requestsPerEpoch = 0 },
    SweepCase("sample-every 1: a multiple of --requests-per-epoch 2 is wanted") {
      $0.workload.sampleEvery = 1
    },
    SweepCase("sample-every 999: a multiple of --requests-per-epoch 2 is wanted") {
      $0.workload.sampleEvery = 999
    },
    SweepCase("requests 11000: a multiple of --sample-every 1000 is wanted, at least 12000") {
      $0.workload.requests = 11_000
    },
    SweepCase("requests 24500: a multiple of --sample-every 1000 is wanted, at least 12000") {
      $0.workload.requests = 24_500
    },
    SweepCase("requests 1000001000: 1 to 1000000000 is wanted") {
      $0.workload.requests = 1_000_001_000
    },
    SweepCase("request-objects -1: 0 to 100000 is wanted") { $0.workload.requestObjects = -1 },
    SweepCase("request-objects 100001: 0 to 100000 is wanted") {
      $0.workload.requestObjects = 100_001
    },
    SweepCase(
      "requests-per-epoch 1000: at most 10000000 objects an epoch are wanted, and each request "
        + "allocates 10001"
    ) {
      $0.workload.requestsPerEpoch = 1_000
      $0.workload.requestObjects = 10_001
    },
    SweepCase("repeat 0: 1 to 10000 is wanted") { $0.repeats = 0 },
    SweepCase("repeat 10001: 1 to 10000 is wanted") { $0.repeats = 10_001 },
  ]

  @Test("A p-sweep that cannot run is refused by name and value", arguments: sweepCases)
  func psweep(_ wrong: SweepCase) {
    var configuration = PSweepConfiguration.standard
    wrong.change(&configuration)
    let fault = error(ExperimentError.self) { try configuration.validate() }
    #expect(fault?.description == wrong.sentence)
    // The slope analysis runs the same workload.
    var slope = SlopeConfiguration.standard
    wrong.change(&slope.sweep)
    #expect(throws: ExperimentError.self) { try slope.validate() }
  }

  struct TwoPointCase: Sendable, CustomTestStringConvertible {
    var sentence: String
    var change: @Sendable (inout TwoPointConfiguration) -> Void
    var testDescription: String { sentence }

    init(
      _ sentence: String, _ change: @escaping @Sendable (inout TwoPointConfiguration) -> Void
    ) {
      self.sentence = sentence
      self.change = change
    }
  }

  private static let fraction =
    "a fraction above 0 and below 1 is wanted: without one of the two lifetimes there is nothing "
    + "to route"

  static let twoPointCases = [
    TwoPointCase("routing : at least one value is wanted") { $0.routing = [] },
    TwoPointCase("routing mixed,mixed: each value once is wanted") {
      $0.routing = [.mixed, .mixed]
    },
    TwoPointCase("reuse strict,strict: each value once is wanted") {
      $0.reuse = [.strict, .strict]
    },
    TwoPointCase("session-fraction 0.0: \(fraction)") { $0.workload.sessionFraction = 0 },
    TwoPointCase("session-fraction 1.0: \(fraction)") { $0.workload.sessionFraction = 1 },
    TwoPointCase("session-fraction nan: \(fraction)") { $0.workload.sessionFraction = .nan },
    TwoPointCase("object-size 769: 8 to 768 bytes are wanted") { $0.workload.objectSize = 769 },
    TwoPointCase("slab-size 4097: a power of two from 4096 to 262144 is wanted") {
      $0.workload.slabSize = 4_097
    },
    TwoPointCase("requests-per-epoch 0: 1 to 1000000 is wanted") {
      $0.workload.requestsPerEpoch = 0
    },
    TwoPointCase("sample-every 500: a multiple of --requests-per-epoch 1000 is wanted") {
      $0.workload.sampleEvery = 500
    },
    TwoPointCase("requests 3: a multiple of --sample-every 1000 is wanted, at least 12000") {
      $0.workload.requests = 3
    },
    TwoPointCase("requests 15000: at least 16000 is wanted: 12 epochs beyond the --close-lag of 4")
    { $0.workload.requests = 15_000 },
    TwoPointCase("objects-per-request 0: 1 to 100000 is wanted") {
      $0.workload.objectsPerRequest = 0
    },
    TwoPointCase(
      "requests-per-epoch 1000: at most 10000000 objects an epoch are wanted, and each request "
        + "allocates 10001"
    ) { $0.workload.objectsPerRequest = 10_001 },
    TwoPointCase("close-lag 0: 1 to 14 epochs are wanted: the ring holds 16") {
      $0.workload.closeLag = 0
    },
    TwoPointCase("close-lag 15: 1 to 14 epochs are wanted: the ring holds 16") {
      $0.workload.closeLag = 15
    },
    TwoPointCase("repeat 0: 1 to 10000 is wanted") { $0.repeats = 0 },
  ]

  @Test(
    "A two-point experiment that cannot run is refused by name and value",
    arguments: twoPointCases)
  func twopoint(_ wrong: TwoPointCase) {
    var configuration = TwoPointConfiguration.standard
    wrong.change(&configuration)
    let fault = error(ExperimentError.self) { try configuration.validate() }
    #expect(fault?.description == wrong.sentence)
  }

  @Test("A slope analysis without growth is refused")
  func slope() {
    var configuration = SlopeConfiguration.standard
    configuration.sweep.p = [1, 0]
    let fault = error(ExperimentError.self) { try configuration.validate() }
    #expect(
      fault?.description
        == "p 0.0: a probability above 0 and at most 1 is wanted: slopes need growth")
  }

  @Test("The extremes that the rules allow can run")
  func extremes() throws {
    var sweep = Small.sweep(p: [0.5], [.ring, .strict])
    sweep.workload.requests = 12
    sweep.workload.requestsPerEpoch = 1
    sweep.workload.sampleEvery = 1
    sweep.workload.requestObjects = 0
    sweep.workload.sessionSize = 768
    try sweep.validate()
    #expect(try Small.analysis(sweep).rows.count == 2)
    var twoPoint = Small.twoPoint()
    twoPoint.workload.requests = 26
    twoPoint.workload.requestsPerEpoch = 1
    twoPoint.workload.sampleEvery = 1
    twoPoint.workload.closeLag = 14
    twoPoint.workload.objectsPerRequest = 1
    twoPoint.workload.objectSize = 8
    twoPoint.workload.slabSize = 262_144
    twoPoint.workload.sessionFraction = 0.999
    try twoPoint.validate()
    let analysis = try Small.analysis(twoPoint)
    #expect(analysis.rows.map(\.epochsClosed) == [12, 12])
    _ = try analysis.coefficients(published: .bundled)
    _ = try analysis.checks(published: .bundled)
  }
}
