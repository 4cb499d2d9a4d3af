import Exhibits
import Experiments
import Foundation
import Reporting
import Results

/// One use of an experiment command: where results go and how they are shown.
final class Session {
  let folder: ResultsFolder
  let laboratory: Laboratory
  private let format: OutputFormat
  private let isQuiet: Bool
  private let showsCharts: Bool
  private let commandLine: [String]
  private let store: ArmStore
  /// The experiments that wrote files, with what stands in none.
  private var done: [(experiment: any Experiment.Type, analysis: Analysis)] = []

  /// Reads the common options, and proves that results can be written before anything runs.
  ///
  /// - Parameters:
  ///   - out: the folder, where it is not what `--out` says.
  ///   - jobs: processes side by side, for a command without `--jobs`.
  init(_ invocation: Invocation, out: String? = nil, jobs: Int? = nil) throws {
    let folder = ResultsFolder(out ?? invocation[CommonOptions.out])
    let isQuiet = invocation[CommonOptions.quiet]
    self.folder = folder
    self.isQuiet = isQuiet
    format = invocation[CommonOptions.format]
    // Commands that have charts declare the option to leave them out.
    let leavesOut = invocation.values[CommonOptions.noChart.name] as? Bool
    showsCharts = leavesOut == false && Terminal.output.isTerminal
    commandLine = ["drainbench", invocation.command] + invocation.words
    store = ArmStore(in: folder)
    laboratory = Laboratory(
      store: store, jobs: jobs ?? invocation[CommonOptions.jobs],
      resumes: invocation.isGiven(CommonOptions.resume), given: invocation.given,
      published: .bundled,
      progress: { ProgressLine(total: $0, done: $1, quiet: isQuiet) },
      warn: { if !isQuiet { Terminal.errors.tell("drainbench: \($0)\n") } })
    try folder.checkWritable()
    folder.removeAbandoned()
    // Both are read again to be added to; a broken one would be noticed after the runs.
    _ = try Manifest.read(in: folder)
    if folder.contains(Coefficient.self) { _ = try folder.read(Coefficient.self) }
    Interruption.watch()
  }

  /// What is made of the folder's files.
  var results: ResultsReader { ResultsReader(folder, published: laboratory.published) }

  /// Runs an experiment and writes its files; none where no arm finished.
  func run<E: Experiment>(_ experiment: E.Type, _ configuration: E.Configuration) throws {
    let analysis = try E.run(configuration, laboratory)
    if analysis.files.isEmpty { return }
    for file in analysis.files { try folder.write(file.text, as: file.name) }
    try write(analysis.coefficients, of: E.name)
    try Manifest.update(
      in: folder, experiment: E.name, commandLine: commandLine,
      configuration: analysis.source ?? configuration.json)
    done.append((E.self, analysis))
  }

  /// Writes the coefficients of one experiment in place of its earlier ones.
  private func write(_ coefficients: [Coefficient], of experiment: String) throws {
    var rows: [Coefficient] = []
    if folder.contains(Coefficient.self) {
      rows = try folder.read(Coefficient.self).filter { $0.experiment != experiment }
    }
    rows += coefficients
    let order = allExperiments.map { $0.name }
    func rank(_ row: Coefficient) -> Int { order.firstIndex(of: row.experiment) ?? order.count }
    // Stable: rows of one experiment keep their order.
    let sorted = rows.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }
    try folder.write(sorted.map(\.element))
  }

  /// Prints what was found, and decides the exit status; outcomes are kept on only when arms are
  /// left to run.
  func finish() throws -> ExitStatus {
    let isComplete = laboratory.failedArms == 0 && !laboratory.wasInterrupted
    if isComplete { store.discard(kinds: laboratory.armKinds) }
    if done.isEmpty {
      Terminal.errors.tell("drainbench: no run finished, and nothing was written\n")
      return status
    }
    try Terminal.output.write(text())
    if !isQuiet { Terminal.errors.tell("results are in \(folder.path)\n") }
    if !isComplete && !laboratory.armKinds.isEmpty {
      laboratory.warn("the same command with --resume runs the arms that are left")
    }
    return status
  }

  private var checks: [ReproductionCheck] { done.flatMap(\.analysis.checks) }

  private var status: ExitStatus {
    if laboratory.wasInterrupted { return .interrupted }
    if laboratory.failedArms > 0 { return .internalError }
    return checks.contains { $0.outcome == .fail } ? .checkFailed : .done
  }

  /// What the folder's files show, and what stands in none.
  private func text() throws -> String {
    let results = results
    // The summary of each experiment as it is in the folder.
    let rows = try done.map { done -> (name: String, text: String) in
      let name = done.experiment.files[0].fileName
      return (name, String(decoding: try folder.readBytes(name), as: UTF8.self))
    }
    if format == .csv { return rows.map(\.text).joined(separator: "\n") }
    var tables: [Table] = []
    var charts: [TerminalChart] = []
    for (experiment, analysis) in done {
      let exhibits = experiment.exhibits
      var own = try Gathered(exhibits.tables, from: results).tables
      for finding in try Gathered(exhibits.findings, from: results).made {
        own.state(finding.content)
      }
      tables += own + analysis.unfiled
      if showsCharts {
        charts += try Gathered(exhibits.charts, from: results).made.flatMap(\.content)
      }
    }
    switch format {
    case .json:
      return try TableFormat.json(
        tables + [checkTable(checks)],
        rows: rows.map { try CSVDocument(parsing: $0.text, file: $0.name) })
    case .markdown: return TableFormat.markdown.render(tables + [checkTable(checks)])
    case .text, .csv:
      let terminal = Terminal.output
      var parts = [TableFormat.text.render(tables, width: terminal.tableWidth)]
      parts += charts.map { $0.text() }
      if !checks.isEmpty { parts.append(TextReport.checks(checks, style: terminal.style)) }
      return parts.joined(separator: "\n")
    }
  }
}

extension [Table] {
  /// Adds what was found as notes of the last table.
  fileprivate mutating func state(_ finding: Finding) {
    if isEmpty { return }
    self[count - 1].notes += [finding.headline + "."] + finding.paragraphs
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
