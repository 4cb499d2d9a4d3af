import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct SeedBlockTests {
  @Test("Every seed and every stream of a block draws its own sequence, the same each time")
  func generators() {
    var firstWords: Set<UInt64> = []
    for stream in 0..<UInt64(20) {
      let block = SeedBlock(first: 1, count: 20, stream: stream)
      #expect(block.generators == block.generators)
      for var generator in block.generators { firstWords.insert(generator.next()) }
    }
    #expect(firstWords.count == 400)
  }

  @Test("The pieces of a block are its seeds in order", arguments: [1, 3, 7, 100])
  func pieces(size: Int) {
    let block = SeedBlock(first: .max - 2, count: 7, stream: 5)
    let pieces = block.split(into: size)
    #expect(pieces.flatMap(\.generators) == block.generators)
    #expect(pieces.allSatisfy { $0.count <= size && $0.count >= 1 })
  }

  @Test("Words name a stream: the same words the same one, other words or another order others")
  func words() {
    let seeds = Seeds(first: 3, count: 2)
    // FNV-1a of 64 bits of "a", as published with the hash.
    #expect(seeds.block("a") == SeedBlock(first: 3, count: 2, stream: 0xaf63_dc4c_8601_ec8c))
    let streams = [seeds.block("a", "b"), seeds.block("b", "a"), seeds.block("a b c")]
    #expect(Set(streams.map(\.stream)).count == 3)
    #expect(seeds.block("a", "b") == seeds.block("a b"))
  }
}

@Suite struct GridTests {
  private func row(_ metric: LifetimesRow.Metric, p: Double?, _ value: Double) -> LifetimesRow {
    LifetimesRow(
      lifetime: .fixed, p: p, epoch: nil, metric: metric,
      point: GridPoint(
        seeds: 7, measured: value, ciLow: value - 1, ciHigh: value + 1, predicted: value))
  }

  @Test("Rows whose metrics are coefficients become coefficients, in their order")
  func coefficients() {
    let rows = [
      row(.retainedSlabs, p: 0.5, 1), row(.plateau, p: 0.5, 2), row(.levelEpochs, p: nil, 3),
    ]
    let found = rows.coefficients(Lifetimes.coefficients) { $0.p.map { ["p": $0] } ?? [:] }
    #expect(found.map(\.coefficient) == ["plateau", "level_epochs"])
    #expect(found.map(\.unit) == ["slabs", "epochs"])
    #expect(found.map(\.parameter) == [["p": 0.5], [:]])
    #expect(found[0].value == 2 && found[0].ciLow == 1 && found[0].predicted == 2)
    #expect(rows.seeds == 7 && [LifetimesRow]().seeds == 0)
  }

  private func isSmaller<C: ExperimentConfiguration>(_ type: C.Type) throws {
    try C.standard.validate()
    let quick = C.standard(in: [.quick])
    try quick.validate()
    #expect(C.has(.quick) && quick != C.standard, "\(type)")
  }

  @Test("The quick form of a grid can run, and is another one")
  func quick() throws {
    try isSmaller(LifetimesConfiguration.self)
    try isSmaller(SensitivityConfiguration.self)
    try isSmaller(ThresholdConfiguration.self)
    try isSmaller(ClassesConfiguration.self)
    try isSmaller(GranulesConfiguration.self)
    try isSmaller(PredictorConfiguration.self)
  }
}
