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
      let experiment: any Experiment.Type = allExperiments.first { $0.name == name }!
      return try run(experiment, reader, invocation)
    })

  private static func run<E: Experiment>(
    _ experiment: E.Type, _ reader: JSONReader, _ invocation: Invocation
  ) throws -> ExitStatus {
    var reader = reader
    let configuration = try E.Configuration.read(&reader, over: .standard)
    do throws(ExperimentError) {
      try configuration.validate()
    } catch {
      throw BadConfiguration(error, members: E.Configuration.members, &reader)
    }
    try E.checkRequirements(configuration, given: [])
    let session = try Session(invocation, jobs: E.standing.isParallel ? nil : 1)
    try session.run(E.self, configuration)
    return try session.finish()
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
