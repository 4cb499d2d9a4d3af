import Results
import Exhibits
import Recordings

/// `drainbench attribute RECORDING`
enum AttributeCommand {
  static let flame = Option.optional(
    "flame", .file("FILE.svg"), help: "also write a flame graph of stranded bytes")
  static let folded = Option.flag(
    "folded", help: "print stacks and bytes for other flame graph programs, and nothing else")

  static let command = Command(
    name: "attribute", group: RecordCommand.group,
    summary: "which lines of a program pin its memory",
    discussion: """
      Memory goes back in granules, and a granule only when nothing in it lives. The bytes of \
      occupied granules that hold nothing alive are stranded; each granule's are charged evenly to \
      the sites whose objects keep it (the Shapley value), so that the sites' shares add up.

      A site is the innermost frame outside allocators, their wrappers and language runtimes. In \
      json and csv every figure is exact, in bytes and nanoseconds.
      """,
    arguments: [RecordingOptions.recording],
    options: [
      RecordingOptions.granule, RecordingOptions.moment, RecordingOptions.depth,
      RecordingOptions.skip, RecordingOptions.olderThan, RecordingOptions.top,
      CommonOptions.format, flame, folded, RecordingOptions.frames,
    ],
    examples: [
      Example("drainbench attribute redis.raw.zst", "the sites when most could be given back"),
      Example("drainbench attribute redis.raw.zst --at each", "the same over time"),
      Example(
        "drainbench attribute redis.raw.zst --granule 2MiB --depth 3 --flame a.svg",
        "huge pages, three frames a site, and a picture"),
    ],
    validate: { (invocation) throws(UsageError) in
      guard case .each = invocation[RecordingOptions.moment] else { return }
      if invocation[flame] != nil || invocation[folded] {
        throw UsageError("--at each: --flame and --folded show one moment; name it")
      }
    },
    action: .run { invocation in
      let report = try RecordingOptions.report(invocation)
      if let path = invocation[flame] {
        let graph = FlameGraph(
          report, report.moments[0], rule: RecordingOptions.rule(invocation))
        try RecordingOptions.write(graph.svg(), to: path)
      }
      if invocation[folded] {
        try Terminal.output.write(report.moments[0].foldedStacks)
      } else {
        try Terminal.output.write(text(of: report, invocation))
      }
      return .done
    })

  private static func text(of report: AttributionReport, _ invocation: Invocation) -> String {
    let format = invocation[CommonOptions.format]
    let top = RecordingOptions.top(invocation)
    switch format {
    case .csv: return TableFormat.csv.render(report.exactSites(top: top))
    case .json:
      return TableFormat.json.render(
        report.summary.exact + [report.exactMoments, report.exactSites(top: top)])
    case .text, .markdown:
      // The last of a series is the end.
      let moment = report.moments[report.moments.count - 1]
      let table = report.moments.count > 1 ? report.series : report.sites(moment, top: top)
      let sentences =
        [report.momentSentence(invocation[RecordingOptions.moment]), report.answer(moment)]
        + report.warnings(moment)
      return [
        RecordingOptions.paragraphs(sentences),
        format.tableFormat.render(table, width: RecordingOptions.tableWidth),
        format == .text ? RecordingOptions.suggestions(report.next(moment)) : "",
      ].filter { !$0.isEmpty }.joined(separator: "\n")
    }
  }
}
