import Exhibits
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
    beyondPaper(
      ParameterOptions<Configuration>(), output: CommonOptions.output, summary: summary,
      discussion: discussion, examples: examples
    ) { configuration, _ in { try run(configuration, $0) } }
  }

  /// Such a command that needs something of the machine, which is looked for before anything is
  /// written.
  /// - Parameters:
  ///   - output: the options that follow those of the experiment; without `--jobs` the session has
  ///     one job.
  ///   - prepare: finds what is needed, and returns what runs the experiment with it.
  static func beyondPaper<Configuration: ExtensionConfiguration>(
    _ parameters: ParameterOptions<Configuration>, output: [any OptionDeclaration],
    summary: String, discussion: String, examples: [Example],
    prepare: @escaping @Sendable (Configuration, Invocation) throws -> (Session) throws -> Findings
  ) -> Command {
    let configuration: @Sendable (Invocation) throws(UsageError) -> Configuration = {
      (invocation) throws(UsageError) in
      try parameters.configuration(
        invocation, over: invocation[ExtensionCommand.quick] ? .quick : .standard)
    }
    let hasJobs = output.contains { $0.name == CommonOptions.jobs.name }
    return Command(
      name: Configuration.experiment, group: ExtensionCommand.group, summary: summary,
      discussion: discussion,
      options: parameters.declarations + [ExtensionCommand.quick] + output,
      examples: examples,
      validate: { (invocation) throws(UsageError) in _ = try configuration(invocation) },
      action: .run { invocation in
        let run = try prepare(configuration(invocation), invocation)
        let isElsewhere =
          invocation[ExtensionCommand.quick] && !invocation.isGiven(CommonOptions.out)
        let session = try Session(
          invocation, out: isElsewhere ? "results/quick" : nil, jobs: hasJobs ? nil : 1)
        return try session.finish(run(session))
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
    findings.tables.state(finding)
    findings.checks = checks
    try findings.show(rows)
    try folder.write(rows)
    try write(coefficients, of: experiment)
    try record(configuration.json, of: experiment)
    return findings
  }
}

extension [Table] {
  /// Adds what was found as notes of the last table.
  mutating func state(_ finding: Finding?) {
    guard let finding, !isEmpty else { return }
    self[count - 1].notes += [finding.headline + "."] + finding.paragraphs
  }
}
