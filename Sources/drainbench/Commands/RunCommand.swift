import Experiments
import Foundation
import Results

/// `drainbench run FILE.json`
enum RunCommand {
  static let command = Command(
    name: "run", group: "Experiments",
    summary: "an experiment from a configuration file",
    discussion: """
      The file holds one JSON object. Its member "experiment" names the experiment: twopoint, \
      psweep, slope, churn, dsr, diagnose, bench or profiler. Members that are left out keep their \
      defaults. The files in experiments/ are the defaults, and good to copy.
      """,
    arguments: [Positional(.file("FILE.json"), help: "the configuration")],
    options: CommonOptions.output,
    examples: [
      Example("drainbench run experiments/psweep.json --out /tmp/sweep", "the default sweep")
    ],
    action: .run { invocation in
      let file = invocation.arguments[0]
      let bytes = try readInput(file, hint: "the name of a configuration file is wanted")
      var reader = try JSONReader(JSONValue.parse(bytes, file: file), file: file)
      switch try reader.choice("experiment", of: Experiment.self) {
      case .twopoint:
        let configuration = try read(TwoPointConfiguration.self, &reader)
        let session = try Session(invocation)
        return session.finish(try TwoPointCommand.run(configuration, session))
      case .psweep:
        let configuration = try read(PSweepConfiguration.self, &reader)
        let session = try Session(invocation)
        return session.finish(try PSweepCommand.run(configuration, session).findings)
      case .slope:
        let configuration = try read(SlopeConfiguration.self, &reader)
        let session = try Session(invocation)
        return session.finish(try SlopeCommand.run(configuration, session))
      case .churn:
        let configuration = try read(ChurnConfiguration.self, &reader)
        let session = try Session(invocation)
        return session.finish(try ChurnCommand.run(configuration, session))
      case .bench:
        let configuration = try read(BenchConfiguration.self, &reader)
        let session = try Session(invocation, jobs: 1)
        return session.finish(try BenchCommand.run(configuration, session))
      case .dsr:
        let configuration = try read(DSRConfiguration.self, &reader)
        let session = try Session(invocation)
        return session.finish(try DSRCommand.run(configuration, session))
      case .diagnose:
        let configuration = try read(DiagnoseConfiguration.self, &reader)
        let session = try Session(invocation)
        return session.finish(try DiagnoseCommand.run(configuration, session))
      case .profiler:
        let configuration = try read(ProfilerBenchConfiguration.self, &reader)
        let session = try Session(invocation, jobs: 1)
        return session.finish(try ProfilerBenchCommand.run(configuration, session))
      }
    })

  enum Experiment: String, CaseIterable, Sendable {
    case twopoint, psweep, slope, churn, dsr, diagnose, bench, profiler
  }

  private static func read<C: ExperimentConfiguration>(
    _ type: C.Type, _ reader: inout JSONReader
  ) throws -> C {
    let configuration = try C(reading: &reader, over: C.standard)
    try reader.finish()
    do throws(ExperimentError) {
      try configuration.validate()
    } catch {
      throw BadConfiguration(file: reader.file, error: error)
    }
    return configuration
  }

  /// Values that are right by themselves and cannot be together.
  struct BadConfiguration: StatusError, CustomStringConvertible {
    let file: String
    let error: ExperimentError
    var status: ExitStatus { .data }

    var description: String {
      guard case .invalidParameter(let name, let value, let wanted) = error
      else { return "\(file): \(error)" }
      let member = name.replacing("-", with: "_")
      // A sentence about options becomes one about members.
      let words = wanted.split(separator: " ").map { word in
        word.hasPrefix("--") ? word.dropFirst(2).replacing("-", with: "_") : word
      }
      return "\(file): \(member): \(value): \(words.joined(separator: " "))"
    }
  }
}
