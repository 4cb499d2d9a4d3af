import Testing

@testable import Experiments

@Suite struct BoundaryTheoryTests {
  private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * abs(b) }

  @Test("A mixed slab is empty with (1-f)^C, an isolated one always")
  func boundary() {
    let theory = TwoPointConfiguration.standard.workload.theory
    #expect(theory.capacity == 16 && theory.objectsPerEpoch == 3_000)
    // (2/3)^16 = 65,536 / 43,046,721
    #expect(close(theory.boundaryRecycleRate(.mixed), 65_536.0 / 43_046_721))
    #expect(theory.boundaryRecycleRate(.isolated) == 1)
    // 3,000 objects are 187 full slabs and one of 8: (187 (2/3)^16 + (2/3)^8) / 188
    let rest = 256.0 / 6_561
    #expect(
      close(theory.mixedBoundaryRateWithLastSlab, (187 * 65_536.0 / 43_046_721 + rest) / 188))
  }

  @Test("Without a partly filled last slab both closed forms are one")
  func wholeSlabs() {
    var theory = TwoPointConfiguration.standard.workload.theory
    theory.objectsPerEpoch = 3_200
    #expect(theory.mixedBoundaryRateWithLastSlab == theory.boundaryRecycleRate(.mixed))
    // Fewer objects than a slab holds: one slab of 5.
    theory.objectsPerEpoch = 5
    #expect(close(theory.mixedBoundaryRateWithLastSlab, 32.0 / 243))
  }
}
