/// Where labels go so that they cover neither each other nor the data.
enum LabelPlacement {
  /// Moves positions along a line apart by as little as possible.
  ///
  /// The result keeps the order and a distance of `spacing`, or of what the range allows when it is
  /// too short; among such placements it has the least sum of squared moves, but for the range's
  /// ends. Pool-adjacent-violators: Barlow, Bartholomew, Bremner and Brunk, "Statistical Inference
  /// under Order Restrictions", 1972. O(n log n).
  ///
  /// - Parameters:
  ///   - positions: the wanted positions, in any order.
  ///   - spacing: pixels between neighbours.
  ///   - range: where positions may be.
  static func spread(
    _ positions: [Double], spacing: Double, in range: ClosedRange<Double>
  ) -> [Double] {
    guard !positions.isEmpty else { return [] }
    let length = range.upperBound - range.lowerBound
    let spacing = min(spacing, length / Double(max(1, positions.count - 1)))
    let order = positions.indices.sorted { (positions[$0], $0) < (positions[$1], $1) }
    // With the spacing taken off, the order alone is left to keep.
    var blocks: [(sum: Double, count: Int)] = []
    for (rank, index) in order.enumerated() {
      blocks.append((positions[index] - Double(rank) * spacing, 1))
      while blocks.count > 1 {
        let last = blocks[blocks.count - 1]
        let before = blocks[blocks.count - 2]
        guard before.sum / Double(before.count) > last.sum / Double(last.count) else { break }
        blocks.removeLast(2)
        blocks.append((before.sum + last.sum, before.count + last.count))
      }
    }
    let highest = range.upperBound - spacing * Double(positions.count - 1)
    var result = positions
    var rank = 0
    for block in blocks {
      let place = min(max(block.sum / Double(block.count), range.lowerBound), highest)
      for _ in 0..<block.count {
        result[order[rank]] = place + Double(rank) * spacing
        rank += 1
      }
    }
    return result
  }

  /// Chooses a place for each label, one after the other: the first that lies inside and covers
  /// nothing, else the one that covers least.
  ///
  /// - Parameters:
  ///   - candidates: for each label its places, best first; none may be empty.
  ///   - obstacles: what must stay visible.
  ///   - frame: where labels may be.
  static func place(
    _ candidates: [[Rectangle]], obstacles: [Rectangle], in frame: Rectangle
  ) -> [Rectangle] {
    var taken: [Rectangle] = []
    for places in candidates {
      func cost(_ place: Rectangle) -> Double {
        // Two labels upon each other are worse than a label upon data.
        10 * place.excess(beyond: frame)
          + obstacles.reduce(0) { $0 + place.overlap($1) }
          + 4 * taken.reduce(0) { $0 + place.overlap($1) }
      }
      var best = places[0]
      var least = cost(best)
      for place in places.dropFirst() where least > 0 {
        let cost = cost(place)
        if cost < least { (best, least) = (place, cost) }
      }
      taken.append(best)
    }
    return taken
  }

  /// The places of a label around a point, nearest first, moved sideways where they would leave the
  /// frame.
  static func around(
    x: Double, y: Double, width: Double, height: Double, clearance: Double, in frame: Rectangle
  ) -> [Rectangle] {
    [1.0, 2.2, 3.6, 6, 9].flatMap { ring -> [Rectangle] in
      let distance = clearance * ring
      let across = width / 2 + distance
      let along = height / 2 + distance
      return [
        (across, 0), (-across, 0), (0, -along), (0, along), (across, -along), (-across, -along),
        (across, along), (-across, along),
      ].map { step in
        var box = Rectangle.around(x + step.0, y + step.1, width: width, height: height)
        box.x = max(frame.x, min(box.x, frame.right - width))
        return box
      }
    }
  }
}
