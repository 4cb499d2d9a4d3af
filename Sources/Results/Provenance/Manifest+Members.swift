extension Manifest {
  /// The members of `manifest.json`.
  package static let members: [JSONMember] =
    [
      JSONMember("tool_version", .word, "the version of drainbench that wrote the file"),
      JSONMember("swift_version", .word, "the version of the compiler that built it"),
      JSONMember(
        "git.commit", .word, "the commit that the program was built from", isOptional: true),
      JSONMember(
        "git.dirty", .word, "whether it was built from files that the commit does not have",
        "true or false", isOptional: true),
      JSONMember("host.kernel", .word, "name and release of the kernel"),
      JSONMember("host.processor", .word, "the processor's model, or its architecture"),
      JSONMember("host.cores", .one, "processors that are online", "a whole number from 1"),
      JSONMember("host.page_size_bytes", .bytes, "size of a memory page", "a whole number from 1"),
      JSONMember("host.os", .word, "the operating system and its version"),
      JSONMember(
        "experiments.NAME.date", .word, "when the results of experiment NAME were written",
        "a date such as 2026-01-31T12:00:00Z"),
      JSONMember(
        "experiments.NAME.command_line[]", .word, "the program's arguments, its own name first",
        "a list of texts"),
      JSONMember(
        "experiments.NAME.configuration", .word,
        "the configuration, defaults filled in: the members of the experiment's own file",
        "an object"),
      JSONMember(
        "experiments.NAME.git_commit", .word, "the commit that the program was built from",
        isOptional: true),
      JSONMember(
        "experiments.NAME.git_dirty", .word,
        "whether it was built from files that the commit does not have", "true or false",
        isOptional: true),
      JSONMember(
        "experiments.NAME.arms", .arms, "arms that the configuration asks for",
        "a whole number from 0", isOptional: true),
      JSONMember(
        "experiments.NAME.finished", .arms, "arms of these that finished", "a whole number from 0",
        isOptional: true),
    ]
    + program("experiments.NAME.program", "the program that ran")
    + program("experiments.NAME.programs[]", "another program or library that took part")

  private static func program(_ path: String, _ whose: String) -> [JSONMember] {
    [
      JSONMember("\(path).name", .word, "\(whose): its name", isOptional: true),
      JSONMember(
        "\(path).version", .word, "\(whose): what it says of its version, or its commit",
        isOptional: true),
      JSONMember("\(path).path", .word, "\(whose): its file", isOptional: true),
      JSONMember(
        "\(path).digest", .word, "\(whose): digest of the file's bytes (FNV-1a)",
        "16 hexadecimal digits", isOptional: true),
    ]
  }

  /// The paths at which `members` has NAME for any experiment, and where it does not look inside.
  package static let namedPaths: Set<String> = ["experiments"]
  package static let wholePaths: Set<String> = ["experiments.NAME.configuration"]
}
