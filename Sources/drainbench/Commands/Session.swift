import Exhibits
import Experiments
import Foundation
import Reporting
import Results

/// One use of an experiment command: where results go and how they are shown.
struct Session {
  let folder: ResultsFolder
  let format: OutputFormat
  let isQuiet: Bool
  let jobs: Int
  let resumes: Bool
  let showsCharts: Bool
  let commandLine: [String]
  let store: ArmStore
  let published = PublishedFigures.bundled

  /// Reads the common options, and proves that results can be written before anything runs.
  ///
  /// - Parameters:
  ///   - out: the folder, where it is not what `--out` says.
  ///   - jobs: processes side by side, for a command without `--jobs`.
  init(_ invocation: Invocation, out: String? = nil, jobs: Int? = nil) throws {
    folder = ResultsFolder(out ?? invocation[CommonOptions.out])
    format = invocation[CommonOptions.format]
    isQuiet = invocation[CommonOptions.quiet]
    self.jobs = jobs ?? invocation[CommonOptions.jobs]
    resumes = invocation.isGiven(CommonOptions.resume)
    // Commands that have charts declare the option to leave them out.
    let leavesOut = invocation.values[CommonOptions.noChart.name] as? Bool
    showsCharts = leavesOut == false && Terminal.output.isTerminal
    commandLine = ["drainbench", invocation.command] + invocation.words
    store = ArmStore(in: folder)
    try folder.checkWritable()
    folder.removeAbandoned()
    // Both are read again to be added to; a broken one would be noticed after the runs.
    _ = try Manifest.read(in: folder)
    if folder.contains(Coefficient.self) { _ = try folder.read(Coefficient.self) }
    Interruption.watch()
  }

  /// Runs arms with a progress line, and reports the ones that died.
  ///
  /// Each outcome is kept until `finish`; with `--resume` those kept by an earlier run are taken
  /// over.
  func run<A: Arm>(_ arms: [A]) throws -> ArmOutcomes<A> {
    let kept = try takeOver(arms)
    let progress = ProgressLine(total: arms.count, done: kept.count, quiet: isQuiet)
    defer { progress.finish() }
    let outcomes = try ArmRunner(jobs: jobs) { progress.advance($0) }
      .run(arms, kept: kept) { try store.keep($0, of: $1) }
    for failure in outcomes.failures {
      progress.note("drainbench: \(failure); the results of the other arms are kept")
    }
    return outcomes
  }

  private func takeOver<A: Arm>(_ arms: [A]) throws -> [Int: A.Outcome] {
    if resumes {
      let kept = try store.outcomes(of: arms)
      warn(
        kept.isEmpty
          ? "no finished arm of \(A.kind) was kept for this program and configuration: all "
            + "\(arms.count) are run"
          : "\(kept.count) of \(arms.count) arms of \(A.kind) were kept by an earlier run")
      return kept
    }
    let count = try store.count(of: arms)
    if count > 0 {
      warn(
        "\(count) of \(arms.count) arms of \(A.kind) were kept by an earlier run and are run "
          + "again; --resume takes them over")
    }
    return [:]
  }

  /// Prints a remark on standard error.
  func warn(_ text: String) {
    if !isQuiet { Terminal.errors.tell("drainbench: \(text)\n") }
  }

