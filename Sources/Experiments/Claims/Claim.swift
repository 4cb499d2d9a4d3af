import Exhibits
import Results

/// What results say of a claim.
enum Verdict: String, Sendable, CaseIterable {
  case holds = "holds"
  /// What is claimed follows from the words' definitions.
  case byDefinition = "by definition"
  /// It holds under a condition that the claim does not state.
  case conditional = "holds under a condition"
  case fails = "does not hold"
  case reproduced = "reproduced"
  case differs = "not reproduced"
  /// The paper leaves it open, and results here answer it.
  case answered = "left open, answered"
  /// No experiment here bears on it.
  case untested = "not tested"
  /// The results that bear on it are not in the folder.
  case notRun = "not run"
}

/// A verdict and the figures that it rests on.
struct Judgement: Sendable {
  var verdict: Verdict
  var measured: String

  init(_ verdict: Verdict, _ measured: String) {
    self.verdict = verdict
    self.measured = measured
  }
}

/// One theorem, claim, table row or figure of the paper, and the rule by which results judge it.
struct Claim: Sendable {
  /// Where the paper has it.
  var place: String
  /// What it says, in other words.
  var statement: String
  /// Within what a figure has to be for the claim to hold.
  var rule: Rule
  /// The files that show it; none where nothing does.
  var files: [String]
  /// The words after `drainbench` that make them.
  var command: String
  /// Judges it by its rule; nil where the folder lacks what the rule needs.
  var judge: @Sendable (Evidence, Rule) throws -> Judgement?

  init(
    _ place: String, _ statement: String, rule: Rule, files: [String], command: String,
    judge: @escaping @Sendable (Evidence, Rule) throws -> Judgement?
  ) {
    self.place = place
    self.statement = statement
    self.rule = rule
    self.files = files
    self.command = command
    self.judge = judge
  }

  /// A claim that no experiment here bears on.
  static func untested(_ place: String, _ statement: String, because reason: String) -> Claim {
    Claim(place, statement, rule: "", files: [], command: "") { _, _ in Judgement(.untested, reason)
    }
  }

  /// What the folder's results say.
  func judgement(_ evidence: Evidence) throws -> Judgement {
    let missing = files.filter { !evidence.has($0) }
    return try judge(evidence, rule)
      ?? Judgement(
        .notRun,
        missing.isEmpty ? "the files lack what is needed" : "no \(listed(missing))")
  }
}

/// The results of a folder by the names in its files, whatever their rows' types.
struct Evidence {
  let results: ResultsReader

  var published: PublishedFigures { results.published }

  func has(_ file: String) -> Bool { results.folder.contains(file) }

  /// The coefficients of a name, at all points that match.
  func all(
    _ experiment: String, _ name: String, at pattern: Parameters = [:]
  ) throws -> [Coefficient] {
    try results(Coefficient.self).filter {
      $0.experiment == experiment && $0.coefficient == name && $0.parameter.matches(pattern)
    }
  }

  /// The first of them.
  func one(
    _ experiment: String, _ name: String, at pattern: Parameters = [:]
  ) throws -> Coefficient? { try all(experiment, name, at: pattern).first }

  /// The rows of a file as texts by column; nil where the folder lacks the file or it a column.
  func rows(_ file: String, _ columns: [String]) throws -> [[String: String]]? {
    guard has(file) else { return nil }
    let folder = results.folder
    let document = try CSVDocument(parsing: folder.readBytes(file), file: folder.path(of: file))
    let places = columns.compactMap { name in document.columnIndex(named: name).map { (name, $0) } }
    guard places.count == columns.count else { return nil }
    return document.rows.map { row in
      Dictionary(uniqueKeysWithValues: places.map { ($0.0, row[$0.1].text) })
    }
  }
}

extension Evidence {
  /// Whether the p-sweep's runs are as long as the published ones, so that totals compare.
  var hasPublishedLength: Bool {
    get throws {
      let rows = try rows("psweep.csv", ["requests"]) ?? []
      return !rows.isEmpty && rows.allSatisfy { $0["requests"] == "200000" }
    }
  }
}

extension [String: String] {
  /// The number in a column; nil where there is none.
  func number(_ column: String) -> Double? { self[column].flatMap(Double.init) }
}
