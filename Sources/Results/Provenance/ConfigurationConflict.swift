import Foundation

/// Results that a run would replace by those of another configuration.
package struct ConfigurationConflict: Error, CustomStringConvertible {
  /// The folder of the results.
  package let folder: ResultsFolder
  /// The experiment.
  package let experiment: String
  /// What tells the configurations apart.
  private let differences: [(member: String, there: String, here: String)]
  private let configuration: String

  /// Members that say how often a measurement is repeated: more of it replaces nothing by less.
  private static let countsOfRepetition: Set<String> = ["repeat", "rounds"]

  /// Looks for it; nil where the run may replace what is there.
  ///
  /// - Parameters:
  ///   - files: the names of the experiment's files.
  ///   - resumes: whether the run goes on with one that had no time to write its configuration.
  /// - Throws: `JSONError` or `ResultsError` for a manifest that cannot be read.
  package init?(
    in folder: ResultsFolder, _ experiment: String, files: [String], _ configuration: JSONValue,
    resumes: Bool
  ) throws {
    self.folder = folder
    self.experiment = experiment
    self.configuration = configuration.line
    let entry = try Manifest.read(in: folder)?.experiments[experiment]
    if let entry, case .object(let there) = entry.configuration.kind,
      case .object(let here) = configuration.kind
    {
      differences = Set(there.keys).union(here.keys).sorted().compactMap { member in
        let (one, other) = (there[member], here[member])
        if one == other { return nil }
        if Self.countsOfRepetition.contains(member), case .integer(let less)? = one?.kind,
          case .integer(let more)? = other?.kind, more > less
        {
          return nil
        }
        return (member, one?.line ?? "absent", other?.line ?? "absent")
      }
      if differences.isEmpty { return nil }
    } else {
      if resumes || !files.contains(where: folder.contains) { return nil }
      differences = []
    }
  }

  /// A folder in this one for the run's results: named for what differs, where that makes a name.
  package var ownFolder: ResultsFolder {
    let words = differences.map { "\($0.member)=\($0.here.filter { !"[]\" ".contains($0) })" }
    let name = words.joined(separator: ",")
    let isName =
      !name.isEmpty && name.count <= 80
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".,=_-+".contains($0)) }
    let suffix = isName ? name : "configuration=\(hexadecimal(digest(of: configuration)))"
    return ResultsFolder(folder.path(of: "\(experiment)-\(suffix)"))
  }

  /// What is there, how it differs, and what to do.
  package var description: String {
    "\(sentence); --out names another folder, and --force replaces them"
  }

  /// What is there, and how it differs.
  package var sentence: String {
    let words = differences.map { "\($0.member) is \($0.there) there and \($0.here) here" }
    return "\(folder.path) holds results of \(experiment) of "
      + (words.isEmpty
        ? "an unknown configuration" : "another configuration: \(words.joined(separator: ", "))")
  }
}
