import Experiments
import Exhibits
import Reporting
import Results

/// `drainbench report`
enum ReportCommand {
  static let fileName = "report.html"

  static let file = Option.optional(
    "file", .file("FILE.html"), defaultText: "report.html in the results folder",
    help: "where the page goes")

  static let command = Command(
    name: "report", group: "Results",
    summary: "one self-contained HTML page from results",
    discussion: """
      Reads the CSV files and the manifest of a results folder and runs nothing. Writes one page \
      with findings, plots, tables, the oddities of the published figures, and provenance. The \
      page needs no network and no script, suits phones, screens and paper, and is the same for \
      the same results.
      """,
    options: [CommonOptions.results, file, CommonOptions.quiet],
    examples: [
      Example("drainbench report", "results/report.html from results/"),
      Example("drainbench report --out results/quick --file /tmp/quick.html", "another folder's"),
    ],
    action: .run { invocation in
      let results = ResultsReader(
        ResultsFolder(invocation[CommonOptions.results]), published: .bundled)
      let report = try Report(results)
      guard !report.isEmpty else {
        throw NoResults(path: results.folder.path, noun: "a report")
      }
      if !invocation[CommonOptions.quiet] {
        for remark in report.remarks(results.folder) {
          Terminal.errors.tell("drainbench: \(remark)\n")
        }
      }
      let path = invocation[file] ?? results.folder.path(of: fileName)
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      let parent = parts.dropLast().joined(separator: "/")
      // A file right below the root has the root for its folder.
      let folder = parts.count == 1 ? "." : parent.isEmpty ? "/" : parent
      try ResultsFolder(folder).write(report.html, as: String(parts[parts.count - 1]))
      try Terminal.output.write(path + "\n")
      return .done
    })
}
