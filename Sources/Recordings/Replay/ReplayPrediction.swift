/// When a replay is looked at: at every so many allocated bytes.
package struct ReplayClock: Sendable {
  /// Looks at most.
  package static let mostLooks = 1_000

  private let interval: Int
  private var next: Int
  private var left = ReplayClock.mostLooks

  /// - Parameter interval: allocated bytes, 1 or more.
  package init(interval: Int) {
    self.interval = interval
    next = interval
  }

  /// Whether the process is looked at after an event that brings the allocated bytes there.
  @inline(__always) package mutating func isDue(_ allocatedBytes: Int) -> Bool {
    allocatedBytes >= next && advance(allocatedBytes)
  }

  private mutating func advance(_ allocatedBytes: Int) -> Bool {
    next = allocatedBytes - allocatedBytes % interval + interval
    left -= 1
    return left >= 0
  }
}

/// What a model says that a replay retains.
package struct ReplayPrediction: Sendable, Equatable {
  /// Bytes at each look of a `ReplayClock`, and after the last event.
  package var looks: [Int] = []
  /// Bytes at the script's moment.
  package var moment = 0
}

extension ReplayScript {
  /// Runs the model of an allocator over the script.
  ///
  /// - Parameters:
  ///   - granules: of a routed script, from 1 on; nil where all objects go to the common place.
  ///   - interval: of the looks.
  /// - Throws: `cannotRead`.
  package func predict(
    _ shape: HeapShape, granules: Int?, interval: Int
  ) throws -> ReplayPrediction {
    if shape.classes.isEmpty {
      var model = ChunkModel(slots: slots)
      return try predict(&model, isRouted: false, interval: interval)
    }
    var model = SlabModel(shape, granules: granules ?? 0, slots: slots)
    return try predict(&model, isRouted: granules != nil, interval: interval)
  }

  private func predict(
    _ model: inout some HeapModel, isRouted: Bool, interval: Int
  ) throws -> ReplayPrediction {
    var prediction = ReplayPrediction()
    var clock = ReplayClock(interval: interval)
    var sizes = Array(repeating: 0, count: slots)
    var allocated = 0
    var number = 0
    try forEachBlock { events in
      for event in events {
        let slot = Int(event.slot)
        if event.origin == ReplayEvent.free {
          model.free(slot: slot, size: sizes[slot])
        } else {
          sizes[slot] = max(1, Int(event.size))
          allocated += Int(event.size)
          model.allocate(slot: slot, size: sizes[slot], granule: isRouted ? Int(event.origin) : 0)
        }
        number += 1
        if number == moment.events { prediction.moment = model.heldBytes }
        if clock.isDue(allocated) { prediction.looks.append(model.heldBytes) }
      }
    }
    prediction.looks.append(model.heldBytes)
    return prediction
  }
}

/// The memory that an allocator holds, as a model places objects.
protocol HeapModel {
  /// Places an object of at least one byte.
  mutating func allocate(slot: Int, size: Int, granule: Int)
  /// Frees the object of a slot, of that size.
  mutating func free(slot: Int, size: Int)
  /// Bytes in physical memory after the allocator gave back what it could.
  var heldBytes: Int { get }
}
