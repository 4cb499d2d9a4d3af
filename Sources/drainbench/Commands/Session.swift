import Exhibits
import Experiments
import Foundation
import Reporting
import Results

/// What a command is about to run.
struct Plan {
  let experiment: any Experiment.Type
  let configuration: JSONValue

  init<E: Experiment>(_ experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>) {
    self.experiment = experiment
    self.configuration = grid.json
  }

  init<E: Experiment>(
    standard experiment: E.Type, in forms: Set<ConfigurationForm>, seed: UInt64?
  ) {
    self.init(experiment, ConfigurationGrid(.standard(in: forms).seeded(seed)))
  }
}

/// One use of an experiment command: where results go and how they are shown.
final class Session {
  let folder: ResultsFolder
  let laboratory: Laboratory
  private let format: OutputFormat
  private let isQuiet: Bool
  private let showsCharts: Bool
  private let commandLine: [String]
  private let store: ArmStore
  private let isForced: Bool
  /// Held until the run has written its files.
  private let lock: FolderLock
  /// Whether outcomes were kept out of complete results.
  private var holdsBack = false
  /// The experiments that wrote files, with what stands in none.
  private var done: [(experiment: any Experiment.Type, analysis: Analysis)] = []

  /// Reads the common options, and proves that results can be written before anything runs.
  ///
  /// Without `--out` one experiment's results go to `results`, or to a folder in it where that
  /// holds those of another configuration; quick ones go to `results/quick` whatever it holds.
  ///
  /// - Parameter jobs: processes side by side, for a command without `--jobs`.
  /// - Throws: `ConfigurationConflict`, `Busy`.
  init(_ invocation: Invocation, _ plans: [Plan], isQuick: Bool = false, jobs: Int? = nil) throws {
    let out = invocation.values[CommonOptions.out.name] as? String
    let isGiven = invocation.isGiven(CommonOptions.out)
    let isQuiet = invocation[CommonOptions.quiet]
    let isForced = invocation[CommonOptions.force] || (isQuick && !isGiven)
    let resumes = invocation.isGiven(CommonOptions.resume)
    func conflict(in folder: ResultsFolder) throws -> ConfigurationConflict? {
      if isForced { return nil }
      for plan in plans {
        if let conflict = try ConfigurationConflict(
          in: folder, plan.experiment.name, files: plan.experiment.files.map(\.fileName),
          plan.configuration, resumes: resumes)
        {
          return conflict
        }
      }
      return nil
    }
    Interruption.watch()
    var folder = ResultsFolder(isGiven ? out ?? "" : isQuick ? "results/quick" : "results")
    var lock = try Self.enter(folder, invocation)
    if let other = try conflict(in: folder) {
      folder = other.ownFolder
      if isGiven || plans.count > 1 { throw other }
      if !isQuiet {
        Terminal.errors.tell(
          "drainbench: \(other.sentence); those of this run go to \(folder.path)\n")
      }
      lock = try Self.enter(folder, invocation)
      if let other = try conflict(in: folder) { throw other }
    }
    self.folder = folder
    self.lock = lock
    self.isForced = invocation[CommonOptions.force]
    self.isQuiet = isQuiet
    format = invocation[CommonOptions.format]
    // Commands that have charts declare the option to leave them out.
    let leavesOut = invocation.values[CommonOptions.noChart.name] as? Bool
    showsCharts = leavesOut == false && Terminal.output.isTerminal
    commandLine = ["drainbench", invocation.command] + invocation.words
    store = ArmStore(in: folder)
    laboratory = Laboratory(
      store: store, jobs: jobs ?? invocation[CommonOptions.jobs],
      resumes: resumes, given: invocation.given,
      published: .bundled,
      progress: { ProgressLine(total: $0, done: $1, quiet: isQuiet) },
      warn: { if !isQuiet { Terminal.errors.remark($0) } })
    folder.removeAbandoned()
    // Both are read again to be added to; a broken one would be noticed after the runs.
    _ = try Manifest.read(in: folder)
    if folder.contains(Coefficient.self) { _ = try folder.read(Coefficient.self) }
  }

  /// Waits for the right to write into a folder.
  static func enter(_ folder: ResultsFolder, _ invocation: Invocation) throws -> FolderLock {
    try folder.checkWritable()
    let owner = (["drainbench", invocation.command] + invocation.words).joined(separator: " ")
    var isTold = false
    while true {
      if let lock = try FolderLock.take(folder, owner: owner) { return lock }
      let busy = Busy(folder: folder, wasInterrupted: Interruption.isRequested)
      if busy.wasInterrupted || invocation[CommonOptions.noWait] { throw busy }
      if !isTold { Terminal.errors.tell("drainbench: \(busy); waiting for it (Ctrl-C gives up)\n") }
      isTold = true
      Thread.sleep(forTimeInterval: 0.1)
    }
  }

