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
    /// The commit that the program was built from, or nil where that is not known.
    package var gitCommit: String?
    /// Whether it was built from files that the commit does not have.
    package var gitDirty: Bool?
    /// The program that ran.
    package var program: ProgramRecord?
    /// The other programs and the libraries that took part.
    package var programs: [ProgramRecord]?
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

    /// Whether arms are missing behind the results.
    package var isIncomplete: Bool { (finished ?? 0) < (arms ?? 0) }

    private enum CodingKeys: String, CodingKey {
      case date, configuration, program, programs, arms, finished
      case commandLine = "command_line"
      case gitCommit = "git_commit"
      case gitDirty = "git_dirty"
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
