import Foundation
import Testing

@testable import TemporalSlab

/// Seeds of the model test; `DRAINBENCH_MODEL_SEEDS` asks for more than the default.
private let seedCount =
  Int(ProcessInfo.processInfo.environment["DRAINBENCH_MODEL_SEEDS"] ?? "") ?? 48
private let stepsPerSeed = 20_000

@Suite struct ModelTests {
  @Test("random operations, wrong ones included, agree with a dictionary", arguments: 0..<seedCount)
  func agreesWithDictionary(seed: Int) throws {
    var configuration = SlabConfiguration()
    configuration.reuse = seed % 2 == 0 ? .strict : .ring
    configuration.slabSize = 4_096 << (seed / 2 % 7)
    configuration.ringSlots = seed % 3 == 0 ? 4 : 16
    configuration.persistentSlots = 3
    configuration.cachedSlabLimit = [0, 2, 32][seed % 3]
    configuration.reclaim = seed % 7 < 3 ? .atClose : .late
    configuration.generationLimit = seed % 5 == 0 ? 3 : SlabHandle.generationLimit
    configuration.reservedByteCount = 1 << 30
    var model = try Model(configuration, seed: UInt64(seed))
    do {
      for step in 0..<stepsPerSeed {
        try model.step()
        if step % 1_000 == 0 { try model.compare() }
      }
      try model.compare()
    } catch {
      Issue.record("seed \(seed), \(configuration): \(error)")
    }
  }
}