  /// Writes the coefficients of one experiment in place of its earlier ones.
  func write(_ coefficients: [Coefficient], of experiment: String) throws {
    var rows: [Coefficient] = []
    if folder.contains(Coefficient.self) {
      rows = try folder.read(Coefficient.self).filter { $0.experiment != experiment }
    }
    rows += coefficients
    let order = RunnableExperiment.all.map(\.name)
    func rank(_ row: Coefficient) -> Int { order.firstIndex(of: row.experiment) ?? order.count }
    // Stable: rows of one experiment keep their order.
    let sorted = rows.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }
    try folder.write(sorted.map(\.element))
  }

  /// Records how the results of one experiment were made.
  func record(_ configuration: JSONValue, of experiment: String) throws {
    try Manifest.update(
      in: folder, experiment: experiment, commandLine: commandLine,
      configuration: configuration)
  }

  /// Prints what an experiment found, and decides the exit status; outcomes are kept on only when
  /// arms are left to run.
  func finish(_ findings: Findings) throws -> ExitStatus {
    if findings.isComplete { store.discard(kinds: findings.armKinds) }
    if findings.tables.isEmpty {
      Terminal.errors.tell("drainbench: no run finished, and nothing was written\n")
      return findings.status
    }
    try Terminal.output.write(text(of: findings))
    if !isQuiet { Terminal.errors.tell("results are in \(folder.path)\n") }
    if !findings.isComplete && !findings.armKinds.isEmpty {
      warn("the same command with --resume runs the arms that are left")
    }
    return findings.status
  }

  private func text(of findings: Findings) throws -> String {
    switch format {
    case .csv: return findings.rows.map(\.text).joined(separator: "\n")
    case .text:
      let terminal = Terminal.output
      var parts = [TableFormat.text.render(findings.tables, width: terminal.tableWidth)]
      if showsCharts { parts += findings.charts.map { $0.text() } }
      if !findings.checks.isEmpty {
        parts.append(TextReport.checks(findings.checks, style: terminal.style))
      }
      return parts.joined(separator: "\n")
    case .json:
      return try TableFormat.json(
        findings.tables + [checkTable(findings.checks)],
        rows: findings.rows.map { try CSVDocument(parsing: $0.text, file: $0.name) })
    case .markdown:
      return TableFormat.markdown.render(findings.tables + [checkTable(findings.checks)])
    }
  }
}

/// What one experiment command found.
struct Findings {
  var tables: [Table] = []
  /// What stands below the tables on a terminal.
  var charts: [TerminalChart] = []
  var checks: [ReproductionCheck] = []
  /// The summary rows as they are in the results folder, by their file's name.
  private(set) var rows: [(name: String, text: String)] = []
  /// The kinds of the arms that were run.
  var armKinds: Set<String> = []
  var failedArms = 0
  var wasInterrupted = false

  /// Whether every arm finished.
  var isComplete: Bool { failedArms == 0 && !wasInterrupted }

  var status: ExitStatus {
    if wasInterrupted { return .interrupted }
    if failedArms > 0 { return .internalError }
    return checks.contains { $0.outcome == .fail } ? .checkFailed : .done
  }

  /// Shows summary rows where CSV is asked for, and beside the tables in JSON.
  mutating func show<Row: CSVRecord>(_ shown: [Row]) throws {
    rows.append((Row.fileName, try Row.csvText(of: shown)))
  }

  mutating func note<A: Arm>(_ outcomes: ArmOutcomes<A>) {
    armKinds.insert(A.kind)
    failedArms += outcomes.failures.count
    wasInterrupted = wasInterrupted || outcomes.wasInterrupted
  }

  mutating func add(_ other: Findings) {
    tables += other.tables
    charts += other.charts
    checks += other.checks
    rows += other.rows
    armKinds.formUnion(other.armKinds)
    failedArms += other.failedArms
    wasInterrupted = wasInterrupted || other.wasInterrupted
  }
}

/// The checks of a run as lines of text.
enum TextReport {
  static func checks(_ checks: [ReproductionCheck], style: Style) -> String {
    var lines = "Checks\n\n"
    for check in checks {
      let mark =
        switch check.outcome {
        case .pass: style.green("pass")
        case .fail: style.red("FAIL")
        case .note: style.dim("note")
        }
      let measured = check.measured.isEmpty ? "" : ": \(check.measured)"
      let text = wrapped("\(check.experiment), \(check.statement)\(measured)", width: 72)
      for (index, line) in text.enumerated() {
        lines += index == 0 ? "  \(mark)  \(line)\n" : "        \(line)\n"
      }
    }
    let failed = checks.count { $0.outcome == .fail }
    let passed = checks.count { $0.outcome == .pass }
    return lines + "\n\(passed) passed, \(failed) failed\n"
  }
}
