import Results
import Exhibits
import Recordings

/// `drainbench episodes RECORDING`
enum EpisodesCommand {
  static let epoch = Option.one(
    "epoch", .size, default: 1 << 20, defaultText: "1MiB",
    help: "allocation from one epoch to the next")

  static let command = Command(
    name: "episodes", group: RecordCommand.group,
    summary: "how a program's granules and epochs drain",
    discussion: """
      An episode of a granule begins with its first live object and ends when its last one dies; \
      DSR is the share of episodes that ended. Epochs are cut by the bytes that the program \
      allocates, as an epoch allocator would: p of a site is the share of epochs that it keeps \
      from draining. From how long epochs stay retained follows whether retention levels off, \
      and how high, or grows, and how fast.
      """,
    arguments: [RecordingOptions.recording],
    options: [
      RecordingOptions.granule, epoch, RecordingOptions.depth, RecordingOptions.skip,
      RecordingOptions.top, CommonOptions.format, RecordingOptions.frames,
    ],
    examples: [
      Example("drainbench episodes redis.raw.zst", "DSR, sites, and what the lifetimes foretell"),
      Example("drainbench episodes redis.raw.zst --epoch 64KiB --format json", "every figure"),
    ],
    action: .run { invocation in
      var options = EpisodesOptions()
      options.granule = invocation[RecordingOptions.granule]
      options.epochBytes = invocation[epoch]
      options.rule = RecordingOptions.rule(invocation)
      options.framesPath = invocation[RecordingOptions.frames]
      let report = try EpisodesReport(of: invocation.arguments[0], options)
      try Terminal.output.write(text(of: report, invocation))
      return .done
    })

  private static func text(of report: EpisodesReport, _ invocation: Invocation) -> String {
    let format = invocation[CommonOptions.format]
    let top = RecordingOptions.top(invocation)
    switch format {
    case .csv: return TableFormat.csv.render(report.exactSites(top: top))
    case .json: return TableFormat.json.render(report.summary.exact + report.exact(top: top))
    case .text, .markdown:
      return RecordingOptions.paragraphs(report.sentences + report.summary.warnings) + "\n"
        + format.tableFormat.render(
          report.tables(top: top), width: RecordingOptions.tableWidth)
    }
  }
}