  /// Another run has the folder.
  struct Busy: StatusError, CustomStringConvertible {
    let description: String
    let wasInterrupted: Bool
    var status: ExitStatus { wasInterrupted ? .interrupted : .busy }

    init(folder: ResultsFolder, wasInterrupted: Bool) {
      let holder = FolderLock.holder(of: folder)
      description = "\(holder.isEmpty ? "another process" : holder) writes into \(folder.path)"
      self.wasInterrupted = wasInterrupted
    }
  }

  /// What is made of the folder's files.
  var results: ResultsReader { ResultsReader(folder, published: laboratory.published) }

  /// Runs an experiment and writes its files.
  func run<E: Experiment>(
    _ experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>
  ) throws {
    laboratory.record = Laboratory.Record()
    let analysis = try laboratory.analysis(of: E.self, grid)
    try write(E.self, grid, analysis, laboratory.record)
  }

  /// Writes what an experiment found; nothing where no arm finished, nor in place of complete
  /// results where some did not.
  ///
  /// - Parameter hosts: the machines that the arms ran on, where they are others than this.
  func write<E: Experiment>(
    _ experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>, _ analysis: Analysis,
    _ record: Laboratory.Record, hosts: [Manifest.HostShare]? = nil
  ) throws {
    if analysis.files.isEmpty { return }
    let finished = record.arms - record.missing.count
    let missing = record.missing.map {
      IncompleteRow(experiment: E.name, arms: record.arms, finished: finished, missing: $0)
    }
    if !missing.isEmpty {
      let isKept = E.files.contains { folder.contains($0.fileName) }
      if try isKept && !isForced
        && Manifest.read(in: folder)?.experiments[E.name]?.isIncomplete != true
      {
        Terminal.errors.tell(
          "drainbench: \(finished) of \(record.arms) arms of \(E.name) finished, and the complete "
            + "results in \(folder.path) stay as they were; --force replaces them\n")
        return holdsBack = true
      }
      try write(missing, of: E.name, \.experiment)
    }
    for file in analysis.files { try folder.write(file.text, as: file.name) }
    try write(analysis.coefficients, of: E.name, \.experiment)
    var entry = Manifest.Experiment(
      date: Date(), commandLine: commandLine, configuration: grid.json,
      gitCommit: builtFrom?.commit)
    entry.hosts = hosts
    entry.grid = grid.members.isEmpty ? nil : grid.members
    (entry.gitDirty, entry.program) = (builtFrom?.dirty, .running)
    entry.programs = record.programs.isEmpty ? nil : record.programs
    (entry.arms, entry.finished) = (record.arms, finished)
    try Manifest.update(in: folder, experiment: E.name, entry)
    if missing.isEmpty {
      try write(missing, of: E.name, \.experiment)
      // What shards there were has become these results.
      for shard in try ShardRecord.all(in: folder)
      where shard.experiment == E.name && shard.configuration == grid.json {
        folder.remove(shard.fileName)
      }
    }
    done.append((E.self, analysis))
  }

  /// Writes the rows of one experiment in place of its earlier ones, into a file of several; one
  /// without rows goes.
  private func write<Row: CSVRecord>(
    _ own: [Row], of experiment: String, _ name: KeyPath<Row, String>
  ) throws {
    let old = folder.contains(Row.self) ? try folder.read(Row.self) : []
    let rows = old.filter { $0[keyPath: name] != experiment } + own
    if rows == old { return }
    let order = allExperiments.map { $0.name }
    func rank(_ row: Row) -> Int { order.firstIndex(of: row[keyPath: name]) ?? order.count }
    // Stable: rows of one experiment keep their order.
    let sorted = rows.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }
    if rows.isEmpty { folder.remove(Row.fileName) } else { try folder.write(sorted.map(\.element)) }
  }

  /// Prints what was found, and decides the exit status; outcomes are kept on only when arms are
  /// left to run.
  func finish() throws -> ExitStatus {
    let isComplete = laboratory.failedArms == 0 && !laboratory.wasInterrupted
    if isComplete { store.discard(laboratory.asked) }
    if !done.isEmpty {
      try Terminal.output.write(text())
      if !isQuiet { Terminal.errors.tell("results are in \(folder.path)\n") }
    } else if !holdsBack {
      Terminal.errors.tell("drainbench: no run finished, and nothing was written\n")
      return status
    }
    if !isComplete && !laboratory.asked.isEmpty {
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

extension ConfigurationConflict: StatusError { var status: ExitStatus { .usage } }
