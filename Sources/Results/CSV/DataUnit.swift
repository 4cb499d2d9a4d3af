/// The unit of a column's or a parameter's values, which it has to state.
package enum DataUnit: String, Sendable, CaseIterable {
  /// A pure number: a share, a rate, a ratio, a seed, a number of repeats.
  case one = "1"
  /// A name or another text.
  case word
  case bytes
  case mebibytes
  case seconds
  case nanoseconds
  case arms
  case closes
  case cycles
  case epochs
  case events
  case granules
  case keys
  case objects
  case operations
  case requests
  case runs
  case samples
  case sessions
  case slabs
  case threads
  case kibibytesPerRequest = "KiB per request"
  case bytesPerRequest = "bytes per request"
  case slabsPerRequest = "slabs per request"
  case slabsPerEpoch = "slabs per epoch"
  /// The row tells it in the column `unit`.
  case ofRow = "as the row's unit"
  /// The row's metric, series or column has it.
  case ofMetric = "as the metric"
}
