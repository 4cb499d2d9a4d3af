import Exhibits
import Experiments
import Results

/// The pages of `docs/`, which are made of the declarations of columns, parameters and members.
package enum ReferencePages {
  /// `docs/data.md`.
  package static var data: String {
    var page = """
      # Data

      Every CSV file that drainbench writes or reads, and every column. Made from the code by
      `drainbench reference`; `drainbench help FILE.csv` prints a part of it.

      Files are UTF-8 with a header, commas, and `.` in decimals (RFC 4180). Numbers read back to the
      same value. Whether a field may be empty stands below "values". The kind of a column says what
      two runs agree on:

      | kind | meaning |
      | --- | --- |
      | key | tells apart what was measured |
      | repetition | tells repeats apart, such as a seed or a round |
      | position | tells the points of one series apart |
      | exact | configuration and seed determine it: two runs agree to the last digit |
      | noisy | it comes from time or RSS: two runs agree within noise |

      `drainbench compare` holds two runs against each other by these kinds.

      ## Files


      """
    page += list(DataFile.all.map { ($0.name, $0.rowMeaning) })
    page += """

      Beside them a results folder has `manifest.json` ([configuration.md](configuration.md)),
      `datapackage.json`, which says all of this to programs (Frictionless Data),
      `ro-crate-metadata.json`, which says to archives what made it (RO-Crate), `tables.md` and
      `report.html`.

      The data in `results/` and `plots/` may be used under CC-BY-4.0; the published figures in
      `experiments/published.json` are the paper's (CC-BY-4.0), the code is under the MIT licence.

      """
    for file in DataFile.all { page += section(file) }
    return page
  }

  /// `docs/configuration.md`.
  package static var configuration: String {
    var page = """
      # Configuration

      Every JSON file that drainbench reads or writes, and every member. Made from the code by
      `drainbench reference`; `drainbench help FILE.json` prints a part of it.

      ## Experiments

      `drainbench run FILE.json` runs an experiment from a file: an object with the member
      `experiment`, its name, and the members below. Those that are left out have their defaults,
      which are built in from `experiments/`. The objects `reproduce` and `quick` in it hold changes
      that `reproduce` and `reproduce --quick` make, in this order. Each member is an option of the
      experiment's command too. A single number, size or word may be a list as well, such as
      `[4096, 16384]`, or a range, such as `"0.001:1:log20"`: every combination is then run, and the
      rows have a key column for it; `seed` and `repeat` alone are single.


      """
    page += list(ConfigurationFile.all.map { ($0.name, $0.summary) })
    for file in ConfigurationFile.all { page += section(file) }
    page += """

      ## Other files

      `NAME` stands for an experiment's name, `[]` for each element of a list.


      """
    page += list(JSONFile.all.map { ($0.name, $0.meaning) })
    for file in JSONFile.all { page += section(file) }
    return page
  }

  private static func anchor(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "-" })
  }

  private static func list(_ entries: [(name: String, text: String)]) -> String {
    entries.map { "- [\($0.name)](#\(anchor($0.name))): \($0.text)\n" }.joined()
  }

  private static func table(_ columns: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    return line(columns) + line(columns.map { _ in "---" }) + rows.map(line).joined()
  }

  private static func section(_ file: DataFile) -> String {
    var text = "\n### \(file.name)\n\nA row: \(file.rowMeaning)."
    if !file.command.isEmpty { text += " `drainbench \(file.command)` makes it." }
    text += "\n\n"
    text += table(
      ["column", "unit", "kind", "values", "meaning"],
      file.columns.map {
        ["`\($0.name)`", $0.unit.rawValue, $0.kind, $0.expectation, $0.meaning]
      })
    for column in file.columns where !column.metrics.isEmpty {
      text += "\n"
      text += table(
        [column.name, "unit", "meaning"],
        column.metrics.map { ["`\($0.name)`", $0.unit.rawValue, $0.meaning] })
    }
    return text
  }

  private static func section(_ file: ConfigurationFile) -> String {
    "\n### \(file.name)\n\n\(file.summary.capitalizedFirst). `drainbench \(file.experiment)`"
      + " runs it.\n\n"
      + table(
        ["member", "option", "unit", "range", "default", "meaning"],
        file.parameters.map {
          [
            "`\($0.member)`", "`\($0.option)`", $0.unit.rawValue, $0.expected,
            $0.defaultText(code: "`"), $0.meaning,
          ]
        })
  }

  private static func section(_ file: JSONFile) -> String {
    "\n### \(file.name)\n\n\(file.meaning.capitalizedFirst).\n\n"
      + table(
        ["member", "unit", "range", "default", "meaning"],
        file.members.map {
          [
            "`\($0.path)`", $0.unit.rawValue, $0.expected, $0.isOptional ? "absent" : "required",
            $0.meaning,
          ]
        })
  }
}

extension ParameterNote {
  /// The default, and what forms make of it.
  func defaultText(code: String = "") -> String {
    let forms = changes.map { ", \($0.form.rawValue): \(code)\(Self.text($0.value))\(code)" }
    return "\(code)\(Self.text(standard))\(code)" + forms.joined()
  }

  private static func text(_ value: JSONValue) -> String {
    switch value.kind {
    case .null: "null"
    case .bool(let truth): "\(truth)"
    case .integer(let whole): "\(whole)"
    case .double(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .string(let text): "\"\(text)\""
    case .array(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
    case .object: "{...}"
    }
  }
}

extension String {
  /// The sentence with a capital at its start.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
