import Experiments
import Foundation
import Results

/// `drainbench submit EXPERIMENT`
enum SubmitCommand {
  static let shards = Option.optional(
    "shards", .whole(1...Shard.most), help: "how many shards to cut the run into; required")
  static let partition = Option.optional(
    "partition", .word("NAME"), help: "the partition of the machines")
  static let time = Option.optional(
    "time", .word("TIME", "a time as sbatch takes it"), help: "the longest that a shard may take")
  static let exclusive = Option.flag(
    "exclusive", help: "a whole machine for each shard, as experiments that measure time ask for")
  static let sbatchOption = Option<[String]>(
    name: "sbatch-option", arity: .list,
    form: ValueKind<String>.word("OPTION", "an option of sbatch").form,
    help: "a further option of sbatch, such as --account=mine; may be repeated", parse: { $0 })
  static let jobs = Option.one(
    "jobs", .whole(1...1_024), default: 1, help: "arms of a shard that run side by side")
  static let attempts = Option.one(
    "attempts", .whole(1...100), default: 3, help: "how often a shard that fails is handed in")
  static let dryRun = Option.flag("dry-run", help: "print the scripts, and hand in nothing")

  static let commands = GridCommand(
    verb: "submit", group: "Beyond one machine", summary: "a run, cut into shards, through Slurm",
    discussion: """
      Hands a run to Slurm as an array of shards, and a job that merges them when all have ended \
      well. Until then it shows how far the run is, tells which shards failed, on which machine and \
      with which words, and hands in again what lacks. Ctrl-C cancels both jobs. What arms have \
      finished stays in the folder, which has to be one that all machines see: the same command, or \
      --resume with the experiment's own, goes on from there.

      An experiment that measures time gets whole machines, and is merged from equal processors only.
      """,
    options: [
      shards, partition, time, exclusive, sbatchOption, attempts, dryRun, jobs, CommonOptions.out,
      CommonOptions.quiet, CommonOptions.force,
    ],
    examples: [
      Example("drainbench submit psweep --repeat 1000 --shards 100 --out /shared/sweep", "a sweep"),
      Example(
        "drainbench submit bench --shards 10 --partition quiet --time 30 --dry-run",
        "the scripts of a benchmark, printed"),
    ],
    validate: { (invocation) throws(UsageError) in
      guard invocation[shards] == nil else { return }
      throw UsageError("--shards is missing; expected how many shards to cut the run into")
    }, body: Body()
  )

  private struct Body: GridCommand.Body {
    func run<E: Experiment>(
      _ experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>, _ invocation: Invocation
    ) throws -> ExitStatus {
      let folder = ResultsFolder(
        URL(fileURLWithPath: invocation.values[CommonOptions.out.name] as? String ?? "results").path
      )
      let store = ArmStore(in: folder)
      let plan = try ShardPlan<E>(grid, store: store, published: .bundled, given: invocation.given)
      let scripts = SlurmScripts(
        experiment: E.name, shards: min(invocation[shards] ?? 1, plan.arms.count),
        folder: folder.path, jobs: E.standing.isParallel ? invocation[jobs] : 1,
        partition: invocation[partition], time: invocation[time],
        isExclusive: invocation[exclusive] || E.standing.isTimed,
        options: invocation[sbatchOption])
      if invocation[dryRun] {
        try Terminal.output.write(
          "\(scripts.shardText)\n\(scripts.mergeText)\n"
            + "# sbatch --parsable \(scripts.shardScript)\n"
            + "# sbatch --parsable --dependency=afterok:JOB --kill-on-invalid-dep=yes "
            + "\(scripts.mergeScript)\n")
        return .done
      }
      let slurm = try Slurm()
      Interruption.watch()
      try folder.checkWritable()
      try ShardRun.require(E.self, grid, in: folder, isForced: invocation[CommonOptions.force])
      try write(scripts, E.name, grid.json, to: folder)
      let submission = Submission(
        slurm: slurm, scripts: scripts, folder: folder, store: store, keys: plan.arms.map(\.key),
        attempts: invocation[attempts], isQuiet: invocation[CommonOptions.quiet])
      return try submission.run()
    }

    private func write(
      _ scripts: SlurmScripts, _ name: String, _ configuration: JSONValue, to folder: ResultsFolder
    ) throws {
      let own = ResultsFolder(folder.path(of: SlurmScripts.folderName))
      guard case .object(var members) = configuration.kind else { return }
      members["experiment"] = JSONValue(.string(name))
      try own.write(JSONValue(.object(members)).line + "\n", as: scripts.configuration)
      try own.write(scripts.shardText, as: scripts.shardScript)
      try own.write(scripts.mergeText, as: scripts.mergeScript)
    }
  }
}
