import Reporting
import Results

/// `drainbench tables`
enum TablesCommand {
  static let fileName = "tables.md"

  static let format = Option.one(
    "format", ValueSyntax<TableFormat>.choice, default: .text, help: "format of standard output")

  static let command = Command(
    name: "tables", group: "Results",
    summary: "the paper's tables from results, published beside measured",
    discussion: """
      Reads the CSV files of a results folder and runs nothing. Prints the tables and writes \
      tables.md beside the files. A table whose results are missing is left out and named on \
      standard error.
      """,
    options: [CommonOptions.out, format, CommonOptions.quiet],
    examples: [
      Example("drainbench tables", "the tables of results/"),
      Example("drainbench tables --format latex", "the same for a paper"),
    ],
    action: .run { invocation in
      let folder = ResultsFolder(invocation[CommonOptions.out])
      let (tables, missing) = try tables(folder)
      guard !tables.isEmpty else { throw NoResults(path: folder.path) }
      for remark in missing where !invocation[CommonOptions.quiet] {
        Terminal.errors.write("drainbench: \(remark)\n")
      }
      Terminal.output.write(invocation[format].render(tables))
      try folder.write(markdown(folder), as: fileName)
      return .done
    })

  /// The tables of a folder as one Markdown page.
  static func markdown(_ folder: ResultsFolder) throws -> String {
    let source = PublishedFigures.bundled.source
    return "# Measured beside published\n\nPublished figures: \(source).\n\n"
      + TableFormat.markdown.render(try tables(folder).tables)
  }

  /// Every table for which the folder has results, and a remark for each that is missing.
  static func tables(_ folder: ResultsFolder) throws -> (tables: [Table], missing: [String]) {
    let published = PublishedFigures.bundled
    var tables: [Table] = []
    var missing: [String] = []
    func rows<Row: CSVRecord>(_ kind: Row.Type, _ command: String) throws -> [Row] {
      if folder.contains(kind) { return try folder.read(kind) }
      missing.append(
        "no \(folder.path(of: Row.fileName)): `drainbench \(command)` makes it; its tables are left "
          + "out")
      return []
    }
    let coefficients = try rows(Coefficient.self, "reproduce")
    let twoPoint = try rows(TwoPointRow.self, "twopoint")
    if !twoPoint.isEmpty {
      tables.append(twoPointTable(twoPoint, published: published))
      tables.append(boundaryTable(twoPoint))
      let differential = differentialTable(coefficients)
      if !differential.rows.isEmpty { tables.append(differential) }
    }
    let sweep = try rows(PSweepRow.self, "psweep")
    for reuse in ReuseMode.allCases {
      let group = sweep.filter { $0.reuse == reuse }
      if group.isEmpty { continue }
      tables.append(sweepTable(group, reuse: reuse, published: published))
      tables.append(linearityTable(group, reuse: reuse, published: published))
      tables.append(growthPerPTable(group, reuse: reuse, published: published))
    }
    let slopes = try rows(SlopeRow.self, "slope")
    if !slopes.isEmpty { tables.append(slopeTable(slopes, published: published)) }
    let churn = try rows(ChurnRow.self, "churn")
    if !churn.isEmpty { tables.append(churnTable(churn)) }
    let dsr = try rows(DSRRow.self, "dsr")
    if !dsr.isEmpty { tables.append(dsrTable(dsr)) }
    let service = try rows(DiagnoseRow.self, "diagnose")
    if !service.isEmpty { tables.append(serviceTable(service)) }
    let bench = try rows(BenchRow.self, "bench")
    if !bench.isEmpty {
      tables.append(benchTable(bench, coefficients.filter { $0.experiment == "bench" }))
      tables.append(latencyTable(bench))
    }
    let profiler = try rows(ProfilerRow.self, "bench --profiler")
    if !profiler.isEmpty { tables.append(profilerTable(profiler)) }
    return (tables, missing)
  }

  struct NoResults: StatusError, CustomStringConvertible {
    let path: String
    var status: ExitStatus { .data }
    var description: String { "\(path): no results to make tables of; run `drainbench reproduce`" }
  }
}
