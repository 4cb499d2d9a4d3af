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
    /// The checkout's commit, or nil outside a repository.
    package var gitCommit: String?

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

    private enum CodingKeys: String, CodingKey {
      case date
      case commandLine = "command_line"
      case configuration
      case gitCommit = "git_commit"
    }

    /// Writes every key; a missing commit is null.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(date, forKey: .date)
      try container.encode(commandLine, forKey: .commandLine)
      try container.encode(configuration, forKey: .configuration)
      try container.encode(gitCommit, forKey: .gitCommit)
    }
  }

  /// The version of drainbench.
  package var toolVersion: String
  /// The version of the compiler that built it.
  package var swiftVersion: String
  /// The checkout, or nil outside a repository.
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

  /// Writes every key; a missing repository is null.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(toolVersion, forKey: .toolVersion)
    try container.encode(swiftVersion, forKey: .swiftVersion)
    try container.encode(git, forKey: .git)
    try container.encode(host, forKey: .host)
    try container.encode(experiments, forKey: .experiments)
  }
}
