import Experiments
import Foundation
import Results

/// The entry point: the words of the command line to an exit status.
@main
enum Drainbench {
  static func main() {
    Terminal.outliveReaders()
    exit(tool.main(Array(CommandLine.arguments.dropFirst())).rawValue)
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
      AttributeCommand.command, EpisodesCommand.command, ArmCommand.command,
    ],
    examples: [
      Example("drainbench reproduce", "every paper experiment, with the published figures beside"),
      Example("drainbench psweep --p 0.05", "one point of the p-sweep"),
      Example("drainbench record -- redis-server", "to ask which lines pin memory"),
    ],
    status: { error in
      if (error as? any MissingRequirement)?.isMissing == true { return .unavailable }
      return (error as? any StatusError)?.status ?? .internalError
    })
}
