import Exhibits

extension Moment {
  /// Which moment a command looks at, by what rule, and how to choose another.
  ///
  /// - Parameters:
  ///   - time: the moment's, in nanoseconds from the start; nil where there are several recordings.
  ///   - heap: of what packing could free most at the worst moment.
  package func sentence(time: UInt64?, of heap: String) -> String {
    let when = time.map(Words.moment) ?? "one of each recording"
    let rule = "when packing could free most of \(heap), before the program's end"
    return switch self {
    case .worst: "Moment: \(when), \(rule); --at TIME or --at end looks at another."
    case .end, .time: "Moment: \(when), by --at; without it, \(rule)."
    case .each(let count): "Moments: \(count), evenly spaced, by --at; without it, \(rule)."
    }
  }
}

extension Advice {
  /// Which moment this is.
  var momentSentence: String {
    options.moment.sentence(time: summaries.count > 1 ? nil : heap.time, of: "the modelled heap")
  }
}

extension AttributionReport {
  /// Which moment is attributed, or which moments are.
  package func momentSentence(_ moment: Moment) -> String {
    moment.sentence(time: moments[0].time, of: "the recorded granules")
  }
}

extension ReplayScript {
  /// Which moment is looked at.
  package func momentSentence(_ moment: Moment) -> String {
    moment.sentence(time: momentTime, of: "the heap as `advise` models it")
  }
}
