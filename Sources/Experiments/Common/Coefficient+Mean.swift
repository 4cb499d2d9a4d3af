import Results
import Statistics

extension Coefficient {
  /// The mean of values, one a seed, with its 95 % interval when there are two or more.
  ///
  /// Of shares, which lie within 0 to 1, the interval is cut to that range.
  package init(
    experiment: String, _ name: String, _ parameter: String, meanOf values: [Double], unit: String,
    predicted: Double? = nil, published: Double? = nil, isShare: Bool = false
  ) throws(StatisticsError) {
    self.init()
    self.experiment = experiment
    coefficient = name
    self.parameter = parameter
    value = try mean(of: values)
    if values.count > 1 {
      let interval = try meanInterval(of: values)
      ciLow = isShare ? max(0, interval.low) : interval.low
      ciHigh = isShare ? min(1, interval.high) : interval.high
    }
    self.predicted = predicted
    self.published = published
    self.unit = unit
  }
}
