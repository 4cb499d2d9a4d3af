import Exhibits
import Reporting
import Results

/// `drainbench compare BASE HEAD`
enum CompareCommand {
  private static let standard = ComparisonSettings.standard

  static let threshold = Option.one(
    "threshold", .double(from: 0, "a percentage", placeholder: "PERCENT"),
    default: standard.thresholdPercent, help: "the least change of a median that is worth a claim")
  static let alpha = Option.one(
    "alpha", .double(above: 0, below: 1, "a probability", placeholder: "P"),
    default: standard.alpha,
    help: "probability of claiming anything among two runs of one program")
  static let failOn = Option.list(
    "fail-on", ValueSyntax<Failure>.choice, default: [.drift, .regression],
    help: "what makes the exit status 1")
  static let force = Option.flag(
    "force", help: "compare different machines or configurations all the same")
  static let results = Option.one(
    "results", .directory(), default: "results",
    help: "results folder within a revision, from the top of the repository")

  /// What may be named as a failure.
  enum Failure: String, CaseIterable, Sendable {
    case drift, regression, missing, none

    var discrepancy: Discrepancy? { Discrepancy(rawValue: rawValue) }
  }

  static let command = Command(
    name: "compare", group: "Results",
    summary: "two CSV files, two results folders, or two git revisions",
    discussion: """
      BASE and HEAD are paths, or git revisions whose committed results are read. A path is taken \
      before a revision; a plain word that is both is refused. Rows are matched by their key \
      columns, and seeds that the sides do not share are paired in order.

      Columns that configuration and seed determine have to be equal; a difference is drift. Times \
      and RSS are compared across repeats: medians and, in brackets, intervals between order \
      statistics (below six repeats, the range); the ratio is the median of all ratios of a head \
      to a base value. A series counts by its mean.

      A change is claimed when it is at least the threshold and a two-sided Mann-Whitney test \
      (exact up to 50 values, ties as they are) is significant at alpha among all tests of the \
      comparison, by Holm's method over those that the repeats allow to be significant (Tarone). \
      The interval has to lie beyond the mean change of the other allocators' rows of the same \
      setting, and where those moved together beyond all of theirs. Otherwise it is `~`. A column \
      of memory is also tested over all its rows at once.

      Different machines or configurations, but for the number of repeats, are refused. Exit \
      status: 1 for drift or a regression, or what --fail-on names of drift, regression, missing \
      (a row, column or file on one side only) and none.
      """,
    arguments: [
      Positional(
        .text("BASE", wanted: "a path or a git revision", completion: .files),
        help: "what is compared against"),
      Positional(
        .text("HEAD", wanted: "a path or a git revision", completion: .files),
        help: "what is compared"),
    ],
    options: [
      threshold, alpha, failOn, force, results, CommonOptions.format, CommonOptions.quiet,
    ],
    examples: [
      Example("drainbench compare HEAD~1 HEAD", "the committed results of two commits"),
      Example("drainbench compare HEAD results", "what a run changed since the commit"),
      Example("drainbench compare old/bench.csv new/bench.csv --threshold 3", "two files"),
    ],
    validate: { (invocation) throws(UsageError) in
      if invocation[failOn].contains(.none), invocation[failOn].contains(where: { $0 != .none }) {
        throw UsageError("--fail-on none: nothing else can be named beside it")
      }
    },
    action: .run { invocation in
      let sides = try invocation.arguments.map {
        try ResultsSnapshot(named: $0, folder: invocation[results])
      }
      let provenance = ProvenanceComparison(sides[0], sides[1])
      if !provenance.conflicts.isEmpty, !invocation[force] {
        throw Refusal(conflicts: provenance.conflicts)
      }
      let comparison = try Comparison(
        sides[0], sides[1],
        settings: ComparisonSettings(
          alpha: invocation[alpha], thresholdPercent: invocation[threshold]))
      if !invocation[CommonOptions.quiet] {
        for remark in comparison.remarks { Terminal.errors.tell("drainbench: \(remark)\n") }
      }
      try Terminal.output.write(text(of: comparison, invocation[CommonOptions.format]))
      let failures = invocation[failOn].compactMap(\.discrepancy)
      return failures.contains { comparison.count(of: $0) > 0 } ? .checkFailed : .done
    })

  private static func text(of comparison: Comparison, _ format: OutputFormat) throws -> String {
    switch format {
    case .csv: return try ComparisonRow.csvText(of: comparison.rows)
    case .json: return comparison.json
    case .text: return page(comparison, .text, bullet: "")
    case .markdown: return page(comparison, .markdown, bullet: "- ")
    }
  }

  /// What is compared, the tables, and what was found.
  private static func page(
    _ comparison: Comparison, _ format: TableFormat, bullet: String
  ) -> String {
    let heading = comparison.heading.map { "\(bullet)\($0)\n" }.joined()
    let tables = format.render(comparison.tables, width: Terminal.output.tableWidth)
    return [heading, tables, comparison.summary + "\n"].filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  /// Results that were not made alike.
  struct Refusal: StatusError, CustomStringConvertible {
    let conflicts: [String]
    var status: ExitStatus { .data }

    var description: String {
      "the results were not made alike; --force compares them all the same\n"
        + conflicts.map { "  \($0)" }.joined(separator: "\n")
    }
  }
}

extension SnapshotError: StatusError { var status: ExitStatus { .data } }
extension ComparisonError: StatusError { var status: ExitStatus { .data } }
extension ClassificationError: StatusError { var status: ExitStatus { .data } }
extension GitError: StatusError {
  var status: ExitStatus { self == .missing ? .unavailable : .data }
}
