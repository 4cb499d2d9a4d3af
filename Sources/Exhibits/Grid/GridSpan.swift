import Results

extension GridPoint {
  /// The mean's interval as an error bar at an x; nil where it has none.
  package func span(at x: Double) -> Span? {
    guard let ciLow, let ciHigh else { return nil }
    return Span(x, ciLow, ciHigh)
  }
}
