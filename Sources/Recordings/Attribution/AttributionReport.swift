import Results

/// How a recording is attributed.
package struct AttributionOptions: Sendable, Equatable {
  package var granule = GranuleSize.page
  package var moment = Moment.worst
  package var rule = SiteRule()
  /// Age in nanoseconds from which objects count; younger ones are as if they were not there.
  package var olderThan: UInt64 = 0
  /// The file of frames; nil for the one beside the recording, if there is one.
  package var framesPath: String?

  package init() {}
}

/// A recording, its heap over time, and its heap at one moment or several.
package struct AttributionReport: Sendable {
  package var summary: RecordingSummary
  package var timeline: Timeline
  /// The heap when live bytes were most, for the first time.
  package var peak: HeapTotals
  /// When that was, in nanoseconds from the start.
  package var peakTime: UInt64
  /// When the program's ending began (`WorstMoment`), in nanoseconds from the start, and objects
  /// that lived then; nil where the recording has no ending.
  package var ending: (time: UInt64, liveObjects: Int)?
  /// One, or with `Moment.each` as many as asked for.
  package var moments: [Attribution]

  /// Reads a recording, in one pass, or in two for `Moment.each`.
  ///
  /// - Throws: `RecordingError`.
  package init(
    of path: String, _ options: AttributionOptions = AttributionOptions()
  ) throws(RecordingError) {
    let (book, hasNames) = try Self.book(for: path, options)
    let times = try Self.times(path, options.moment)
    var attributions: [Attribution] = []
    var failure: RecordingError?
    func attribute(_ heap: borrowing MomentSink.Heap, at time: UInt64) {
      do {
        attributions.append(
          try AttributionBuilder(
            book: book, granule: options.granule, time: time, olderThan: options.olderThan
          ).build(heap))
      } catch {
        failure = failure ?? error
      }
    }
    (summary, timeline, peak, peakTime, ending) = try withoutActuallyEscaping(attribute) {
      look throws(RecordingError) in
      var sink = MomentSink(
        granule: options.granule, isWorst: options.moment == .worst, times: times, look: look)
      var summary = try readRecording(path, book: book, into: &sink)
      sink.finish()
      if times.isEmpty { look(sink.heap, sink.heap.time) }
      summary.losses.add(sink.losses)
      return (summary, sink.timeline, sink.peak, sink.peakTime, sink.worst.ending)
    }
    if let failure { throw failure }
    if hasNames { summary.hasNames = true }
    moments = attributions
  }

  private static func book(
    for path: String, _ options: AttributionOptions
  ) throws(RecordingError) -> (TraceBook, hasNames: Bool) {
    try TraceBook.book(for: path, rule: options.rule, framesPath: options.framesPath)
  }

  private static func times(
    _ path: String, _ moment: Moment
  ) throws(RecordingError) -> [UInt64] {
    switch moment {
    case .worst, .end: return []
    case .time(let time): return [time]
    case .each(let count):
      var sink = NoSink()
      let summary = try readRecording(path, book: TraceBook(rule: SiteRule()), into: &sink)
      let count = UInt64(max(1, count))
      return (1...count).map { summary.duration.multipliedFullWidth(by: $0) }
        .map { count.dividingFullWidth($0).quotient }
    }
  }
}

extension TraceBook {
  /// A book that knows the names of a recording's traces, as far as a file has them.
  ///
  /// - Parameter framesPath: the file; nil for the one beside the recording, if there is one.
  static func book(
    for path: String, rule: SiteRule, framesPath: String?
  ) throws(RecordingError) -> (TraceBook, hasNames: Bool) {
    if let framesPath {
      return (TraceBook(rule: rule, frames: try FrameFile.read(framesPath)), true)
    }
    let beside = FrameFile.path(for: path)
    guard Platform.exists(beside) else { return (TraceBook(rule: rule), false) }
    return (TraceBook(rule: rule, frames: try FrameFile.read(beside)), true)
  }
}

/// Takes no notice of events, for what the reader itself counts.
struct NoSink: EventSink {
  mutating func allocated(_ size: UInt64, trace: UInt32, at address: UInt64) {}
  mutating func freed(_ address: UInt64) {}
  mutating func reached(_ time: UInt64) {}
  mutating func resident(_ bytes: UInt64) {}
}
