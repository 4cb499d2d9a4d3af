import Statistics

/// Why an experiment could not be run as it was asked for.
package enum ExperimentError: Error, Sendable, Equatable {
  /// A parameter of the configuration cannot be: its name, its value, what is wanted.
  case invalidParameter(name: String, value: String, wanted: String)
  /// Options that cannot be given together, as a sentence.
  case excluded(String)
  /// A file whose series cannot be analysed, and why.
  case badSeries(file: String, reason: String)
  /// The arm's own bookkeeping and the allocator's disagree.
  case inconsistent(String)
  /// A time series that no line can be fitted to, by what tells it from the others of its file.
  case unusableSeries(String, StatisticsError)
}

extension ExperimentError: CustomStringConvertible {
  /// The wrong value and what would be right.
  package var description: String {
    switch self {
    case .invalidParameter(let name, let value, let wanted): "\(name) \(value): \(wanted)"
    case .excluded(let sentence): sentence
    case .badSeries(let file, let reason): "\(file): \(reason)"
    case .inconsistent(let what): "the run contradicts itself: \(what)"
    case .unusableSeries(let series, let error): "the series of \(series): \(error)"
    }
  }
}

/// Throws unless a parameter's value can be.
func require(
  _ holds: Bool, _ name: String, _ value: some Any, _ wanted: @autoclosure () -> String
) throws(ExperimentError) {
  if !holds { throw .invalidParameter(name: name, value: "\(value)", wanted: wanted()) }
}
