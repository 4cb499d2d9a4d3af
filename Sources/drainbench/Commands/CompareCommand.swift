import Exhibits
import Reporting
import Results

/// `drainbench compare BASE HEAD`
enum CompareCommand {
  private static let standard = ComparisonSettings.standard

  static let threshold = Option.one(
    "threshold", ValueKind(0 ... .infinity, .percentage),
    default: standard.thresholdPercent, help: "the least change of a median that is worth a claim")
  static let alpha = Option.one(
    "alpha", ValueKind(0...1, .probability, includesLower: false, includesUpper: false),
    default: standard.alpha,
    help: "probability of claiming anything among two runs of one program")
  static let failOn = Option.list(
    "fail-on", ValueKind<Failure>.choice, default: [.drift, .regression],
    help: "what makes the exit status 1")
  static let force = Option.flag(
    "force", help: "compare different configurations, and times and RSS of different machines")
  static let all = Option.flag(
    "all", help: "list the measurements without a change too, a table for each column")
  static let filter = Option.optional(
    "filter", .word("PATTERN", "words, in which * stands for anything"),
    help: "compare what has these words in its file, row and column")
  static let results = Option.one(
    "results", .directory, default: "results",
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
      columns, and seeds that the sides do not share are paired in order. With several HEADs each \
      is compared with BASE, in a column of its own.

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

      Changes are listed, the largest first; --all lists the other measurements. Of two machines \
      what the seed determines is compared, and times and RSS are left out. Different \
      configurations, but for the number of repeats, are refused. Exit status: 1 for drift or a regression, or what --fail-on names of drift, regression, missing \
      (a row, column or file on one side only) and none.
      """,
    arguments: [
      Positional(
        .word("BASE", "a path or a git revision", completion: .files),
        help: "what is compared against"),
      Positional(
        .word("HEAD", "a path or a git revision", completion: .files), .oneOrMore,
        help: "what is compared"),
    ],
    options: [
      threshold, alpha, failOn, force, all, filter, results, CommonOptions.format,
      CommonOptions.quiet,
    ],
    examples: [
      Example("drainbench compare HEAD~1 HEAD", "the committed results of two commits"),
      Example("drainbench compare HEAD results", "what a run changed since the commit"),
      Example("drainbench compare old/bench.csv new/bench.csv --threshold 3", "two files"),
      Example("drainbench compare results mine", "whether results are the author's"),
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
      let conflicts = sides.dropFirst().flatMap { ProvenanceComparison(sides[0], $0).conflicts }
      if !conflicts.isEmpty, !invocation[force] { throw Refusal(conflicts: conflicts) }
      let settings = ComparisonSettings(
        alpha: invocation[alpha], thresholdPercent: invocation[threshold],
        comparesMachines: invocation[force],
        pattern: invocation[filter].map { ComparisonPattern($0) })
      let comparisons = try sides.dropFirst().map {
        try Comparison(sides[0], $0, settings: settings)
      }
      if !invocation[CommonOptions.quiet] {
        for comparison in comparisons {
          let name = comparisons.count == 1 ? "" : "\(comparison.head.name): "
          for remark in comparison.remarks { Terminal.errors.remark(name + remark) }
        }
      }
      try Terminal.output.write(
        text(of: comparisons, invocation[CommonOptions.format], all: invocation[all]))
      let failures = invocation[failOn].compactMap(\.discrepancy)
      return failures.contains { failure in comparisons.contains { $0.count(of: failure) > 0 } }
        ? .checkFailed : .done
    })

  private static func text(
    of comparisons: [Comparison], _ format: OutputFormat, all: Bool
  ) throws -> String {
    switch format {
    case .csv:
      let text = try ComparisonRow.csvText(of: comparisons.flatMap(\.rows))
      let document = try CSVDocument(parsing: text, file: ComparisonRow.fileName)
      return CSVDocument.guardedText(
        header: document.header.map(\.text), rows: document.rows.map { $0.map(\.text) })
    case .json: return Comparison.json(of: comparisons)
    case .text: return page(comparisons, .text, bullet: "", all)
    case .markdown: return page(comparisons, .markdown, bullet: "- ", all)
    }
  }

  /// What is compared, the tables, and what was found.
  private static func page(
    _ comparisons: [Comparison], _ format: TableFormat, bullet: String, _ all: Bool
  ) -> String {
    func lines(_ texts: [String]) -> String { texts.map { "\(bullet)\($0)\n" }.joined() }
    let heading = lines(Comparison.heading(of: comparisons))
    let tables = format.render(
      Comparison.tables(of: comparisons, all: all), width: Terminal.output.tableWidth)
    let findings = comparisons.flatMap { found in
      let name = comparisons.count == 1 ? "" : "\(found.head.name.visible): "
      return found.namedClaims.map { name + $0 } + [name + found.summary]
    }
    return [heading, tables, findings.map { $0 + "\n" }.joined()].filter { !$0.isEmpty }
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
