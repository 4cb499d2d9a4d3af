import Experiments

/// An experiment beyond the paper, as `reproduce --all` runs it.
struct ExtensionExperiment: Sendable {
  /// The experiment's name.
  let name: String
  /// Runs its standard form, or with true its quick one, and writes its files.
  let run: @Sendable (_ isQuick: Bool, Session) throws -> Findings

  /// All of them, in the order in which they are run.
  static let all = [
    ExtensionExperiment(LifetimesConfiguration.self, LifetimesCommand.run),
    ExtensionExperiment(SensitivityConfiguration.self, SensitivityCommand.run),
    ExtensionExperiment(ThresholdConfiguration.self, ThresholdCommand.run),
    ExtensionExperiment(ClassesConfiguration.self, ClassesCommand.run),
    ExtensionExperiment(GranulesConfiguration.self, GranulesCommand.run),
    ExtensionExperiment(PredictorConfiguration.self, PredictorCommand.run),
    ExtensionExperiment(RedisConfiguration.self, RedisCommand.runAllPatterns),
    ExtensionExperiment(PeersConfiguration.self) {
      try PeersCommand.run($0, $1.libraries(of: $0.allocators), $1)
    },
  ]

  /// - Parameter body: runs a configuration and writes its files.
  init<Configuration: ExtensionConfiguration>(
    _ type: Configuration.Type,
    _ body: @escaping @Sendable (Configuration, Session) throws -> Findings
  ) {
    name = type.experiment
    run = { isQuick, session in try body(isQuick ? .quick : .standard, session) }
  }
}
