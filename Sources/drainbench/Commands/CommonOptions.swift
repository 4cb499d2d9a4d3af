import Exhibits
import Experiments
import Reporting
import Results

/// The options that every experiment takes.
enum CommonOptions {
  static let out = Option.one(
    "out", .directory, default: "results", help: "folder for CSV, coefficients and manifest")
  static let results = Option.one(
    "out", .directory, default: "results", help: "the results folder to read")
  static let format = Option.one(
    "format", ValueKind<OutputFormat>.choice, default: .text, help: "format of standard output")
  static let quiet = Option.flag("quiet", short: "q", help: "no progress, no remarks")
  static let jobs = Option.one(
    "jobs", .whole(1...1_024), default: ArmRunner.defaultJobs,
    defaultText: "one a processor", help: "runs side by side")

  static func seed(_ value: UInt64) -> Option<UInt64> {
    .one("seed", .whole(), default: value, help: "the first seed")
  }

  static let resume = Option.flag(
    "resume", help: "take over the arms that an interrupted run finished, and run the rest")

  static let shard = Option.optional(
    "shard", ShardChoice.kind,
    help:
      "run every N-th arm from the I-th on and keep the outcomes, for merge; auto: as a task of "
      + "a Slurm array")

  static let force = Option.flag(
    "force", help: "replace results of another configuration, and complete ones by incomplete ones")
  static let noWait = Option.flag(
    "no-wait", help: "give up where another run writes into the folder")

  static let noChart = Option.flag("no-chart", help: "no chart below the tables on a terminal")

  static let output: [any OptionDeclaration] = [
    out, format, quiet, jobs, resume, force, noWait,
  ]
}

/// What standard output may be.
enum OutputFormat: String, CaseIterable, Sendable {
  case text, json, csv, markdown

  /// The format of tables with the same name.
  var tableFormat: TableFormat { TableFormat(rawValue: rawValue)! }
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
    case .invalidParameter: UsageError("--\(self)")
    case .excluded, .badSeries, .inconsistent, .unusableSeries: UsageError(description)
    }
  }
}
