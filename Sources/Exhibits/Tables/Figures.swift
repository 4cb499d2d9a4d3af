import Foundation
import Statistics

/// Numbers as table cells.
package enum Figures {
  /// What stands where there is no figure.
  package static let none = "-"

  package static let bytesPerMiB = 1_048_576.0

  /// A number with some decimals.
  package static func decimal(_ value: Double?, _ digits: Int) -> String {
    guard let value, value.isFinite else { return none }
    return String(
      format: value.magnitude < 1e18 ? "%.\(digits)f" : "%.\(digits)e", locale: nil, value)
  }

  /// From the least to the greatest, or the one number that both are when they are rounded.
  package static func range(_ least: Double, _ greatest: Double, _ digits: Int) -> String {
    let ends = [decimal(least, digits), decimal(greatest, digits)]
    return ends[0] == ends[1] ? ends[0] : ends.joined(separator: " to ")
  }

  /// Bytes as MiB with two decimals.
  package static func mib(_ bytes: Double?) -> String { decimal(bytes.map { $0 / bytesPerMiB }, 2) }

  package static func percent(_ ratio: Double?, _ digits: Int = 2) -> String {
    guard let ratio, ratio.isFinite else { return none }
    return decimal(ratio * 100, digits) + " %"
  }

  /// A probability with two decimals, or with as many as it has.
  package static func probability(_ p: Double) -> String {
    let short = decimal(p, 2)
    return Double(short) == p ? short : "\(p)"
  }

  /// Bytes as MiB with two decimals and the unit.
  package static func inMib(_ bytes: Double) -> String { mib(bytes) + " MiB" }

  /// Bytes as whole KiB with the unit.
  package static func inKib(_ bytes: Double) -> String { decimal(bytes / 1_024, 0) + " KiB" }

  /// A number with three significant digits in scientific form.
  package static func scientific(_ value: Double) -> String {
    value.isFinite ? String(format: "%.2e", locale: nil, value) : none
  }

  /// How far `measured` is from `published`, in percent.
  package static func difference(_ measured: Double?, _ published: Double?) -> String {
    guard let measured, let published, published != 0, (measured / published).isFinite else {
      return none
    }
    return String(format: "%+.1f %%", locale: nil, (measured / published - 1) * 100)
  }

  /// A whole number with its thousands apart.
  package static func count(_ value: Int) -> String {
    var digits = Array(String(value.magnitude))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (value < 0 ? "-" : "") + String(digits)
  }

  /// A number rounded to a whole one, with its thousands apart.
  package static func count(_ value: Double) -> String { count(Int(clamping: value.rounded())) }

  package static func count(mean values: [Int]) -> String {
    guard let average = average(values.map(Double.init)) else { return none }
    return count(average)
  }

  /// A number with some significant digits, in scientific form when it is very large or small.
  package static func general(_ value: Double?, _ digits: Int = 6) -> String {
    guard let value, value.isFinite else { return none }
    return String(format: "%.\(digits)g", locale: nil, value)
  }

  /// The mean; nil of nothing.
  package static func average(_ values: [Double]) -> Double? { try? mean(of: values) }
}

extension Int {
  /// The nearest whole number towards zero; the least or the greatest where that is too far, and 0
  /// of what is no number.
  package init(clamping value: Double) {
    self = value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
  }
}
