import Foundation

/// An axis with its range: the way from a value to a place, and the marks beside it.
struct Scale: Sendable, Equatable {
  /// A marked value.
  struct Tick: Sendable, Equatable {
    var value: Double
    var label: String
  }

  /// How values are placed.
  let kind: Axis.Kind
  /// The least and the greatest value that are shown; the greatest is above the least.
  let domain: ClosedRange<Double>
  /// The marked values, in ascending order.
  let ticks: [Tick]
  /// The axis's title with its unit.
  let title: String

  private init(
    _ axis: Axis, _ domain: ClosedRange<Double>, _ ticks: [Tick], unit: NumberStyle.Unit? = nil
  ) {
    kind = axis.kind
    self.domain = domain
    self.ticks = ticks
    let name = unit?.name ?? ""
    title = [axis.title, name].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// The scale of an axis over data.
  ///
  /// - Parameters:
  ///   - axis: what is shown.
  ///   - values: the data; what is not finite, or not above 0 on a logarithmic axis, does not
  ///     count.
  ///   - tickLimit: how many tick labels there is room for, 2 or more.
  init(_ axis: Axis, values: [Double], tickLimit: Int) {
    switch axis.kind {
    case .categories(let names):
      self.init(
        axis, -0.5...(Double(max(1, names.count)) - 0.5),
        names.enumerated().map { Tick(value: Double($0.offset), label: $0.element) })
    case .linear:
      self = Self.linear(axis, values.filter(\.isFinite), tickLimit)
    case .logarithmic:
      self = Self.logarithmic(axis, values.filter { $0.isFinite && $0 > 0 }, tickLimit)
    }
  }

  /// The magnitudes that an axis reaches: beyond them differences and ratios leave a number's
  /// range, and what lies there is drawn beyond the axis.
  private static let most = 1e150
  private static let least = 1e-150

  private static func linear(_ axis: Axis, _ values: [Double], _ tickLimit: Int) -> Scale {
    func shown(_ value: Double) -> Double {
      value.magnitude < least ? 0 : min(most, max(-most, value))
    }
    var low = shown(axis.range?.lowerBound ?? values.min() ?? 0)
    var high = shown(axis.range?.upperBound ?? values.max() ?? 1)
    if axis.range == nil, axis.startsAtZero {
      low = min(0, low)
      high = max(0, high)
    }
    // Ends that a step could not tell apart are one value.
    if high - low <= 1e-9 * max(low.magnitude, high.magnitude) {
      (low, high) = low == 0 ? (0, 1) : (low - low.magnitude, low + low.magnitude)
    }
    let unit = axis.numbers.unit(for: max(low.magnitude, high.magnitude))
    low /= unit.size
    high /= unit.size
    let step = Ticks.step(from: low, to: high, atMost: tickLimit)
    if axis.range == nil {
      let edge = 1e-9
      low = (low / step + edge).rounded(.down) * step
      high = (high / step - edge).rounded(.up) * step
    }
    let ticks =
      axis.ticks.map { own in own.map { Tick(marking: $0 / unit.size, unit) } }
      ?? Ticks.multiples(of: step, from: low, to: high).map {
        Tick(value: $0 * unit.size, label: NumberStyle.text($0, step: step))
      }
    return Scale(axis, (low * unit.size)...(high * unit.size), ticks, unit: unit)
  }

  private static func logarithmic(_ axis: Axis, _ values: [Double], _ tickLimit: Int) -> Scale {
    let least = min(most, max(Self.least, values.min() ?? 1))
    let greatest = min(most, max(Self.least, values.max() ?? 10))
    let unit = axis.numbers.unit(for: least.squareRoot() * greatest.squareRoot())
    let low = max(Self.least, axis.range?.lowerBound ?? Ticks.below(least, unit: unit.size))
    let high = min(most, axis.range?.upperBound ?? Ticks.above(greatest, unit: unit.size))
    let round = low...(high > low ? high : low * 10)
    let marked =
      axis.ticks.map { own in own.map { $0 / unit.size } }
      ?? Ticks.logarithmic(
        from: round.lowerBound / unit.size, to: round.upperBound / unit.size, atMost: tickLimit)
    // There is no zero that a marker at the end could hide.
    let edge = axis.range == nil ? pow(round.upperBound / round.lowerBound, 0.03) : 1
    let domain = (round.lowerBound / edge)...(round.upperBound * edge)
    return Scale(axis, domain, marked.map { Tick(marking: $0, unit) }, unit: unit)
  }

  /// The place of a value, 0 at the beginning of the axis and 1 at its end; nil where it has none.
  /// What is far off counts as a million lengths away, so that it stays a coordinate.
  func share(of value: Double) -> Double? {
    guard value.isFinite, kind != .logarithmic || value > 0 else { return nil }
    let share =
      kind == .logarithmic
      ? log(value / domain.lowerBound) / log(domain.upperBound / domain.lowerBound)
      : (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    return min(1e6, max(-1e6, share))
  }

  /// The share at which bars begin: 0 where it is shown, else the beginning.
  var base: Double { kind == .linear ? min(1, max(0, share(of: 0) ?? 0)) : 0 }
}

extension Scale.Tick {
  /// A tick whose label has just the digits that the value needs.
  fileprivate init(marking scaled: Double, _ unit: NumberStyle.Unit) {
    value = scaled * unit.size
    label = NumberStyle.text(scaled, step: Ticks.grain(of: scaled))
  }
}
