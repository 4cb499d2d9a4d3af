import Statistics
import Results

/// The rounds of one recording, allocator and routing in one: medians of what was measured.
struct ReplayPoint {
  var recording: String
  var allocator: String
  var routing: Routing
  var liveBytes: Int
  var largeBytes: Int?
  var movedBytes: Int
  var retained: Double
  var predicted: Double
  var inUse: Double?
  var held: Double?
  var seconds: Double

  /// How far the measured bytes are from the predicted ones, as a share of these.
  var error: Double { predicted > 0 ? retained / predicted - 1 : 0 }
}

/// A recording on one allocator: without routing, and with it where that was done.
struct ReplayPair {
  var mixed: ReplayPoint
  var isolated: ReplayPoint?

  /// What routing gives back.
  var saved: Double? { isolated.map { mixed.retained - $0.retained } }
  var savedPredicted: Double? { isolated.map { mixed.predicted - $0.predicted } }
  /// The measured saving as a share of what the model promises; nil where that is nothing.
  var kept: Double? {
    guard let saved, let savedPredicted, savedPredicted > 0 else { return nil }
    return saved / savedPredicted
  }
}

extension ReplayPoint {
  /// The points of some rows, in the order of their first ones.
  static func points(_ rows: [ReplayRow]) -> [ReplayPoint] {
    var order: [[String]] = []
    var groups: [[String]: [ReplayRow]] = [:]
    for row in rows {
      let key = [row.recording, row.allocator, row.routing.rawValue]
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    return order.compactMap { groups[$0].flatMap(ReplayPoint.init) }
  }

  private init?(_ rows: [ReplayRow]) {
    guard let first = rows.first else { return nil }
    func middle(_ value: (ReplayRow) -> Int?) -> Double? {
      try? median(of: rows.compactMap(value).map(Double.init))
    }
    recording = first.recording
    allocator = first.allocator
    routing = first.routing
    liveBytes = first.liveBytes
    largeBytes = first.largeBytes
    movedBytes = first.movedBytes
    retained = middle(\.retainedBytes) ?? 0
    predicted = Double(first.retainedBytesPredicted)
    inUse = middle(\.inUseBytes)
    held = middle(\.heldBytes)
    seconds = (try? median(of: rows.map(\.replaySeconds))) ?? 0
  }

  /// Pairs of points of one recording and allocator.
  static func pairs(_ rows: [ReplayRow]) -> [ReplayPair] {
    let points = points(rows)
    return points.filter { $0.routing == .mixed }.map { mixed in
      ReplayPair(
        mixed: mixed,
        isolated: points.first {
          $0.routing == .isolated && $0.recording == mixed.recording
            && $0.allocator == mixed.allocator
        })
    }
  }
}
