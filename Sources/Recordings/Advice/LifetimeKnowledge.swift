import Statistics

/// What a site, or any other key, knows of whether an object outlives its epoch.
package struct LifetimeKnowledge: Sendable, Equatable {
  /// Objects whose epoch closed within the recording, those of them that outlived it, those that
  /// were predicted to, and those of which both is true.
  package var objects = 0
  package var outliving = 0
  package var predicted = 0
  package var right = 0

  package init() {}

  /// Share of the predicted objects that outlive their epoch; nil where none is predicted.
  package var precision: Double? {
    predicted > 0 ? Double(right) / Double(predicted) : nil
  }

  /// Share of the outliving objects that are predicted; nil where none outlives.
  package var recall: Double? { outliving > 0 ? Double(right) / Double(outliving) : nil }

  static func += (left: inout LifetimeKnowledge, right: LifetimeKnowledge) {
    left.objects += right.objects
    left.outliving += right.outliving
    left.predicted += right.predicted
    left.right += right.right
  }
}

/// Which objects of a recording outlive the epoch of the allocation clock that they were allocated
/// in.
struct OutlivingObjects: Sendable {
  /// By object: whether its epoch closed within the recording, and whether it lived then.
  private(set) var isKnown: [Bool]
  private(set) var outlives: [Bool]

  init(_ log: EventLog, epochBytes: UInt64) {
    var births = [UInt32](repeating: 0, count: log.objects)
    outlives = Array(repeating: true, count: log.objects)
    var clock: UInt64 = 0
    for event in log.events {
      let object = Int(event >> 1)
      let epoch = UInt32(truncatingIfNeeded: clock / epochBytes)
      if event & 1 == 0 {
        births[object] = epoch
        clock = min(clock &+ log.size(of: object), UInt64(Int.max))
      } else if births[object] == epoch {
        outlives[object] = false
      }
    }
    let last = UInt32(truncatingIfNeeded: clock / epochBytes)
    isKnown = births.map { $0 < last }
  }
}

/// Objects whose epoch closed before a moment, by size class, as far as the predictor law asks.
struct ClassLives {
  /// By class: objects, and what is predicted of them.
  private(set) var knowledge: [LifetimeKnowledge]
  /// By class: outliving objects that live at the moment.
  private(set) var living: [Int]
  /// Epochs that closed before the moment.
  private(set) var epochs: Int

  /// - Parameters:
  ///   - events: of the log before the moment.
  ///   - isPredicted: whether an object of a trace and a class is taken to outlive its epoch.
  init(
    _ log: EventLog, _ options: ModelOptions, before events: Int,
    isPredicted: (UInt32, Int) -> Bool
  ) {
    let classes = options.sizeClasses
    knowledge = Array(repeating: LifetimeKnowledge(), count: classes.sizes.count)
    living = Array(repeating: 0, count: classes.sizes.count)
    var births = [UInt32](repeating: 0, count: log.objects)
    /// The epoch in which an object was freed before the moment.
    var deaths = [UInt32](repeating: .max, count: log.objects)
    var clock: UInt64 = 0
    var count = 0
    for event in log.events[..<events] {
      let object = Int(event >> 1)
      let epoch = UInt32(truncatingIfNeeded: clock / options.epochBytes)
      if event & 1 == 0 {
        births[object] = epoch
        clock = min(clock &+ log.size(of: object), UInt64(Int.max))
        count = object + 1
      } else {
        deaths[object] = epoch
      }
    }
    epochs = Int(clock / options.epochBytes)
    for object in 0..<count where births[object] < epochs {
      guard let index = classes.index(of: log.size(of: object)) else { continue }
      let outlives = deaths[object] != births[object]
      let predicted = isPredicted(log.traces[object], index)
      knowledge[index].objects += 1
      knowledge[index].outliving += outlives ? 1 : 0
      knowledge[index].predicted += predicted ? 1 : 0
      knowledge[index].right += outlives && predicted ? 1 : 0
      if deaths[object] == .max { living[index] += 1 }
    }
  }

  /// Structural slabs by the predictor law: the sum over classes.
  func structuralSlabs(_ options: ModelOptions) -> Double {
    let classes = options.sizeClasses
    return knowledge.indices.reduce(0) { sum, index in
      let known = knowledge[index]
      guard epochs > 0, known.outliving > 0 else { return sum }
      let law = PredictorLaw(
        objects: max(1, (known.objects + epochs / 2) / epochs), epochs: epochs,
        capacity: classes.capacity(index),
        longFraction: Double(known.outliving) / Double(known.objects),
        precision: known.right > 0 ? known.precision ?? 1 : 1,
        recall: known.recall ?? 0, survival: Double(living[index]) / Double(known.outliving))
      return sum + ((try? law.structuralSlabs()) ?? 0)
    }
  }
}
