import Results

/// The whole numbers that a parameter may take.
package struct WholeRange: Sendable {
  /// The least and the greatest.
  package let bounds: ClosedRange<Int>
  /// What is counted, in the plural, such as `bytes`; nil for a bare number.
  package let unit: String?
  /// Whether only powers of two are meant.
  package let isPowerOfTwo: Bool
  private let reason: String?

  /// A range.
  ///
  /// - Parameters:
  ///   - bounds: the least and the greatest.
  ///   - unit: what is counted, in the plural.
  ///   - isPowerOfTwo: whether only powers of two are meant.
  ///   - reason: why other numbers make no sense, where a user may ask.
  package init(
    _ bounds: ClosedRange<Int>, unit: String? = nil, isPowerOfTwo: Bool = false,
    because reason: String? = nil
  ) {
    self.bounds = bounds
    self.unit = unit
    self.isPowerOfTwo = isPowerOfTwo
    self.reason = reason
  }

  /// Whether a number is in the range.
  package func contains(_ value: Int) -> Bool {
    bounds.contains(value) && (!isPowerOfTwo || value & (value - 1) == 0)
  }

  /// The sentence after a number that is not in the range.
  var wanted: String {
    let range = "\(bounds.lowerBound) to \(bounds.upperBound)"
    let numbers =
      if isPowerOfTwo {
        "a power of two from \(range) is wanted"
      } else if let unit {
        "\(range) \(unit) are wanted"
      } else {
        "\(range) is wanted"
      }
    return numbers + because(reason)
  }

  var shape: JSONShape<Int> {
    let whole = JSONShape<Int>.whole(in: bounds)
    guard isPowerOfTwo else { return whole }
    return JSONShape("a power of two from \(bounds.lowerBound) to \(bounds.upperBound)") { value in
      whole.read(value).flatMap { contains($0) ? $0 : nil }
    }
  }
}

/// The numbers that a parameter may take.
package struct NumberRange: Sendable {
  /// What the number is called.
  package enum Noun: String, Sendable {
    case number, probability, fraction
  }

  /// The two ends.
  package let bounds: ClosedRange<Double>
  /// Whether the lower end is in the range.
  package let includesLower: Bool
  /// Whether the upper end is in the range.
  package let includesUpper: Bool
  /// What the number is called.
  package let noun: Noun
  private let reason: String?

  /// A range.
  ///
  /// - Parameters:
  ///   - bounds: the two ends.
  ///   - noun: what the number is called.
  ///   - includesLower: whether the lower end is in the range.
  ///   - includesUpper: whether the upper end is in the range.
  ///   - reason: why other numbers make no sense, where a user may ask.
  package init(
    _ bounds: ClosedRange<Double>, _ noun: Noun = .number, includesLower: Bool = true,
    includesUpper: Bool = true, because reason: String? = nil
  ) {
    self.bounds = bounds
    self.noun = noun
    self.includesLower = includesLower
    self.includesUpper = includesUpper
    self.reason = reason
  }

  /// From 0 to 1.
  package static let probability = NumberRange(0...1, .probability)

  /// Whether a number is in the range.
  package func contains(_ value: Double) -> Bool {
    bounds.contains(value) && (includesLower || value > bounds.lowerBound)
      && (includesUpper || value < bounds.upperBound)
  }

  /// What is allowed, as a noun phrase.
  var phrase: String {
    let (lower, upper) = (plain(bounds.lowerBound), plain(bounds.upperBound))
    if includesLower && includesUpper { return "a \(noun.rawValue) from \(lower) to \(upper)" }
    let above = includesLower ? "of at least \(lower)" : "above \(lower)"
    let below = includesUpper ? "at most \(upper)" : "below \(upper)"
    return "a \(noun.rawValue) \(above) and \(below)"
  }

  /// The sentence after a number that is not in the range.
  var wanted: String { "\(phrase) is wanted" + because(reason) }

  var shape: JSONShape<Double> {
    let number = JSONShape<Double>.number(in: bounds)
    return JSONShape(phrase) { value in number.read(value).flatMap { contains($0) ? $0 : nil } }
  }
}

private func because(_ reason: String?) -> String { reason.map { ": \($0)" } ?? "" }

/// A number without `.0` when it is whole.
private func plain(_ value: Double) -> String {
  Int(exactly: value).map { "\($0)" } ?? "\(value)"
}
