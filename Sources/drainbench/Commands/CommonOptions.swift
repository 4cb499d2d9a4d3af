import Exhibits
import Experiments
import Reporting
import Results

/// The options that every experiment takes.
enum CommonOptions {
  static let out = Option.one(
    "out", .directory(), default: "results", help: "folder for CSV, coefficients and manifest")
  static let results = Option.one(
    "out", .directory(), default: "results", help: "the results folder to read")
  static let format = Option.one(
    "format", ValueSyntax<OutputFormat>.choice, default: .text, help: "format of standard output")
  static let quiet = Option.flag("quiet", short: "q", help: "no progress, no remarks")
  static let jobs = Option.one(
    "jobs", .int(from: 1, to: 1_024, placeholder: "N"), default: ArmRunner.defaultJobs,
    defaultText: "one a processor", help: "runs side by side")

  static func seed(_ value: UInt64) -> Option<UInt64> {
    .one("seed", .uint64, default: value, help: "the first seed")
  }

  static let resume = Option.flag(
    "resume", help: "take over the arms that an interrupted run finished, and run the rest")

  static let noChart = Option.flag("no-chart", help: "no chart below the tables on a terminal")

  static let output: [any OptionDeclaration] = [out, format, quiet, jobs, resume]
}

/// What standard output may be.
enum OutputFormat: String, CaseIterable, Sendable {
  case text, json, csv, markdown

  var tableFormat: TableFormat {
    switch self {
    case .text: .text
    case .json: .json
    case .csv: .csv
    case .markdown: .markdown
    }
  }
}

extension JSONError: StatusError { var status: ExitStatus { .data } }
extension CSVError: StatusError { var status: ExitStatus { .data } }
extension ResultsError: StatusError {
  var status: ExitStatus {
    if case .cannotWrite = self { .cannotCreate } else { .data }
  }
}

extension ExperimentError {
  /// The error as one about the options of a command.
  var usage: UsageError {
    switch self {
    case .invalidParameter(let name, let value, let wanted):
      UsageError("--\(name) \(value): \(wanted)")
    case .excluded, .badSeries, .inconsistent, .unusableSeries: UsageError(description)
    }
  }
}
