import Exhibits
import Foundation
import Reporting
import Results

/// `drainbench doctor FILE`
enum DoctorCommand {
  static let falseAlarms = Option.one(
    "false-alarms", .probability, default: 0.05,
    help: "the false-alarm rate up to which a severe verdict is an alarm")

  static let command = Command(
    name: "doctor", group: RecordCommand.group,
    summary: "what is wrong with a program's granules, by its live figures",
    discussion: """
      Reads what the profiler of a running program wrote: a page of metrics \
      (drainprof_write_metrics, or a scrape of its endpoint), or lines of JSON \
      (drainprof_write_snapshot), which say more, because they tell what changed; - reads standard \
      input. DSR above 90 % is healthy, from 50 to 90 % moderate, below 50 % severe. Few closes \
      prove little: beside the verdict stands how often a program whose true rate is at the \
      threshold would look as bad by chance, and a severe verdict is an alarm only where that is \
      at most --false-alarms. Closes are taken as independent; of lines, as far as their rates \
      scatter like that. Ends with 1 for an alarm: DSR is severe, or the calls contradict each \
      other so much that no figure is to be trusted.
      """,
    arguments: [
      Positional(
        .word(
          "FILE", "a page of metrics or lines of JSON, or - for standard input", completion: .files),
        help: "what a profiler wrote; - is standard input")
    ],
    options: [falseAlarms, RecordingOptions.top, CommonOptions.format],
    examples: [
      Example("drainbench doctor snapshots.jsonl", "what a service wrote, a line a minute"),
      Example("curl -s localhost:9464/metrics | drainbench doctor -", "a service that runs"),
    ],
    action: .run { invocation in
      let diagnosis = try Diagnosis(
        of: readings(invocation.arguments[0]), falseAlarms: invocation[falseAlarms])
      try Terminal.output.write(text(of: diagnosis, invocation))
      return diagnosis.isAlarm ? .checkFailed : .done
    })

  private static func readings(_ file: String) throws -> [ProfilerReading] {
    if file == "-" {
      let bytes = try FileHandle.standardInput.readToEnd() ?? Data()
      return try ProfilerReading.read(Array(bytes), file: "standard input")
    }
    let hint = "drainprof_write_metrics and drainprof_write_snapshot write one"
    return try ProfilerReading.read(readInput(file, hint: hint), file: file)
  }

  private static func text(of diagnosis: Diagnosis, _ invocation: Invocation) -> String {
    let format = invocation[CommonOptions.format]
    let top = RecordingOptions.top(invocation)
    switch format {
    case .csv, .json: return format.tableFormat.render(diagnosis.tables(top: top))
    case .text, .markdown:
      let sites =
        diagnosis.sites.isEmpty
        ? ""
        : "\n"
          + format.tableFormat.render(
            diagnosis.siteTable(top: top), width: RecordingOptions.tableWidth)
      return RecordingOptions.paragraphs(diagnosis.sentences) + sites
    }
  }
}

extension ReadingError: StatusError { var status: ExitStatus { .data } }
