/// The git that is installed, run so that a repository can have it run nothing else.
///
/// Whoever made a repository also wrote its configuration, which can name programs: file system
/// monitors, hooks, filters of files, transports for objects that are not there. What those of a
/// submodule say is out of reach of options, so that submodules are not entered.
enum Git {
  /// Settings that a repository's own do not override.
  private static let settings = [
    "core.fsmonitor": "false", "core.hooksPath": "/dev/null", "safe.bareRepository": "explicit",
  ]

  /// What git prints.
  ///
  /// - Parameter seconds: how long it may take.
  static func run(
    _ arguments: [String], in folder: String, seconds: Int = 10
  ) throws(GitError) -> [UInt8] {
    guard let program = Program.find("git") else { throw .missing }
    var added = [
      "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0",
    ]
    added["GIT_CONFIG_COUNT"] = "\(settings.count)"
    for (index, setting) in settings.enumerated() {
      added["GIT_CONFIG_KEY_\(index)"] = setting.key
      added["GIT_CONFIG_VALUE_\(index)"] = setting.value
    }
    let command = "git " + arguments.joined(separator: " ")
    do {
      // Asking must not write the index, which another git may hold.
      let ended = try Program.run(
        program, ["--no-pager", "--no-optional-locks", "-C", folder] + arguments,
        // Inside a git hook they name the hook's repository, whatever folder git is asked about.
        variables: ChildProcess.variables(without: { $0.hasPrefix("GIT_") }, adding: added),
        seconds: seconds)
      if ended.hasSucceeded { return ended.output }
      throw GitError.failed(command: command, words: ended.complaint)
    } catch {
      throw error as? GitError ?? .failed(command: command, words: "\(error)")
    }
  }
}
