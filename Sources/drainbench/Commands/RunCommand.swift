import Results

/// `drainbench run FILE.json`
enum RunCommand {
  private static let names = RunnableExperiment.all.map(\.name)

  static let command = Command(
    name: "run", group: "Experiments",
    summary: "an experiment from a configuration file",
    discussion: """
      The file holds one JSON object. Its member "experiment" names the experiment: \
      \(names.dropLast().joined(separator: ", ")) or \(names[names.count - 1]). Members that are \
      left out keep their defaults. The files in experiments/ are the defaults, and good to copy.
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
      let name = try reader.required("experiment", .word(among: names))
      // The reader lets only the name of one through.
      return try RunnableExperiment.all.first { $0.name == name }!.run(reader, invocation)
    })
}
