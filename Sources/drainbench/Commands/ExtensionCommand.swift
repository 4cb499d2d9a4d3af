import Experiments
import Reporting
import Results

/// What the commands of the experiments beyond the paper share.
enum ExtensionCommand {
  /// The heading under which the overview lists them.
  static let group = "Beyond the paper"

  static let quick = Option.flag(
    "quick", help: "a smaller grid, done in seconds; results go to results/quick")
}

extension Command {
  /// A command that runs one experiment beyond the paper, whole or with `--quick` its quick form;
  /// options that are given hold in both.
  /// - Parameter run: runs it and writes its files.
  static func beyondPaper<Configuration: ExtensionConfiguration>(
    _ type: Configuration.Type, summary: String, discussion: String, examples: [Example],
    run: @escaping @Sendable (Configuration, Session) throws -> Findings
  ) -> Command {
    let parameters = ParameterOptions<Configuration>()
    let configuration: @Sendable (Invocation) throws(UsageError) -> Configuration = {
      (invocation) throws(UsageError) in
      try parameters.configuration(
        invocation, over: invocation[ExtensionCommand.quick] ? .quick : .standard)
    }
    return Command(
      name: Configuration.experiment, group: ExtensionCommand.group, summary: summary,
      discussion: discussion,
      options: parameters.declarations + [ExtensionCommand.quick] + CommonOptions.output,
      examples: examples,
      validate: { (invocation) throws(UsageError) in _ = try configuration(invocation) },
      action: .run { invocation in
        let isElsewhere =
          invocation[ExtensionCommand.quick] && !invocation.isGiven(CommonOptions.out)
        let session = try Session(invocation, out: isElsewhere ? "results/quick" : nil)
        return try session.finish(run(configuration(invocation), session))
      })
  }
}

extension Session {
  /// Writes what an experiment beyond the paper found, and states it.
  ///
  /// The finding stands below the last table.
  func report<Row: GridRow, A: Arm>(
    _ rows: [Row], of configuration: some ExtensionConfiguration, _ outcomes: ArmOutcomes<A>,
    tables: [Table], finding: Finding?, checks: [ReproductionCheck], coefficients: [Coefficient]
  ) throws -> Findings {
    var findings = Findings()
    findings.note(outcomes)
    if rows.isEmpty { return findings }
    let experiment = type(of: configuration).experiment
    findings.tables = tables
    if let finding {
      findings.tables[tables.count - 1].notes.append(
        ([finding.headline + "."] + finding.paragraphs).joined(separator: " "))
    }
    findings.checks = checks
    try findings.show(rows)
    try folder.write(rows)
    try write(coefficients, of: experiment)
    try record(configuration.json, of: experiment)
    return findings
  }
}
