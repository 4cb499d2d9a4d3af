/// What one direction of a chart shows, before its range is known.
package struct Axis: Sendable, Equatable {
  /// How values are placed.
  package enum Kind: Sendable, Equatable {
    /// In proportion.
    case linear
    /// In proportion to their logarithm; values of 0 and below are left out.
    case logarithmic
    /// In equal bands; the values are 0, 1, 2 and so on.
    case categories([String])
  }

  /// What the values are, without their unit.
  package var title: String
  /// How they are placed.
  package var kind: Kind
  /// How they are written.
  package var numbers: NumberStyle
  /// Whether the axis begins at 0 when all values are above it.
  package var startsAtZero: Bool
  /// The range to show in place of the data's.
  package var range: ClosedRange<Double>?
  /// The values to mark in place of round ones.
  package var ticks: [Double]?

  /// Equal steps for equal differences.
  ///
  /// - Parameters:
  ///   - title: what the values are, without their unit.
  ///   - numbers: how they are written.
  ///   - startsAtZero: whether 0 is shown when all values are above it.
  ///   - range: the range to show in place of the data's.
  ///   - ticks: the values to mark in place of round ones.
  package static func linear(
    _ title: String, _ numbers: NumberStyle = .plain(), startsAtZero: Bool = true,
    range: ClosedRange<Double>? = nil, ticks: [Double]? = nil
  ) -> Axis {
    Axis(
      title: title, kind: .linear, numbers: numbers, startsAtZero: startsAtZero, range: range,
      ticks: ticks)
  }

  /// Equal steps for equal ratios, for data that span decades.
  package static func logarithmic(
    _ title: String, _ numbers: NumberStyle = .plain(), range: ClosedRange<Double>? = nil,
    ticks: [Double]? = nil
  ) -> Axis {
    Axis(
      title: title, kind: .logarithmic, numbers: numbers, startsAtZero: false, range: range,
      ticks: ticks)
  }

  /// A band for each name.
  package static func categories(_ title: String, _ names: [String]) -> Axis {
    Axis(title: title, kind: .categories(names), numbers: .plain(), startsAtZero: false)
  }
}
