import Statistics

/// A mean over seeds with its 95 % interval by Student's t.
package struct Mean: Sendable, Equatable {
  package var value: Double
  /// nil for a single seed, or where all seeds agree.
  package var interval: ConfidenceInterval?

  /// The mean of some values; nil of none.
  package init?(_ values: [Double]) {
    guard let value = Figures.average(values) else { return nil }
    self.value = value
    interval = values.count < 2 ? nil : try? meanInterval(of: values)
  }

  /// The interval as an error bar at an x.
  package func span(at x: Double) -> Span? { interval.map { Span(x, $0.low, $0.high) } }
}

/// The values of a run at one moment, over all seeds.
package struct SeedBand {
  /// The means.
  package var line: [Point] = []
  /// Least and greatest.
  package var range: [Span] = []

  /// Gathers the series of several seeds by their x.
  ///
  /// - Parameter samples: the samples of all seeds, in any order.
  package init<Sample>(_ samples: [Sample], x: (Sample) -> Double, y: (Sample) -> Double) {
    var groups: [Double: [Double]] = [:]
    for sample in samples { groups[x(sample), default: []].append(y(sample)) }
    for place in groups.keys.sorted() {
      guard let values = groups[place], let mean = Figures.average(values),
        let low = values.min(), let high = values.max()
      else { continue }
      line.append(Point(place, mean))
      range.append(Span(place, low, high))
    }
  }

  /// Whether seeds differ so much that a band would show on an axis up to `greatest`.
  package func isVisible(upTo greatest: Double) -> Bool {
    let widthOfLine = 0.006
    return range.contains { $0.high - $0.low > widthOfLine * greatest }
  }
}

/// A logarithmic axis of the violation fractions that ran, each marked where there are few.
package func fractionAxis(_ fractions: [Double]) -> Axis {
  let shown = distinct(fractions.filter { $0 > 0 })
  guard let low = shown.first, let high = shown.last, low < high else {
    return .logarithmic("violation fraction p")
  }
  return .logarithmic(
    "violation fraction p", range: (low / 1.25)...(high * 1.25),
    ticks: shown.count <= 8 ? shown : nil)
}
