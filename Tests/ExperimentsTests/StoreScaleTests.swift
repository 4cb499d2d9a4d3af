import TemporalSlab
import Foundation
import Results
import TestSupport
import Testing

@testable import Experiments

/// What the store of outcomes and the list of arms cost, arm by arm.
///
/// `DRAINBENCH_STORE_ARMS=100000 swift test -c release --filter StoreScaleTests` is the long form.
@Suite(.serialized) struct StoreScaleTests {
  private static let count =
    ProcessInfo.processInfo.environment["DRAINBENCH_STORE_ARMS"].flatMap { Int($0) } ?? 1_000

  private static let configuration: DSRConfiguration = {
    var configuration = DSRConfiguration.standard
    configuration.p = [0.5]
    configuration.repeats = count
    configuration.workload.closes = 4
    return configuration
  }()

  @Test("An arm takes 200 bytes at most beside its rows, in the list and in the store")
  func memory() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      let store = ArmStore(in: folder, build: "b")
      let arms = Self.configuration.arms
      let outcome = try arms[0].run()
      let json = String(decoding: try JSONEncoder.sorted.encode(outcome), as: UTF8.self)
      try store.keep(outcome, of: arms[0])
      // Without waiting for the disk.
      for arm in arms {
        let description = try arm.sortedJSON
        let text = try store.text(of: json, ofArm: description, seconds: 1)
        let name = try store.key(of: arm).fileName
        try Data(text.utf8).write(to: URL(filePath: "\(path)/.arms/\(name)"))
      }
      var outcomes: [DSRRow] = []
      outcomes.reserveCapacity(arms.count)
      for _ in arms { outcomes.append(outcome) }
      outcomes.removeAll(keepingCapacity: true)
      let memory = ResidentMemory()
      let before = memory.byteCount
      let start = ContinuousClock.now
      let kept = KeptOutcomes([folder], build: "b")
      for arm in arms {
        if let outcome = try kept.outcome(of: arm, label: "") { outcomes.append(outcome) }
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let bytes = Double(memory.byteCount - before) / Double(arms.count)
      #expect(outcomes.count == arms.count && kept.missing.isEmpty)
      #expect(kept.origins.values.reduce(0, +) == arms.count)
      print("\(arms.count) outcomes read in \(seconds) s, \(bytes) bytes an arm")
      // A small number of arms shows the pages of the reader itself.
      if arms.count >= 50_000 { #expect(bytes <= 200) }
    }
  }
}
