import Exhibits
import Experiments
import Recordings
import Results

/// `drainbench replay RECORDING`
enum ReplayCommand {
  static let allocators = Option.list(
    "allocator", ValueKind<Allocator>.choice, default: Allocator.allCases,
    help: "allocators to replay on; those not installed are left out unless named here")
  static let route = Option.optional(
    "route", .file("routing.json"),
    help: "also replay with its sites in places of their own, where the allocator has such")
  static let rounds = Option.one(
    "repeat", .whole(1...1_000), default: 1, help: "processes for each allocator and routing")
  static let looks = Option.one(
    "looks", .whole(1...1_000), default: 32, help: "points over the allocation clock")
  static let out = Option.one(
    "out", .directory, default: "results/recordings", help: "folder for CSV and the plot")

  static let command = Command(
    name: "replay", group: RecordCommand.group,
    summary: "a recording done again on real allocators, routed or not",
    discussion: """
      Does every allocation and free again, in processes of their own: sizes, order and lifetimes as \
      recorded, every page of every object written to, by one thread. At the moment that is looked \
      at, by default that of `advise`, and along the allocation clock, the allocator is asked to give back what it can; RSS and \
      its own statistics then stand beside what a model of its slabs foretells. Reallocs are frees \
      and allocations, and alignment is malloc's. Nothing is drawn at random, so there is no seed.

      With --route, objects of routed sites go to an arena (jemalloc), a heap (mimalloc) or a \
      persistent epoch (temporal-slab) of their own. glibc and tcmalloc have no such place. Objects \
      above temporal-slab's largest class have pages of their own there.

      Rows go to replay.csv and replay-series.csv, in place of those of the same recording and \
      allocator, and the plot to NAME-replay.svg.
      """,
    arguments: [RecordingOptions.recording],
    options: [
      allocators, route, rounds, looks, RecordingOptions.moment, RecordingOptions.frames, out,
      CommonOptions.format, CommonOptions.quiet, CommonOptions.jobs, CommonOptions.noWait,
    ],
    examples: [
      Example("drainbench replay redis.raw.zst", "on every allocator that is installed"),
      Example(
        "drainbench replay redis.raw.zst --allocator jemalloc --route routing.json",
        "what an arena for the routed sites gives back"),
    ],
    validate: { (invocation) throws(UsageError) in
      if case .each = invocation[RecordingOptions.moment] {
        throw UsageError("--at each: a replay compares one moment; name it")
      }
      let names = invocation[allocators]
      if invocation[route] != nil, names.allSatisfy({ $0.placeNoun == nil }) {
        throw UsageError(
          "--route with --allocator \(names.map(\.rawValue).joined(separator: ",")): no arenas or "
            + "heaps that a program can choose; expected one that has: "
            + Allocator.allCases.filter { $0.placeNoun != nil }.map(\.rawValue)
            .joined(separator: ", "))
      }
    },
    action: .run { invocation in
      let path = invocation.arguments[0]
      let isQuiet = invocation[CommonOptions.quiet]
      try Allocator.require(invocation[allocators], given: invocation.given)
      let routing = try invocation[route].map { try SiteRouting(reading: $0) }
      Interruption.watch()
      let folder = ResultsFolder(invocation[out])
      let lock = try Session.enter(folder, invocation)
      defer { withExtendedLifetime(lock) {} }
      let recording = try ReplayRecording.read(
        path, at: invocation[RecordingOptions.moment],
        model: routing?.modelOptions ?? ModelOptions(), rule: routing?.rule ?? SiteRule(),
        framesPath: invocation[RecordingOptions.frames])
      let replay = try Replay(
        recording, of: path, routing: routing, on: invocation[allocators],
        rounds: invocation[rounds], looks: invocation[looks],
        warn: { if !isQuiet { Terminal.errors.remark($0) } })
      try Interruption.check()
      let progress = ProgressLine(total: replay.processes, quiet: isQuiet)
      let findings = try replay.run(
        ArmRunner(jobs: invocation[CommonOptions.jobs]) { progress.advance($0) })
      progress.finish()
      for failure in findings.failures { Terminal.errors.tell("drainbench: \(failure)\n") }
      if findings.wasInterrupted { return .interrupted }
      guard findings.failures.isEmpty else {
        Terminal.errors.tell("drainbench: nothing was written\n")
        return .internalError
      }
      try write(findings.rows, in: folder)
      try write(findings.samples, in: folder)
      let rows = try folder.read(ReplayRow.self).filter { $0.recording == replay.name }
      if let figure = replayFigure(rows, recording: replay.name) {
        try folder.write(figure.svg(), as: "\(figure.name).svg")
      }
      let checks = replayChecks(rows)
      try Terminal.output.write(text(rows, checks, recording, invocation))
      if !isQuiet { Terminal.errors.tell("results are in \(folder.path)\n") }
      return checks.contains { $0.outcome == .fail } ? .checkFailed : .done
    })

  private static func write<Row: ReplayKeyed>(_ rows: [Row], in folder: ResultsFolder) throws {
    let old = folder.contains(Row.self) ? try folder.read(Row.self) : []
    try folder.write(Row.merged(old, with: rows))
  }

  private static func text(
    _ rows: [ReplayRow], _ checks: [ReproductionCheck], _ recording: ReplayRecording,
    _ invocation: Invocation
  ) throws -> String {
    let sentence = recording.script.momentSentence(invocation[RecordingOptions.moment])
    let format = invocation[CommonOptions.format]
    let tables = replayTables(rows)
    switch format {
    case .csv: return try ReplayRow.csvText(of: rows)
    case .json:
      let document = try CSVDocument(
        parsing: ReplayRow.csvText(of: rows), file: ReplayRow.fileName)
      return TableFormat.json(
        recording.summary.exact + tables + [checkTable(checks)], rows: [document])
    case .markdown:
      return sentence + "\n\n" + TableFormat.markdown.render(tables + [checkTable(checks)])
    case .text:
      let terminal = Terminal.output
      let warnings = RecordingOptions.paragraphs(recording.summary.warnings)
      return [
        RecordingOptions.paragraphs([sentence]),
        TableFormat.text.render(tables, width: terminal.tableWidth),
        TextReport.checks(checks, style: terminal.style), warnings,
      ].filter { !$0.isEmpty }.joined(separator: "\n")
    }
  }
}

extension ReplayError: StatusError { var status: ExitStatus { .data } }
