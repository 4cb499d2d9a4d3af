import Experiments
import Exhibits
import Foundation
import Recordings
import Reporting
import Results

/// `drainbench report`
enum ReportCommand {
  static let fileName = "report.html"

  static let file = Option.optional(
    "file", .file("FILE.html"), defaultText: "report.html in the results folder",
    help: "where the page goes")

  private static let ofRecordings: [any OptionDeclaration] = [
    RecordingOptions.granule, RecordingOptions.moment, RecordingOptions.depth,
    RecordingOptions.skip, RecordingOptions.olderThan, RecordingOptions.frames,
  ]

  static let command = Command(
    name: "report", group: "Results",
    summary: "one self-contained HTML page, from results or of a recording",
    discussion: """
      Reads the CSV files and the manifest of a results folder and runs nothing. Writes one page \
      with findings, plots, tables, the oddities of the published figures, and provenance. The \
      page needs no network and no script, suits phones, screens and paper, and is the same for \
      the same results.

      With a recording, the page shows its heap over time and at one moment: sites, call stacks, \
      how full granules are, a map of the address space, how granules and epochs drain, and \
      provenance.
      """,
    arguments: [
      Positional(
        RecordingOptions.recording.kind, .optional, help: "a recording in place of results")
    ],
    options: [CommonOptions.results, file, CommonOptions.quiet] + ofRecordings,
    examples: [
      Example("drainbench report", "results/report.html from results/"),
      Example("drainbench report --out results/quick --file /tmp/quick.html", "another folder's"),
      Example("drainbench report redis.raw.zst", "redis.html, about a recording"),
    ],
    validate: { (invocation) throws(UsageError) in
      if let path = invocation.arguments.first {
        if invocation.isGiven(CommonOptions.results) {
          throw UsageError("--out names a results folder, and \(shown(path)) is a recording")
        }
        guard case .each = invocation[RecordingOptions.moment] else { return }
        throw UsageError("--at each: the page shows one moment; expected worst, end or a time")
      }
      if let option = ofRecordings.first(where: { invocation.isGiven($0) }) {
        throw UsageError("\(option.spelling) is for the page of a recording, and none is named")
      }
    },
    action: .run { invocation in
      if let recording = invocation.arguments.first {
        return try write(recording, invocation)
      }
      let results = ResultsReader(
        ResultsFolder(invocation[CommonOptions.results]), published: .bundled)
      let report = try Report(results)
      guard !report.isEmpty else {
        throw NoResults(path: results.folder.path, noun: "a report")
      }
      if !invocation[CommonOptions.quiet] {
        report.remarks(results.folder).forEach(Terminal.errors.remark)
      }
      let path = invocation[file] ?? results.folder.path(of: fileName)
      try RecordingOptions.write(report.html, to: path)
      try Terminal.output.write(path + "\n")
      return .done
    })

  /// Writes the page of a recording.
  private static func write(_ recording: String, _ invocation: Invocation) throws -> ExitStatus {
    let report = try RecordingOptions.report(invocation)
    var options = EpisodesOptions()
    options.granule = invocation[RecordingOptions.granule]
    options.rule = RecordingOptions.rule(invocation)
    options.framesPath = invocation[RecordingOptions.frames]
    let file = URL(fileURLWithPath: recording).resolvingSymlinksInPath()
    let isFile = try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
    let page = RecordingPage(
      report, rule: options.rule,
      episodes: isFile ? try EpisodesReport(of: recording, options) : nil)
    let path = invocation[Self.file] ?? RecordingSummary.name(of: recording) + ".html"
    try RecordingOptions.write(page.html, to: path)
    try Terminal.output.write(path + "\n")
    return .done
  }
}
