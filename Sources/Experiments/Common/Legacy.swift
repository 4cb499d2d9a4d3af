import Exhibits
import Results

extension Parameters: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) { self = Parameters(csvField: text)! }
  init(_ text: String) { self = Parameters(csvField: text)! }
  func hasPrefix(_ s: String) -> Bool { csvField!.hasPrefix(s) }
  func hasSuffix(_ s: String) -> Bool { csvField!.hasSuffix(s) }
  func replacing(_ a: String, with b: String) -> String { csvField!.replacing(a, with: b) }
  func dropFirst(_ n: Int) -> Substring { csvField!.dropFirst(n) }
}

extension Coefficient {
  init() {
    self.init(CoefficientKind("", "", unit: "", isExact: false), at: [:], 0)
  }
  package init(
    experiment: String, _ name: String, _ parameter: String, _ point: GridPoint, unit: String,
    published: Double? = nil
  ) {
    self.init(
      CoefficientKind(experiment, name, unit: unit, isExact: false), at: Parameters(parameter),
      point.measured, ciLow: point.ciLow, ciHigh: point.ciHigh, predicted: point.predicted,
      published: published)
  }
}
import Statistics
extension Coefficient {
  package init(
    experiment: String, _ name: String, _ parameter: String, meanOf values: [Double], unit: String,
    predicted: Double? = nil, published: Double? = nil, isShare: Bool = false
  ) throws(StatisticsError) {
    try self.init(
      CoefficientKind(experiment, name, unit: unit, isExact: false), at: Parameters(parameter),
      meanOf: values, predicted: predicted, published: published, isShare: isShare)
  }
}

extension ResultsReader {
  func coefficients(_ experiment: String, _ name: String) throws -> [Coefficient] {
    try self(Coefficient.self).filter { $0.experiment == experiment && $0.coefficient == name }
  }
}
enum Lifetimes { static let name = "lifetimes" }
enum Sensitivity { static let name = "sensitivity" }
enum Threshold { static let name = "threshold" }
enum Classes { static let name = "classes" }
enum Granules { static let name = "granules" }
enum Predictor { static let name = "predictor" }
enum Redis { static let name = "redis" }
enum Peers { static let name = "peers" }
enum Bench { static let name = "bench" }
enum Profiler { static let name = "profiler" }
