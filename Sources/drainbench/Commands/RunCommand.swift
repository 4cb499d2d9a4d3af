import Experiments
import Results

/// `drainbench run FILE.json`
enum RunCommand {
  private static let names = allExperiments.map { $0.name }

  static let command = Command(
    name: "run", group: "Experiments",
    summary: "an experiment from a configuration file",
    discussion: """
      The file holds one JSON object. Its member "experiment" names the experiment: \
      \(names.dropLast().joined(separator: ", ")) or \(names[names.count - 1]). Members that are \
      left out keep their defaults; they have the names of the options, with _ for -. A number or a \
      size may be a list, or a range as text such as "0.01:0.1:0.01" or "0.001:1:log20": every \
      combination is run. The files in experiments/ are the defaults, and good to copy.
      """,
    arguments: [Positional(.file("FILE.json"), help: "the configuration")],
    options: CommonOptions.output + [CommonOptions.shard],
    examples: [
      Example("drainbench run experiments/psweep.json --out /tmp/sweep", "the default sweep"),
      Example("drainbench run experiments/psweep.json --shard 2/8 --out /tmp/s", "an eighth of it"),
    ],
    action: .run { invocation in
      let file = try ConfigurationFile(invocation.arguments[0])
      return try run(file.experiment, file, invocation)
    })

  private static func run<E: Experiment>(
    _ experiment: E.Type, _ file: ConfigurationFile, _ invocation: Invocation
  ) throws -> ExitStatus {
    let grid = try file.grid(of: E.self)
    let jobs = E.standing.isParallel ? nil : 1
    try E.checkRequirements(grid.first, given: [])
    if let shard = invocation[CommonOptions.shard] {
      return try ShardRun.run(E.self, grid, shard, invocation, jobs: jobs)
    }
    let session = try Session(invocation, [Plan(E.self, grid)], jobs: jobs)
    try session.run(E.self, grid)
    return try session.finish()
  }
}
