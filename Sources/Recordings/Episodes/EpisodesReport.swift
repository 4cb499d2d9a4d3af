import Statistics

/// How the episodes of a recording are counted.
package struct EpisodesOptions: Sendable, Equatable {
  package var granule = GranuleSize.page
  /// Bytes of allocation from one epoch to the next, 1 or more.
  package var epochBytes: UInt64 = 1 << 20
  package var rule = SiteRule()
  /// The file of frames; nil for the one beside the recording, if there is one.
  package var framesPath: String?

  package init() {}
}

/// A recording and its episodes.
package struct EpisodesReport: Sendable {
  package var summary: RecordingSummary
  package var episodes: Episodes

  /// Reads a recording in one pass.
  ///
  /// - Throws: `RecordingError`.
  package init(
    of path: String, _ options: EpisodesOptions = EpisodesOptions()
  ) throws(RecordingError) {
    let (book, hasNames) = try TraceBook.book(
      for: path, rule: options.rule, framesPath: options.framesPath)
    var sink = EpisodeSink(
      book: book, granule: options.granule, epochBytes: options.epochBytes)
    summary = try readRecording(path, book: book, into: &sink)
    sink.finish()
    summary.losses.add(sink.losses)
    if hasNames { summary.hasNames = true }
    episodes = Episodes(sink, book: book, granule: options.granule)
  }
}

extension Episodes {
  /// Lags, in epochs, at which drained epochs are counted.
  static let lags: [UInt64] = [0] + (0...16).map { 1 << $0 }
  /// Points of the series.
  static let points = 256
  /// Epochs from which half a run says something about the other half.
  static let leastEpochs = 40

  /// Counts up a replay that has finished.
  init(_ sink: borrowing EpisodeSink, book: TraceBook, granule: GranuleSize) {
    let end = sink.epochs.number(at: sink.clock)
    let lives = sink.epochs.lives(before: end)
    granuleBytes = granule.bytes
    epochBytes = Int(sink.epochs.bytes)
    allocatedBytes = sink.clock
    begun = sink.begun
    ended = sink.lengths.ended
    lengths = sink.lengths
    times = sink.times
    closedEpochs = Int(end)
    epochs = lives.count
    drains = Self.lags.compactMap { Self.drain(lives, lag: $0) }
    retainedEpochs = lives.count { $0.drainedAt == nil }
    law = LifetimeLaw(lives, epochs: end)
    series = Self.series(lives, end: end, law: law)
    heldOut = Self.heldOut(sink.epochs, end: end, measured: retainedEpochs)
    sites = []
    let observed = SiteLedger.lags.map { lag in lives.count { $0.lastLag >= lag } }
    for (number, ledger) in sink.sites.enumerated() where ledger.objects > 0 {
      sites.append(
        SiteRow(
          site: book.sites[number], objects: ledger.objects, bytes: ledger.bytes,
          liveObjects: ledger.liveObjects, liveBytes: ledger.liveBytes, epochs: ledger.epochs,
          pins: SiteLedger.lags.indices.map {
            PinRow(
              lag: Int(SiteLedger.lags[$0]), pinned: ledger.pinned[$0], observed: observed[$0])
          }, lifetimes: ledger.lifetimes))
    }
    sites.sort {
      ($1.pins[1].pinned, $1.pins[0].pinned, $0.label)
        < ($0.pins[1].pinned, $0.pins[0].pinned, $1.label)
    }
  }

  private static func drain(_ lives: [EpochLedger.Life], lag: UInt64) -> DrainRow? {
    let observed = lives.filter { $0.lastLag >= lag }
    let drained = observed.count { life in life.drainedAt.map { $0 <= lag } ?? false }
    guard !observed.isEmpty,
      let interval = try? wilsonInterval(successes: drained, trials: observed.count)
    else { return nil }
    return DrainRow(
      lag: Int(lag), observed: observed.count, drained: drained,
      share: Double(drained) / Double(observed.count), interval: interval)
  }

  /// Retained epochs at evenly spaced closes, counted and by the law.
  private static func series(
    _ lives: [EpochLedger.Life], end: UInt64, law: LifetimeLaw
  ) -> [LawPoint] {
    guard end > 0 else { return [] }
    let count = min(UInt64(points), end)
    return (1...count).map { point in
      let close = count.dividingFullWidth(end.multipliedFullWidth(by: point)).quotient
      let measured = lives.count { life in
        guard life.number < close else { return false }
        return life.drainedAt.map { life.number + $0 >= close } ?? true
      }
      return LawPoint(
        epoch: Int(close), measured: measured, predicted: law.retained(after: Int(close)))
    }
  }

  private static func heldOut(
    _ epochs: EpochLedger, end: UInt64, measured: Int
  ) -> HeldOut? {
    let half = end / 2
    let lives = epochs.lives(before: half)
    guard lives.count >= leastEpochs else { return nil }
    let law = LifetimeLaw(lives, epochs: half)
    return HeldOut(
      epochs: Int(half), law: law, predicted: law.retained(after: Int(end)), measured: measured)
  }
}
