extension ValueKind where Value: FixedWidthInteger {
  /// Whole numbers; JSON may also write one as `2e5`.
  ///
  /// - Parameters:
  ///   - range: the least and the greatest.
  ///   - unit: what is counted, in the plural, such as `bytes`.
  ///   - isPowerOfTwo: whether only powers of two are meant.
  ///   - reason: why other numbers make no sense, where a user may ask.
  package init(
    _ range: ClosedRange<Value>, unit: String? = nil, isPowerOfTwo: Bool = false,
    because reason: String? = nil
  ) {
    let noun = unit.map { "a number of \($0)" } ?? "a whole number"
    self.init(
      phrase(
        isPowerOfTwo ? "a power of two" : noun,
        Value.isSigned && range.lowerBound == .min ? nil : "\(range.lowerBound)",
        Value.isSigned && range.upperBound == .max ? nil : "\(range.upperBound)", reason), "N",
      allows: { range.contains($0) && (!isPowerOfTwo || $0.nonzeroBitCount == 1) },
      json: { JSONValue(.integer(Int128($0))) },
      read: {
        switch $0.kind {
        case .integer(let whole): Value(exactly: whole)
        // Above 2^53 a float no longer tells neighbours apart.
        case .double(let whole) where abs(whole) <= 0x1p53: Value(exactly: whole)
        default: nil
        }
      }, parse: { Value($0) })
    self.range = { ValueRange.wholes($0) }
  }

  /// Whole numbers of a range.
  package static func whole(_ range: ClosedRange<Value> = .min ... .max) -> ValueKind {
    ValueKind(range)
  }
}

extension ValueKind<Double> {
  /// What a number is called, and its stand-in in usage lines.
  package enum Noun: String, Sendable {
    case number = "X"
    case probability = "P"
    case fraction = "F"
    case percentage = "PERCENT"
  }

  /// Finite decimal numbers.
  ///
  /// - Parameters:
  ///   - range: the two ends, which may be infinite.
  ///   - noun: what the number is called.
  ///   - includesLower: whether the lower end is in the range.
  ///   - includesUpper: whether the upper end is in the range.
  ///   - reason: why other numbers make no sense, where a user may ask.
  package init(
    _ range: ClosedRange<Double>, _ noun: Noun = .number, includesLower: Bool = true,
    includesUpper: Bool = true, because reason: String? = nil
  ) {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    self.init(
      phrase(
        "a \(noun)", lower.isFinite ? plain(lower) : nil, upper.isFinite ? plain(upper) : nil,
        reason, includesLower: includesLower, includesUpper: includesUpper), noun.rawValue,
      allows: {
        range.contains($0) && $0.isFinite && (includesLower || $0 > lower)
          && (includesUpper || $0 < upper)
      },
      text: plain,
      json: { JSONValue(.double($0)) },
      read: {
        switch $0.kind {
        case .integer(let whole): Double(whole)
        case .double(let number): number
        default: nil
        }
      },
      parse: decimal)
    self.range = { ValueRange.numbers($0, parse: decimal) }
  }

  /// Numbers from 0 to 1.
  package static var probability: ValueKind { ValueKind(0...1, .probability) }
}

/// The number of a text. `Double.init` also reads "nan", "inf" and hexadecimal, which no parameter
/// means.
private func decimal(_ text: String) -> Double? {
  text.utf8.allSatisfy("0123456789+-.eE".utf8.contains) ? Double(text) : nil
}

/// The noun with its ends, of which each may be missing, and the reason.
private func phrase(
  _ noun: String, _ lower: String?, _ upper: String?, _ reason: String?,
  includesLower: Bool = true, includesUpper: Bool = true
) -> String {
  let reason = reason.map { " (\($0))" } ?? ""
  if let lower, let upper, includesLower, includesUpper {
    return "\(noun) from \(lower) to \(upper)\(reason)"
  }
  let above = lower.map { includesLower ? "of at least \($0)" : "above \($0)" }
  let most = above == nil ? "of at most" : "at most"
  let ends = [above, upper.map { includesUpper ? "\(most) \($0)" : "below \($0)" }]
  let range = ends.compactMap(\.self).joined(separator: " and ")
  return noun + (range.isEmpty ? "" : " ") + range + reason
}

/// The shortest decimal that reads back to the same number, without `.0` on a whole one.
private func plain(_ value: Double) -> String {
  Int(exactly: value).map { abs(value) < 1e15 ? "\($0)" : "\(value)" } ?? "\(value)"
}
