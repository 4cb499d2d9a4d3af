import Foundation
import Statistics

/// Numbers as table cells.
public enum Figures {
  /// What stands where there is no figure.
  public static let none = "-"

  static let bytesPerMiB = 1_048_576.0

  /// A number with some decimals.
  public static func decimal(_ value: Double?, _ digits: Int) -> String {
    guard let value else { return none }
    return String(format: "%.\(digits)f", locale: nil, value)
  }

  /// Bytes as MiB with two decimals.
  static func mib(_ bytes: Double?) -> String { decimal(bytes.map { $0 / bytesPerMiB }, 2) }

  static func percent(_ ratio: Double?, _ digits: Int = 2) -> String {
    guard let ratio else { return none }
    return decimal(ratio * 100, digits) + " %"
  }

  /// A probability with two decimals, or with as many as it has.
  static func probability(_ p: Double) -> String {
    let short = decimal(p, 2)
    return Double(short) == p ? short : "\(p)"
  }

  /// How far `measured` is from `published`, in percent.
  static func difference(_ measured: Double?, _ published: Double?) -> String {
    guard let measured, let published, published != 0 else { return none }
    return String(format: "%+.1f %%", locale: nil, (measured / published - 1) * 100)
  }

  /// A whole number with its thousands apart.
  static func count(_ value: Int) -> String {
    var digits = Array(String(abs(value)))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (value < 0 ? "-" : "") + String(digits)
  }

  static func count(mean values: [Int]) -> String {
    guard let average = average(values.map(Double.init)) else { return none }
    return count(Int(average.rounded()))
  }

  /// A number with some significant digits, in scientific form when it is very large or small.
  static func general(_ value: Double?, _ digits: Int = 6) -> String {
    guard let value else { return none }
    return String(format: "%.\(digits)g", locale: nil, value)
  }

  /// The mean; nil of nothing.
  static func average(_ values: [Double]) -> Double? { try? mean(of: values) }
}
