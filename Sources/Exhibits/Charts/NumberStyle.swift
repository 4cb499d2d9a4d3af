import Foundation

/// How the numbers of an axis are written: in one unit for the whole axis, which its title names.
package struct NumberStyle: Sendable, Equatable {
  /// A unit: its name, and how much of the data's unit it is.
  struct Unit: Sendable, Equatable {
    var name: String
    var size: Double
  }

  /// The units from small to large; the first also serves what is smaller.
  let units: [Unit]

  private init(_ units: [(String, Double)]) { self.units = units.map { Unit(name: $0, size: $1) } }

  /// A pure number or a number in a unit of its own, with thousands set apart.
  ///
  /// - Parameter unit: a unit for the axis title; empty for none.
  package static func plain(_ unit: String = "") -> NumberStyle { NumberStyle([(unit, 1)]) }

  /// Things: thousands are set apart, and millions counted as such.
  package static let count = NumberStyle([("", 1), ("million", 1e6), ("billion", 1e9)])

  /// Bytes, as bytes, KiB, MiB or GiB.
  ///
  /// - Parameter rate: what follows the unit, such as `/request`.
  package static func bytes(_ rate: String = "") -> NumberStyle {
    let kibi = 1_024.0
    return NumberStyle([
      ("bytes\(rate)", 1), ("KiB\(rate)", kibi), ("MiB\(rate)", kibi * kibi),
      ("GiB\(rate)", kibi * kibi * kibi),
    ])
  }

  /// Nanoseconds, as ns, µs, ms or s.
  package static let nanoseconds = NumberStyle([("ns", 1), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)])

  /// A share, as percent.
  package static let percent = NumberStyle([("%", 0.01)])

  /// The unit in which a magnitude is at least 1, or the smallest.
  func unit(for magnitude: Double) -> Unit {
    units.last { magnitude >= $0.size } ?? units[0]
  }

  /// A number with just the decimals that `step` needs, thousands set apart.
  static func text(_ value: Double, step: Double) -> String {
    let decimals = step >= 1 || step <= 0 ? 0 : min(12, Int((-log10(step)).rounded(.up)))
    return grouped(String(format: "%.\(decimals)f", locale: nil, value))
  }

  /// A number with up to three significant digits and its unit, for labels in a chart.
  package func label(_ value: Double) -> String {
    let unit = unit(for: value.magnitude)
    let scaled = value / unit.size
    let decimals = scaled == 0 ? 0 : max(0, 2 - Int(log10(scaled.magnitude).rounded(.down)))
    let number = Self.grouped(String(format: "%.\(min(12, decimals))f", locale: nil, scaled))
    let space = unit.name.isEmpty ? "" : "\u{A0}"
    return number + space + unit.name
  }

  private static func grouped(_ text: String) -> String {
    let digits = text.drop { $0 == "-" }.prefix { $0 != "." }
    let isZero = text.allSatisfy { "-0.".contains($0) }
    let sign = text.hasPrefix("-") && !isZero ? "\u{2212}" : ""
    let fraction = text.drop { $0 != "." }
    var whole = ""
    for (index, digit) in digits.reversed().enumerated() {
      if index > 0, index % 3 == 0 { whole = "," + whole }
      whole = String(digit) + whole
    }
    return sign + whole + fraction
  }
}
