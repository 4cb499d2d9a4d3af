/// A recording that advice is chosen or judged on: its events and its traces.
struct AdviceSource {
  let log: EventLog
  let book: TraceBook
  /// Events before each point of an even grid over the recording, its end among them.
  let grid: [Int]

  private static let points = 512

  /// - Throws: `RecordingError`.
  init(
    _ path: String, rule: SiteRule, framesPath: String?, moment: Moment
  ) throws(RecordingError) {
    let (book, hasNames) = try TraceBook.book(for: path, rule: rule, framesPath: framesPath)
    var log = try EventLog(reading: path, book: book)
    if hasNames { log.summary.hasNames = true }
    self.log = log
    self.book = book
    let count = log.events.count
    var grid = (1...Self.points).map { point in count * point / Self.points }
    if case .time(let time) = moment { grid.append(log.events(upTo: time)) }
    self.grid = Set(grid).sorted()
  }

  /// The moments of the grid at which a heap is looked at, by number.
  ///
  /// - Parameters:
  ///   - heap: the recording's, with the moments of `grid`.
  ///   - structural: granules that packing could avoid, by moment.
  func moments(_ moment: Moment, _ heap: ModelHeap, structural: [Int]) -> [Int] {
    let last = grid.count - 1
    switch moment {
    case .end: return [last]
    case .time(let time):
      let events = log.events(upTo: time)
      return [grid.firstIndex { $0 >= events } ?? last]
    case .each(let count):
      return Set((1...max(1, count)).map { last * $0 / max(1, count) }).sorted()
    case .worst:
      let end = teardown(heap) ?? last
      return [(0...end).max { structural[$0] < structural[$1] } ?? last]
    }
  }

  /// The last moment before live objects did nothing but fall, where nearly all of them went: the
  /// program was ending.
  private func teardown(_ heap: ModelHeap) -> Int? {
    guard var start = heap.liveObjects.indices.last else { return nil }
    let end = heap.liveObjects[start]
    for moment in heap.liveObjects.indices.reversed() {
      // A few objects are allocated while a program ends.
      if heap.liveObjects[moment] + 16 < heap.liveObjects[start] { break }
      if heap.liveObjects[moment] > heap.liveObjects[start] { start = moment }
    }
    return end * 50 <= heap.liveObjects[start] ? start : nil
  }
}
