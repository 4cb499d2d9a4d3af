import Experiments
import Foundation
import Reporting
import Results

/// The entry point: the words of the command line to an exit status.
@main
enum Drainbench {
  static func main() {
    Terminal.outliveRefusals()
    let arguments = CommandLine.arguments
    if let fault = fault(of: arguments) {
      Terminal.errors.tell("\(tool.name): \(fault)\n")
      exit(ExitStatus.usage.rawValue)
    }
    exit(tool.main(Array(arguments.dropFirst())).rawValue)
  }

  /// What is wrong with the words that the program was started with, its own name first.
  private static func fault(of arguments: [String]) -> String? {
    if arguments.first?.isEmpty ?? true {
      return "the arguments of this process are not known, not even its name; on Linux they are "
        + "read from /proc, which has to be mounted"
    }
    // It stands in place of what is not UTF-8, and the path of another file would be used.
    return arguments.firstIndex { $0.contains("\u{FFFD}") }.map {
      "argument \($0) is not UTF-8: \(shown(arguments[$0]))"
    }
  }

  /// The command line, stated once.
  static let tool = Tool(
    name: "drainbench",
    version: {
      "drainbench \(Manifest.currentToolVersion) (built with Swift \(Manifest.builtWith))"
    },
    summary: "Measures when an allocator gives memory back, and when it does not.",
    commands: [ReproduceCommand.command] + ExperimentCommand.all + [
      RunCommand.command, StatsCommand.command, TablesCommand.command, PlotCommand.command,
      ReportCommand.command, CompareCommand.command, RecordCommand.command,
      AttributeCommand.command, EpisodesCommand.command, AdviseCommand.command,
      ReplayCommand.command, DoctorCommand.command, ArmCommand.command,
      PlanCommand.commands.main, MergeCommand.command, SubmitCommand.commands.main,
      ReferenceCommand.command,
    ],
    nested: { verb, word in
      [PlanCommand.commands, SubmitCommand.commands].first { $0.verb == verb }?.command(of: word)
    },
    examples: [
      Example("drainbench reproduce", "every paper experiment, with the published figures beside"),
      Example("drainbench psweep --p 0.05", "one point of the p-sweep"),
      Example("drainbench record -- redis-server", "to ask which lines pin memory"),
    ],
    topics: HelpTopics(
      names: ReferenceText.topics + [ExitStatus.topic],
      summary: "this overview, or what a command takes or a file holds",
      argument: "the command or the file to explain; `files` lists the latter, `status` exits",
      examples: [
        Example("drainbench help files", "every file that is written or read"),
        Example("drainbench help psweep.csv", "columns: unit, meaning, exact or noisy"),
        Example("drainbench help psweep.json", "members: unit, range, default"),
      ],
      text: {
        $0 == ExitStatus.topic
          ? ExitStatus.reference(width: $1) : ReferenceText.text($0, width: $1)
      }),
    next: {
      let results = ResultsFolder("results")
      if results.contains(ReportCommand.fileName) {
        return Example("drainbench tables", "results/ is there; its page is results/report.html")
      }
      return results.contains(Manifest.fileName)
        ? Example("drainbench report", "the page of the results that are in results/")
        : Example("drainbench reproduce --quick", "the paper's experiments in a few seconds")
    },
    status: { error in
      if error is Interruption.Request { return .interrupted }
      if (error as? any MissingRequirement)?.isMissing == true { return .unavailable }
      return (error as? any StatusError)?.status ?? .internalError
    })
}
