import Statistics
import Testing

@testable import Exhibits

@Suite struct LabelPlacementTests {
  @Test(
    "Spread labels keep their order and distance, stay in range, and move no more than they must")
  func spread() {
    let seed: UInt64 = 21
    var random = Xoshiro256StarStar(seed: seed)
    for round in 0..<1_000 {
      let count = Int.random(in: 1...9, using: &random)
      let wanted = (0..<count).map { _ in Double.random(in: 0...300, using: &random) }
      let places = LabelPlacement.spread(wanted, spacing: 15, in: 0...300)
      #expect(places.allSatisfy { -1e-9...300 + 1e-9 ~= $0 }, "seed \(seed), round \(round)")
      let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
      for (upper, lower) in zip(order, order.dropFirst()) {
        #expect(places[lower] - places[upper] >= 15 - 1e-9, "seed \(seed), round \(round)")
        // Two that were far enough apart are moved only by others.
        if count == 2, wanted[lower] - wanted[upper] >= 15 { #expect(places == wanted) }
      }
    }
    #expect(LabelPlacement.spread([100, 100], spacing: 20, in: 0...300) == [90, 110])
    #expect(LabelPlacement.spread([], spacing: 20, in: 0...300) == [])
  }

  @Test("Labels that do not fit the range share it evenly")
  func tooMany() {
    let places = LabelPlacement.spread([5, 5, 5, 5], spacing: 20, in: 0...30)
    #expect(places == [0, 10, 20, 30])
  }

  @Test("A label takes the first place that covers nothing, and never lies upon another")
  func place() {
    let frame = Rectangle(x: 0, y: 0, width: 200, height: 100)
    func box(_ x: Double) -> Rectangle { Rectangle(x: x, y: 10, width: 30, height: 10) }
    let blocked = Rectangle(x: 0, y: 0, width: 35, height: 30)
    let places = LabelPlacement.place(
      [[box(0), box(40), box(80)], [box(40), box(80)]], obstacles: [blocked], in: frame)
    #expect(places == [box(40), box(80)])
    // With every place bad, the one that covers least.
    #expect(
      LabelPlacement.place([[box(0), box(30)]], obstacles: [blocked], in: frame) == [box(30)])
    #expect(LabelPlacement.place([[box(190), box(5)]], obstacles: [], in: frame) == [box(5)])
  }
}
