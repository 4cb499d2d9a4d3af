import Experiments
import Results

/// A file that names an experiment and its parameters.
struct ConfigurationFile {
  /// The experiment that it names.
  let experiment: any Experiment.Type
  private let reader: JSONReader

  /// Reads which experiment it is of.
  ///
  /// - Parameter hint: what to say when there is no such file.
  init(_ file: String, hint: String = "expected the name of a configuration file") throws {
    let bytes = try readInput(file, hint: hint)
    var reader = try JSONReader(JSONValue.parse(bytes, file: file), file: file)
    let name = try reader.required("experiment", .word(among: allExperiments.map { $0.name }))
    // The reader lets only the name of one through.
    experiment = allExperiments.first { $0.name == name }!
    self.reader = reader
  }

  /// The configurations of that experiment, defaults filled in.
  ///
  /// - Throws: `JSONError`, or `BadConfiguration` for values that cannot be together.
  func grid<E: Experiment>(
    of experiment: E.Type
  ) throws -> ConfigurationGrid<E.Configuration> {
    var reader = reader
    let grid = try E.Configuration.read(&reader, over: .standard)
    do throws(ExperimentError) {
      try grid.validate()
    } catch {
      throw BadConfiguration(error, members: E.Configuration.members, &reader)
    }
    return grid
  }

  /// Values that are right by themselves and cannot be together.
  struct BadConfiguration: StatusError, CustomStringConvertible {
    let description: String
    var status: ExitStatus { .data }

    /// - Parameter members: the names in files by the names in messages.
    init(_ error: ExperimentError, members: [String: String], _ reader: inout JSONReader) {
      guard case .invalidParameter(let name, let value, let expected) = error else {
        description = "\(reader.file): \(error)"
        return
      }
      let member = members[name] ?? name
      // A member that the file leaves out has no place in it.
      let place = reader.optionalValue(member).map { ":\($0.position)" } ?? ""
      // A sentence about options becomes one about members.
      let words = expected.split(separator: " ").map { word in
        word.hasPrefix("--") ? members["\(word.dropFirst(2))"] ?? String(word) : String(word)
      }
      description =
        "\(reader.file)\(place): \(member): expected \(words.joined(separator: " ")), found \(value)"
    }
  }
}

extension ExperimentConfiguration {
  /// The names of parameters in files by their names in messages.
  fileprivate static var members: [String: String] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.member) })
  }
}
