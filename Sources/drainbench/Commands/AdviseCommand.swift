import Exhibits
import Recordings
import Results

/// `drainbench advise RECORDING...`
enum AdviseCommand {
  static let test = Option.optional(
    "test", .file("RECORDING"), help: "another recording of the program, to judge the advice on")
  static let sites = Option.one(
    "sites", .whole(1...1_000), default: 10, help: "sites that are moved at most")
  static let model = Option.one(
    "allocator-model", ValueKind<AllocatorModel>.choice, default: .slab,
    help: "what places objects: slabs of size classes, regions, or slabs by epochs")
  static let depth = Option.one(
    "depth", ValueKind<Int>.siteDepth, default: 1,
    help: "innermost frames that make a site, or full for the whole stack")
  static let withSize = Option.flag(
    "with-size", help: "move a site's objects by size class, and not all together")
  static let keys = Option.flag(
    "keys", help: "also compare keys: 1, 2, 4, 8 and all frames, with and without the size")
  static let moment = Option.one(
    "at", ValueKind<Moment>.moment, default: .worst,
    help: "the moment that counts: worst (most that packing would free of the modelled heap, "
      + "before the program's end), end, a time such as 1.5s, or each for the mean of a series")
  static let route = Option.one(
    "route", .file(), default: "routing.json", help: "where the routing goes")
  static let plot = Option.optional(
    "plot", .file("FILE.svg"), help: "also draw retained bytes over the number of sites moved")

  static let out = Option.optional(
    "out", .directory, help: "also write rows to advice.csv and advice-keys.csv there, and a plot")

  static let command = Command(
    name: "advise", group: RecordCommand.group,
    summary: "which call sites to route apart, and what each saves",
    discussion: """
      A routing sends the objects of some sites to granules of their own, so that what lives long \
      does not hold pages that are else empty. The sites are chosen one after the other, each time \
      the one that saves most in a model of the allocator, and the list stops where the next one \
      saves less than 1 % of what packing could free, or with --sites above 10 less than a tenth of an \
      even share of it. Beside it stand no routing at all, the most that \
      any routing by these sites can save, and what pools of objects that die together would.

      The moment is that of most structural bytes in the modelled heap, before the program frees \
      what it has because it ends. `attribute` takes those of the recorded granules, which sites may \
      hold that hold none in the model; `replay` takes the same moment as advice.

      With --test the routing is chosen on the recordings named first and judged on another one of \
      the same program, whose sites are found by function, file and line. The routing file is what \
      `replay --route` and the C library read.
      """,
    arguments: [
      Positional(
        .word("RECORDING", "the file of a recording", completion: .files), .oneOrMore,
        help: "heaptrack's raw file, plain, .zst or .gz, or CSV: time_ns,event,address,size,site")
    ],
    options: [
      test, sites, model, RecordingOptions.granule, EpisodesCommand.epoch, moment, depth, withSize,
      keys, RecordingOptions.skip, route, plot, out, CommonOptions.format, RecordingOptions.frames,
    ],
    examples: [
      Example("drainbench advise redis.raw.zst", "the sites, and routing.json"),
      Example(
        "drainbench advise monday.raw.zst --test tuesday.raw.zst --keys",
        "judged on another run, and how deep stacks have to be"),
      Example(
        "drainbench advise server.raw.zst --allocator-model epoch --depth full",
        "an epoch allocator, whole stacks"),
    ],
    action: .run { invocation in
      var options = AdviceOptions()
      options.model.model = invocation[model]
      options.model.granuleBytes = invocation[RecordingOptions.granule].bytes
      options.model.epochBytes = invocation[EpisodesCommand.epoch]
      options.moment = invocation[moment]
      options.depth = invocation[depth]
      options.skipping = invocation[RecordingOptions.skip]
      options.bySize = invocation[withSize]
      options.sites = invocation[sites]
      options.comparesKeys = invocation[keys]
      options.framesPath = invocation[RecordingOptions.frames]
      let advice = try Advice(
        on: invocation.arguments, judgedOn: invocation[test], options)
      try RecordingOptions.write(advice.routing.text(), to: invocation[route])
      if let path = invocation[plot] {
        try RecordingOptions.write(advice.figure.svg(), to: path)
      }
      if let path = invocation[out] { try write(advice, in: ResultsFolder(path)) }
      try Terminal.output.write(text(of: advice, invocation))
      return .done
    })

  /// Writes rows in place of those of the same recording, and the plot.
  private static func write(_ advice: Advice, in folder: ResultsFolder) throws {
    let name = advice.rows[0].recording
    func merge<Row: CSVRecord>(_ rows: [Row], _ recording: (Row) -> String) throws {
      let old = folder.contains(Row.self) ? try folder.read(Row.self) : []
      let all = old.filter { recording($0) != name } + rows
      // Stable: rows of one recording keep their order.
      try folder.write(
        all.enumerated().sorted {
          (recording($0.element), $0.offset) < (recording($1.element), $1.offset)
        }.map(\.element))
    }
    try merge(advice.rows, \.recording)
    if !advice.keys.isEmpty { try merge(advice.keyRows, \.recording) }
    try folder.write(advice.figure.svg(), as: "\(name.replacing(" ", with: "+"))-advice.svg")
  }

  private static func text(of advice: Advice, _ invocation: Invocation) throws -> String {
    let format = invocation[CommonOptions.format]
    switch format {
    case .csv: return try AdviceRow.csvText(of: advice.rows)
    case .json:
      return TableFormat.json(
        advice.summaries.flatMap(\.exact) + advice.exact,
        rows: [
          try CSVDocument(
            parsing: AdviceRow.csvText(of: advice.rows), file: AdviceRow.fileName)
        ])
    case .text, .markdown:
      let tables = [advice.steps.isEmpty ? nil : advice.table(), advice.keyTable].compactMap(\.self)
      let recordings = advice.summaries + (advice.test.map { [$0] } ?? [])
      let warnings = recordings.flatMap { summary in
        summary.warnings.map { recordings.count > 1 ? "\(summary.path): \($0)" : $0 }
      }
      return [
        RecordingOptions.paragraphs(advice.sentences + warnings),
        tables.isEmpty
          ? "" : format.tableFormat.render(tables, width: RecordingOptions.tableWidth),
        format == .text
          ? RecordingOptions.suggestions(advice.next(route: invocation[route])) : "",
      ].filter { !$0.isEmpty }.joined(separator: "\n")
    }
  }
}

extension ValueKind<Int> {
  /// A number of frames, or all of them.
  static var siteDepth: ValueKind {
    ValueKind(
      "a number of frames from 1 to 64, or full", "N|full", completion: .words(["full"]),
      text: { $0 == SiteRouting.wholeStack ? "full" : "\($0)" }
    ) { text in
      if text == "full" { return SiteRouting.wholeStack }
      return Int(text).flatMap { (1...64).contains($0) ? $0 : nil }
    }
  }
}
