/// A recording that advice is chosen or judged on: its events and its traces.
struct AdviceSource {
  var log: EventLog
  let book: TraceBook
  /// Events before each point of an even grid over the recording, its end among them.
  let grid: [Int]
  /// Events up to the worst moment, where that is looked at.
  private let worst: Int?

  private static let points = 512

  /// - Throws: `RecordingError`.
  init(
    _ path: String, rule: SiteRule, framesPath: String?, moment: Moment, model: ModelOptions
  ) throws(RecordingError) {
    let (book, hasNames) = try TraceBook.book(for: path, rule: rule, framesPath: framesPath)
    var log = try EventLog(reading: path, book: book)
    if hasNames { log.summary.hasNames = true }
    self.log = log
    self.book = book
    let count = log.events.count
    var grid = (1...Self.points).map { point in count * point / Self.points }
    if case .time(let time) = moment { grid.append(log.events(upTo: time)) }
    worst = moment == .worst ? log.worstMoment(model) : nil
    if let worst { grid.append(worst) }
    self.grid = Set(grid).sorted()
  }

  /// The moments of the grid at which a heap is looked at, by number.
  func moments(_ moment: Moment) -> [Int] {
    let last = grid.count - 1
    func place(of events: Int) -> Int { grid.firstIndex { $0 >= events } ?? last }
    switch moment {
    case .end: return [last]
    case .time(let time): return [place(of: log.events(upTo: time))]
    case .each(let count):
      return Set((1...max(1, count)).map { last * $0 / max(1, count) }).sorted()
    case .worst: return [place(of: worst ?? log.events.count)]
    }
  }
}
