import Experiments
import Results

/// One shard of an experiment: its arms are run and their outcomes kept, and no result is written.
///
/// Several shards may write into one folder at once, from any number of machines: nothing is locked,
/// and each file appears whole.
enum ShardRun {
  /// Runs it.
  static func run<E: Experiment>(
    _ experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>, _ choice: ShardChoice,
    _ invocation: Invocation, jobs: Int? = nil
  ) throws -> ExitStatus {
    let shard = try choice.shard(Terminal.environment)
    let isQuiet = invocation[CommonOptions.quiet]
    let folder = ResultsFolder(invocation.values[CommonOptions.out.name] as? String ?? "results")
    Interruption.watch()
    try folder.checkWritable()
    let store = ArmStore(in: folder)
    let plan = try ShardPlan<E>(grid, store: store, published: .bundled, given: invocation.given)
    try require(E.self, grid, in: folder, isForced: invocation[CommonOptions.force])
    let arms = shard.part(of: plan.arms)
    var record = ShardRecord(
      experiment: E.name, configuration: grid.json, shard: shard.number, of: shard.count,
      arms: plan.arms.count, missing: arms.map(\.label), program: .running,
      gitCommit: builtFrom?.commit,
      commandLine: ["drainbench", invocation.command] + invocation.words)
    try record.write(in: folder)
    let laboratory = Laboratory(
      store: store, jobs: jobs ?? invocation[CommonOptions.jobs],
      resumes: invocation.isGiven(CommonOptions.resume), given: invocation.given,
      published: .bundled, progress: { ProgressLine(total: $0, done: $1, quiet: isQuiet) },
      warn: { if !isQuiet { Terminal.errors.remark($0) } })
    record.end(missing: try laboratory.runAhead(arms))
    try record.write(in: folder)
    if !isQuiet {
      Terminal.errors.tell(
        "\(record.sentence): \(record.own - record.missing.count) of \(record.own) arms are kept in "
          + "\(folder.path); `drainbench merge` makes results of all shards\n")
    }
    if laboratory.wasInterrupted { return .interrupted }
    return record.missing.isEmpty ? .done : .internalError
  }

  /// Throws where a folder has shards of another configuration of the experiment.
  static func require<E: Experiment>(
    _ experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>, in folder: ResultsFolder,
    isForced: Bool
  ) throws {
    if isForced { return }
    for record in try ShardRecord.all(in: folder)
    where record.experiment == E.name && record.configuration != grid.json {
      throw ShardError.otherConfiguration(folder: folder.path, record)
    }
  }
}

extension ShardError: StatusError { var status: ExitStatus { .usage } }
extension MergeError: StatusError { var status: ExitStatus { .data } }
