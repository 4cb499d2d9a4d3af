/// Input that a statistic is not defined for: what was given, and what would be right.
package enum StatisticsError: Error, Equatable, Sendable {
  /// `count` values were given where `required` or more are needed.
  case tooFewPoints(count: Int, required: Int)
  /// Two series that pair up point by point have different lengths.
  case mismatchedLengths(x: Int, y: Int)
  /// The value at `index` of the series `name` is infinite or not a number.
  case nonFinite(name: String, index: Int, value: Double)
  /// `name` is outside [0, 1].
  case probabilityOutOfRange(name: String, value: Double)
  /// `name` is a confidence level outside the open interval (0, 1).
  case confidenceOutOfRange(value: Double)
  /// Every x is `value`, so that no slope is defined.
  case constantX(value: Double)
  /// `name` is not finite and above 0.
  case notPositive(name: String, value: Double)
  /// `successes` is not within `0...trials`, or `trials` is below 1.
  case invalidTrials(successes: Int, trials: Int)
  /// `resamples` leaves no resample beyond each end of an interval of `confidence`.
  case tooFewResamples(resamples: Int, required: Int, confidence: Double)
  /// The values are finite and `name`, computed from them, is not.
  case resultNotFinite(name: String, value: Double)
}

extension StatisticsError: CustomStringConvertible {
  /// One sentence with the wrong value and the right ones.
  package var description: String {
    switch self {
    case .tooFewPoints(let count, let required):
      "\(count) points are too few: \(required) or more are needed"
    case .mismatchedLengths(let x, let y):
      "x has \(x) values and y has \(y): both need the same number"
    case .nonFinite(let name, let index, let value):
      "\(name)[\(index)] is \(value): every value must be finite"
    case .probabilityOutOfRange(let name, let value):
      "\(name) is \(value): it must be a probability from 0 to 1"
    case .confidenceOutOfRange(let value):
      "confidence is \(value): it must be above 0 and below 1, for example 0.95"
    case .constantX(let value):
      "x is \(value) at every point: a slope needs two different values of x"
    case .notPositive(let name, let value):
      "\(name) is \(value): it must be finite and above 0"
    case .invalidTrials(let successes, let trials):
      "\(successes) successes in \(trials) trials: trials must be 1 or more, "
        + "and successes from 0 to trials"
    case .tooFewResamples(let resamples, let required, let confidence):
      "\(resamples) resamples are too few for confidence \(confidence): "
        + "\(required) or more are needed"
    case .resultNotFinite(let name, let value):
      "\(name) comes out as \(value): the values are too large or too small for 64-bit "
        + "floating point, scale them first"
    }
  }
}

/// Throws unless `values` has `required` or more elements, all finite.
func check(
  _ values: [Double], named name: String, atLeast required: Int
) throws(StatisticsError) {
  guard values.count >= required else {
    throw .tooFewPoints(count: values.count, required: required)
  }
  if let index = values.firstIndex(where: { !$0.isFinite }) {
    throw .nonFinite(name: name, index: index, value: values[index])
  }
}

/// Throws unless `values` has one or more elements, all finite and above 0.
func checkPositive(_ values: [Double], named name: String) throws(StatisticsError) {
  try check(values, named: name, atLeast: 1)
  if let index = values.firstIndex(where: { $0 <= 0 }) {
    throw .notPositive(name: "\(name)[\(index)]", value: values[index])
  }
}

/// Throws unless `confidence` is inside (0, 1).
func check(confidence: Double) throws(StatisticsError) {
  guard confidence > 0, confidence < 1 else { throw .confidenceOutOfRange(value: confidence) }
}

/// Throws unless `value` is within [0, 1].
func check(probability value: Double, named name: String) throws(StatisticsError) {
  guard value >= 0, value <= 1 else { throw .probabilityOutOfRange(name: name, value: value) }
}

/// Throws unless `0 <= successes <= trials` and `trials >= 1`.
func check(successes: Int, trials: Int) throws(StatisticsError) {
  guard trials >= 1, successes >= 0, successes <= trials else {
    throw .invalidTrials(successes: successes, trials: trials)
  }
}

/// Returns `value`, or throws when the computation left the range of a finite `Double`.
func finite(_ value: Double, named name: String) throws(StatisticsError) -> Double {
  guard value.isFinite else { throw .resultNotFinite(name: name, value: value) }
  return value
}
