import Foundation

/// Where the files of a results folder come from: `manifest.json`.
///
/// The top level describes the last run; each experiment keeps the entry of its own last run.
package struct Manifest: Sendable, Equatable, Codable {
  /// The last run of one experiment.
  package struct Experiment: Sendable, Equatable, Codable {
    /// When its results were written, in whole seconds.
    package var date: Date
    /// The program's arguments, its own name first.
    package var commandLine: [String]
    /// The configuration, defaults filled in.
    package var configuration: JSONValue
    /// The members of the configuration that have several values, of which each makes a
    /// configuration of its own; their product is a grid.
    package var grid: [String]?
    /// The commit that the program was built from, or nil where that is not known.
    package var gitCommit: String?
    /// Whether it was built from files that the commit does not have.
    package var gitDirty: Bool?
    /// The program that ran.
    package var program: ProgramRecord?
    /// The other programs and the libraries that took part.
    package var programs: [ProgramRecord]?
    /// The machines that the arms ran on, where results were merged.
    package var hosts: [HostShare]?
    /// The arms that the configuration asks for, and those that finished.
    package var arms: Int?
    package var finished: Int?

    /// An entry from its parts.
    package init(
      date: Date, commandLine: [String], configuration: JSONValue, gitCommit: String?
    ) {
      // The file holds whole seconds, and what is written reads back the same.
      self.date = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
      self.commandLine = commandLine
      self.configuration = configuration
      self.gitCommit = gitCommit
    }

    /// The cells of its grid, each with the values that tell it from the others; none where there is
    /// one configuration.
    package var cells: [Parameters] {
      guard let grid, !grid.isEmpty, case .object(let members) = configuration.kind else {
        return []
      }
      return grid.reduce([[:]]) { cells, name in
        guard case .array(let values)? = members[name]?.kind else { return cells }
        return cells.flatMap { cell in
          values.map { cell.and(Parameters(name: name, value: $0.keyField)) }
        }
      }
    }

    /// The models of the processors that its arms ran on, sorted; none where they are the manifest's
    /// own machine's.
    package var processors: [String] { Set((hosts ?? []).map(\.processor)).sorted() }

    /// Whether arms are missing behind the results.
    package var isIncomplete: Bool { (finished ?? 0) < (arms ?? 0) }

    private enum CodingKeys: String, CodingKey {
      case date, configuration, grid, hosts, program, programs, arms, finished
      case commandLine = "command_line"
      case gitCommit = "git_commit"
      case gitDirty = "git_dirty"
    }
  }

  /// A machine that ran some of the arms.
  package struct HostShare: Sendable, Equatable, Codable {
    /// What it calls itself.
    package var host: String
    /// The model of its processor.
    package var processor: String
    /// How many arms it ran.
    package var arms: Int

    package init(host: String, processor: String, arms: Int) {
      self.host = host
      self.processor = processor
      self.arms = arms
    }
  }

  /// The version of drainbench.
  package var toolVersion: String
  /// The version of the compiler that built it.
  package var swiftVersion: String
  /// What the program was built from, or nil where that is not known.
  package var git: GitRevision?
  /// The machine.
  package var host: Host
  /// The last run of each experiment, by name.
  package var experiments: [String: Experiment]

  /// A manifest from its parts.
  package init(
    toolVersion: String, swiftVersion: String, git: GitRevision?, host: Host,
    experiments: [String: Experiment]
  ) {
    self.toolVersion = toolVersion
    self.swiftVersion = swiftVersion
    self.git = git
    self.host = host
    self.experiments = experiments
  }

  private enum CodingKeys: String, CodingKey {
    case toolVersion = "tool_version"
    case swiftVersion = "swift_version"
    case git, host, experiments
  }
}
