import Results

/// The reference in lines for a terminal.
package enum ReferenceText {
  /// What `drainbench help` can be asked for beside its commands.
  package static var topics: [String] {
    ["files"] + DataFile.all.map(\.name) + ConfigurationFile.all.map(\.name)
      + JSONFile.all.map(\.name)
  }

  /// The text of a topic; nil where it is none.
  ///
  /// - Parameter width: columns that no line exceeds.
  package static func text(_ topic: String, width: Int) -> String? {
    // A file may be named with its folder.
    let name = topic.split(separator: "/").last.map(String.init) ?? topic
    if topic == "files" { return files(width) }
    if let file = DataFile.all.first(where: { $0.name == name }) { return text(file, width) }
    if let file = JSONFile.all.first(where: { $0.name == name }) { return text(file, width) }
    return ConfigurationFile.all.first { $0.name == name }.map { text($0, width) }
  }

  private static func files(_ width: Int) -> String {
    let groups: [(String, [(String, String)])] = [
      ("Results:", DataFile.results.map { ($0.name, $0.rowMeaning) }),
      ("Recordings:", DataFile.recordings.map { ($0.name, $0.rowMeaning) }),
      ("Configurations:", ConfigurationFile.all.map { ($0.name, $0.summary) }),
      ("Other JSON:", JSONFile.all.map { ($0.name, $0.meaning) }),
    ]
    var lines = wrapped(
      "The files that drainbench writes and reads; of a CSV file, what a row is.", width: width)
    for (title, entries) in groups {
      lines += ["", title] + entries.flatMap { entry($0.0, $0.1, width) }
    }
    lines += [""] + wrapped("'drainbench help FILE' tells columns or members.", width: width)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ file: DataFile, _ width: Int) -> String {
    var lines = wrapped("\(file.name): a row is \(file.rowMeaning).", width: width)
    if !file.command.isEmpty {
      lines += wrapped("'drainbench \(file.command)' makes it.", width: width)
    }
    lines.append("")
    for column in file.columns {
      lines += entry(
        column.name, "\(column.meaning) [\(column.unit.rawValue); \(column.kind)]", width)
      for metric in column.metrics {
        lines += entry("  \(metric.name)", "\(metric.meaning) [\(metric.unit.rawValue)]", width)
      }
    }
    lines += [""]
    lines += wrapped(
      "In brackets the unit and the kind: key, repetition and position tell rows apart; two runs "
        + "agree on what is exact to the last digit, on what is noisy within noise.", width: width)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ file: ConfigurationFile, _ width: Int) -> String {
    var lines = wrapped(
      "\(file.name): \(file.summary). 'drainbench run \(file.name)' and 'drainbench "
        + "\(file.experiment)' run it.", width: width)
    lines += ["", "  experiment", "      \"\(file.experiment)\""]
    for parameter in file.parameters {
      lines += entry(
        parameter.member,
        "\(parameter.meaning) [\(parameter.unit.rawValue); \(parameter.expected); default "
          + "\(parameter.defaultText())]", width)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ file: JSONFile, _ width: Int) -> String {
    var lines = wrapped("\(file.name): \(file.meaning).", width: width) + [""]
    for member in file.members {
      let absent = member.isOptional ? "; may be absent" : ""
      lines += entry(
        member.path, "\(member.meaning) [\(member.unit.rawValue); \(member.expected)\(absent)]",
        width)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func entry(_ name: String, _ text: String, _ width: Int) -> [String] {
    ["  \(name)"] + wrapped(text, width: width - 6).map { "      \($0)" }
  }
}
