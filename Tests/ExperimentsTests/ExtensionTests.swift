import Statistics
import Testing

@testable import Experiments

@Suite struct ExtensionTests {
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
}

@Suite struct QuickConfigurationTests {
  private func isSmaller<C: ExperimentConfiguration>(_ type: C.Type) throws {
    try C.standard.validate()
    try C.quick.validate()
    #expect(C.quick != C.standard, "\(C.experiment)")
  }

  @Test("The quick form of every experiment beyond the paper can run, and is another one")
  func quick() throws {
    try isSmaller(LifetimesConfiguration.self)
    try isSmaller(SensitivityConfiguration.self)
    try isSmaller(ThresholdConfiguration.self)
  }
}
