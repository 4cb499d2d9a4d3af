import Experiments
import Foundation
import Results

/// The hidden command that a run starts a process with: one arm, whose result is JSON on standard
/// output.
enum ArmCommand {
  static let command = Command(
    name: ArmProcess.command, group: "Internal", summary: "one arm of an experiment",
    arguments: [
      Positional(.word("KIND"), help: "the kind of arm"),
      Positional(.word("JSON"), help: "the arm"),
    ],
    hidden: true,
    action: .run { invocation in
      let kind = invocation.arguments[0]
      guard let result = try ArmProcess.run(kind: kind, description: invocation.arguments[1]) else {
        throw UsageError("unknown kind of arm \(shown(kind))")
      }
      try Terminal.output.write(String(decoding: result, as: UTF8.self))
      return .done
    })
}
