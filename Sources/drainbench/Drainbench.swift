import Experiments
import Foundation
import Results

/// The entry point: the words of the command line to an exit status.
@main
enum Drainbench {
  static func main() {
    Terminal.outliveRefusals()
    exit(status.rawValue)
  }

  private static var status: ExitStatus {
    do throws(UsageError) {
      return tool.main(Array(try arguments().dropFirst()))
    } catch {
      Terminal.errors.tell("\(tool.name): \(error.message)\n")
      return error.status
    }
  }

  /// The words that the program was started with, its own name first.
  ///
  /// - Throws: where the system does not tell them, or one is not UTF-8: what is done then would be
  ///   done to another file.
  private static func arguments() throws(UsageError) -> [String] {
    var arguments: [String] = []
    for place in 0..<Int(CommandLine.argc) {
      guard let word = CommandLine.unsafeArgv[place] else { break }
      guard let text = String(validatingCString: word) else {
        throw UsageError("argument \(place) is not UTF-8: \(shown(String(cString: word)))")
      }
      arguments.append(text)
    }
    guard let name = arguments.first, !name.isEmpty else {
      throw UsageError(
        "the arguments of this process are not known, not even its name; on Linux they are read "
          + "from /proc, which has to be mounted")
    }
    return arguments
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
      ReportCommand.command, CompareCommand.command, ArmCommand.command,
    ],
    examples: [
      Example("drainbench reproduce", "every paper experiment, with the published figures beside"),
      Example("drainbench psweep --p 0.05", "one point of the p-sweep"),
    ],
    status: { error in
      if error is Interruption.Request { return .interrupted }
      if (error as? any MissingRequirement)?.isMissing == true { return .unavailable }
      return (error as? any StatusError)?.status ?? .internalError
    })
}
