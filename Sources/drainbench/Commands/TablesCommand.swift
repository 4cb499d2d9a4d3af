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
      tables.md and datapackage.json, which describes the files, beside them. With --format csv it \
      writes each table as a file of plain numbers into tables/ beside the files, and prints the \
      files' names. A table whose results are missing is left out and named on \
      standard error.
      """,
    options: [CommonOptions.results, format, CommonOptions.quiet],
    examples: [
      Example("drainbench tables", "the tables of results/"),
      Example("drainbench tables --format latex", "the same for a paper"),
      Example("drainbench tables --format csv", "results/tables/NAME.csv, a file a table"),
    ],
    action: .run { invocation in
      let results = ResultsReader(
        ResultsFolder(invocation[CommonOptions.results]), published: .bundled)
      let gathered = try Gathered(allTables, from: results)
      guard !gathered.made.isEmpty else {
        throw NoResults(path: results.folder.path, noun: "tables")
      }
      if !invocation[CommonOptions.quiet] { Terminal.remark(gathered, results, noun: "tables") }
      try write(gathered, results)
      if invocation[format] == .csv {
        try Terminal.output.write(writeFiles(gathered.tables, in: results.folder))
      } else {
        try Terminal.output.write(
          invocation[format].render(gathered.tables, width: Terminal.output.tableWidth))
      }
      return .done
    })

  /// Writes a file for each table, and returns their names, line by line.
  private static func writeFiles(_ tables: [Table], in folder: ResultsFolder) throws -> String {
    let own = ResultsFolder(folder.path(of: "tables"))
    return try tables.map { table in
      try own.write(table.plainCSV, as: "\(table.name).csv")
      return own.path(of: "\(table.name).csv") + "\n"
    }.joined()
  }

  /// Writes `tables.md`, and what describes the files to programs.
  static func write(_ gathered: Gathered<[Table]>, _ results: ResultsReader) throws {
    try results.folder.write(
      gathered.markdown(source: results.published.source), as: fileName)
    try DataPackage.write(in: results.folder)
    try ResearchObject.write(in: results.folder)
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
