#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Numbers between two ends, as text: `0.01:0.1:0.01` in equal steps, both ends included where the
/// steps reach the last, or `0.001:1:log20` for twenty numbers in equal ratios.
enum ValueRange {
  /// How a range is written, for error sentences.
  static let form = "FIRST:LAST:STEP or FIRST:LAST:logCOUNT"
  /// The most values of one range.
  static let limit = 100_000
  /// Digits to which numbers in equal ratios are rounded, so that they can be read and named.
  private static let digits = 6

  private static func parts(of text: String) -> (first: String, last: String, step: String)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    return parts.count == 3 ? (parts[0], parts[1], parts[2]) : nil
  }

  /// The numbers of `logCOUNT` between two ends; nil where that is not asked for or cannot be.
  private static func ratios(
    _ first: Double, _ last: Double, _ step: String, isRounded: Bool
  ) -> [Double]? {
    guard step.hasPrefix("log"), let count = Int(step.dropFirst(3)), (2...limit).contains(count),
      first > 0, last > first
    else { return nil }
    return (0..<count).map { index in
      if index == 0 { return first }
      if index == count - 1 { return last }
      let value = first * pow(last / first, Double(index) / Double(count - 1))
      if !isRounded { return value }
      let exponent = Int(log10(value).rounded(.down)) - digits + 1
      let mantissa = (value / pow(10, Double(exponent))).rounded()
      return Double("\(Int(mantissa))e\(exponent)") ?? value
    }
  }

  /// The numbers of a text, in ascending order; nil where it is no range.
  static func numbers(_ text: String, parse: (String) -> Double?) -> [Double]? {
    guard let (one, other, step) = parts(of: text), let first = parse(one), let last = parse(other)
    else { return nil }
    if step.hasPrefix("log") { return ratios(first, last, step, isRounded: true) }
    guard let width = parse(step), width > 0, last >= first else { return nil }
    let count = ((last - first) / width + 1e-9).rounded(.down)
    guard count < Double(limit) else { return nil }
    // Decimals are multiplied as whole numbers: three times 0.1 is 0.3.
    let places = max(Self.places(of: one) ?? 16, Self.places(of: step) ?? 16)
    let scale = pow(10, Double(places))
    let isDecimal = places <= 15 && abs(last * scale) < 0x1p53
    return (0...Int(count)).map { index in
      isDecimal
        ? ((first * scale).rounded() + Double(index) * (width * scale).rounded()) / scale
        : first + Double(index) * width
    }
  }

  /// The whole numbers of a text, in ascending order, each once; nil where it is no range.
  static func wholes<Value: FixedWidthInteger>(_ text: String) -> [Value]? {
    guard let (one, other, step) = parts(of: text), let first = Value(one), let last = Value(other),
      last >= first
    else { return nil }
    if step.hasPrefix("log") {
      guard let numbers = ratios(Double(first), Double(last), step, isRounded: false) else {
        return nil
      }
      var values: [Value] = []
      for number in numbers {
        guard let value = Value(exactly: number.rounded()) else { return nil }
        if values.last != value { values.append(value) }
      }
      return values
    }
    let (length, isTooLong) = last.subtractingReportingOverflow(first)
    guard let width = Value(step), width > 0, !isTooLong, length / width < limit else { return nil }
    return (0...Int(length / width)).map { first + Value($0) * width }
  }

  /// The decimals of a plain number; nil for one with an exponent.
  private static func places(of text: String) -> Int? {
    if text.contains(where: { "eE".contains($0) }) { return nil }
    return text.firstIndex(of: ".").map { text[$0...].count - 1 } ?? 0
  }
}
