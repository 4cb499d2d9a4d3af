import Experiments
import Exhibits
import Reporting
import Results

/// `drainbench tables`
enum TablesCommand {
  static let fileName = "tables.md"

  static let format = Option.one(
    "format", ValueKind<TableFormat>.choice, default: .text, help: "format of standard output")

  static let command = Command(
    name: "tables", group: "Results",
    summary: "the paper's tables from results, published beside measured",
    discussion: """
      Reads the CSV files of a results folder and runs nothing. Prints the tables and writes \
      tables.md beside the files. A table whose results are missing is left out and named on \
      standard error.
      """,
    options: [CommonOptions.results, format, CommonOptions.quiet],
    examples: [
      Example("drainbench tables", "the tables of results/"),
      Example("drainbench tables --format latex", "the same for a paper"),
    ],
    action: .run { invocation in
      let results = ResultsReader(
        ResultsFolder(invocation[CommonOptions.results]), published: .bundled)
      let gathered = try Gathered(allTables, from: results)
      guard !gathered.made.isEmpty else {
        throw NoResults(path: results.folder.path, noun: "tables")
      }
      if !invocation[CommonOptions.quiet] { Terminal.remark(gathered, results, noun: "tables") }
      try Terminal.output.write(
        invocation[format].render(gathered.tables, width: Terminal.output.tableWidth))
      try write(gathered, results)
      return .done
    })

  /// Writes `tables.md`.
  static func write(_ gathered: Gathered<[Table]>, _ results: ResultsReader) throws {
    try results.folder.write(
      gathered.markdown(source: results.published.source), as: fileName)
  }
}

/// A folder without any file that the command reads.
struct NoResults: StatusError, CustomStringConvertible {
  let path: String
  let noun: String
  var status: ExitStatus { .data }
  var description: String {
    "\(path): no results to make \(noun) of; run `drainbench reproduce`"
  }
}

extension Terminal {
  /// Says on standard error which files are missing, and what is left out for that.
  static func remark<Content>(
    _ gathered: Gathered<Content>, _ results: ResultsReader, noun: String
  ) {
    gathered.remarks(results.folder, noun: noun, command: command(making:)).forEach(errors.remark)
  }
}
