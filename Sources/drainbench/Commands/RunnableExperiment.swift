import Experiments
import Results

/// An experiment that a configuration file can name.
struct RunnableExperiment: Sendable {
  /// The value of `experiment` in the file.
  let name: String
  /// Reads the rest of the file and runs the experiment.
  let run: @Sendable (JSONReader, Invocation) throws -> ExitStatus

  /// All of them, in the order in which coefficients are listed.
  static let all = [
    RunnableExperiment(TwoPointConfiguration.self, TwoPointCommand.run),
    RunnableExperiment(PSweepConfiguration.self) { try PSweepCommand.run($0, $1).findings },
    RunnableExperiment(SlopeConfiguration.self, SlopeCommand.run),
    RunnableExperiment(ChurnConfiguration.self, ChurnCommand.run),
    RunnableExperiment(DSRConfiguration.self, DSRCommand.run),
    RunnableExperiment(DiagnoseConfiguration.self, DiagnoseCommand.run),
    RunnableExperiment(RedisConfiguration.self, jobs: 1) {
      try RedisCommand.run($0, RedisProgram.find(nil), port: nil, $1)
    },
    RunnableExperiment(PeersConfiguration.self) {
      try PeersCommand.run($0, $1.libraries(of: $0.allocators), $1)
    },
    RunnableExperiment(LifetimesConfiguration.self, LifetimesCommand.run),
    RunnableExperiment(SensitivityConfiguration.self, SensitivityCommand.run),
    RunnableExperiment(ThresholdConfiguration.self, ThresholdCommand.run),
    RunnableExperiment(ClassesConfiguration.self, ClassesCommand.run),
    RunnableExperiment(GranulesConfiguration.self, GranulesCommand.run),
    RunnableExperiment(PredictorConfiguration.self, PredictorCommand.run),
    RunnableExperiment(BenchConfiguration.self, jobs: 1, BenchCommand.run),
    RunnableExperiment(ProfilerBenchConfiguration.self, jobs: 1, ProfilerBenchCommand.run),
  ]

  /// An experiment.
  /// - Parameters:
  ///   - jobs: processes side by side, where the user has no say.
  ///   - body: runs it and writes its files.
  init<Configuration: ExperimentConfiguration>(
    _ type: Configuration.Type, jobs: Int? = nil,
    _ body: @escaping @Sendable (Configuration, Session) throws -> Findings
  ) {
    name = type.experiment
    run = { reader, invocation in
      let configuration = try RunnableExperiment.read(type, reader)
      let session = try Session(invocation, jobs: jobs)
      return try session.finish(body(configuration, session))
    }
  }

  private static func read<Configuration: ExperimentConfiguration>(
    _ type: Configuration.Type, _ reader: JSONReader
  ) throws -> Configuration {
    var reader = reader
    let configuration = try Configuration(reading: &reader, over: .standard)
    try reader.finish()
    do throws(ExperimentError) {
      try configuration.validate()
    } catch {
      throw BadConfiguration(error, members: Configuration.members, &reader)
    }
    return configuration
  }

  /// Values that are right by themselves and cannot be together.
  struct BadConfiguration: StatusError, CustomStringConvertible {
    let description: String
    var status: ExitStatus { .data }

    /// - Parameter members: the names in files by the names in messages.
    init(_ error: ExperimentError, members: [String: String], _ reader: inout JSONReader) {
      guard case .invalidParameter(let name, let value, let wanted) = error else {
        description = "\(reader.file): \(error)"
        return
      }
      let member = members[name] ?? name
      // A member that the file leaves out has no place in it.
      let place = reader.optionalValue(member).map { ":\($0.position)" } ?? ""
      // A sentence about options becomes one about members.
      let words = wanted.split(separator: " ").map { word in
        word.hasPrefix("--") ? members["\(word.dropFirst(2))"] ?? String(word) : String(word)
      }
      description = "\(reader.file)\(place): \(member): \(value): \(words.joined(separator: " "))"
    }
  }
}

extension ExperimentConfiguration {
  /// The names of parameters in files by their names in messages.
  fileprivate static var members: [String: String] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.member) })
  }
}
