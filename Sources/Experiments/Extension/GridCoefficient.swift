import Results

extension Coefficient {
  /// A grid point as a coefficient.
  ///
  /// - Parameters:
  ///   - experiment: the experiment.
  ///   - name: what is measured.
  ///   - parameter: where, such as `p=0.05 lifetime=fixed`.
  ///   - point: the mean and its closed form.
  ///   - unit: the unit of all numbers.
  ///   - published: what the paper prints.
  package init(
    experiment: String, _ name: String, _ parameter: String, _ point: GridPoint, unit: String,
    published: Double? = nil
  ) {
    self.init()
    self.experiment = experiment
    coefficient = name
    self.parameter = parameter
    value = point.measured
    ciLow = point.ciLow
    ciHigh = point.ciHigh
    predicted = point.predicted
    self.published = published
    self.unit = unit
  }
}
