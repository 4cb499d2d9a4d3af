import Exhibits
import Results

/// The multiple of a unit in which the values of one column are read best.
struct DisplayScale {
  /// What stands for the unit; empty for a pure number.
  let label: String
  private let divisor: Double

  /// Chooses a multiple for values up to some magnitude.
  init(_ unit: ColumnUnit, greatest: Double) {
    let steps: [(label: String, size: Double)] =
      switch unit {
      case .bytes: [("bytes", 1), ("KiB", 1_024), ("MiB", 1_048_576), ("GiB", 1_073_741_824)]
      case .nanoseconds: [("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9)]
      case .microseconds: [("us", 1), ("ms", 1e3), ("s", 1e6)]
      case .milliseconds: [("ms", 1), ("s", 1e3)]
      case .seconds: [("s", 1)]
      case .perSecond: [("1/s", 1)]
      case .one: [("", 1)]
      }
    // A multiple serves from ten of it on, so that three digits stand before the last ones.
    let step = steps.last { $0.size == 1 || greatest >= 10 * $0.size } ?? steps[0]
    label = step.label
    divisor = step.size
  }

  /// A value with four digits.
  func cell(_ value: Double) -> String { Figures.general(value / divisor, 4) }

  /// A sample's median and its interval.
  func cell(_ sample: Sample) -> String {
    guard sample.values.count > 1 else { return cell(sample.median) }
    let interval = sample.interval.interval
    return "\(cell(sample.median)) [\(cell(interval.low)), \(cell(interval.high))]"
  }
}
