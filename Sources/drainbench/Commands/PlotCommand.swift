import Experiments
import Exhibits
import Reporting
import Results

/// `drainbench plot`
enum PlotCommand {
  static let plots = Option.optional(
    "plots", .directory(), defaultText: "plots beside a folder named results, else DIR/plots",
    help: "folder for the SVG files")
  static let png = Option.flag("png", help: "a PNG beside each SVG, through rsvg-convert")

  static let command = Command(
    name: "plot", group: "Results",
    summary: "the plots from results, as SVG",
    discussion: """
      Reads the CSV files of a results folder and runs nothing. A plot whose results are missing is \
      left out and named on standard error. The same results always give the same files.
      """,
    arguments: [
      Positional(
        .word(among: allPlots.map(\.name), placeholder: "NAME"), .any,
        help: "the plots to draw; all without a name")
    ],
    options: [CommonOptions.results, plots, png, CommonOptions.quiet],
    examples: [
      Example("drainbench plot", "all plots of results/ into plots/"),
      Example("drainbench plot psweep-rss --png", "one of them, and a picture of it"),
    ],
    action: .run { invocation in
      let results = ResultsReader(
        ResultsFolder(invocation[CommonOptions.results]), published: .bundled)
      let target = ResultsFolder(invocation[plots] ?? plotsPath(beside: results.folder.path))
      let rasterizer = invocation[png] ? try Rasterizer() : nil
      let wanted = allPlots.filter {
        invocation.arguments.isEmpty || invocation.arguments.contains($0.name)
      }
      let gathered = try Gathered(wanted, from: results)
      if !invocation[CommonOptions.quiet] { Terminal.remark(gathered, results, noun: "plots") }
      guard !gathered.made.isEmpty else {
        throw NoResults(path: results.folder.path, noun: "plots")
      }
      for path in try write(gathered, to: target) {
        try rasterizer?.convert(path)
        try Terminal.output.write(path + "\n")
      }
      return .done
    })

  /// Where the plots of a results folder go unless the user says otherwise.
  static func plotsPath(beside results: String) -> String {
    let parts = results.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.last == "results" else { return ResultsFolder(results).path(of: "plots") }
    return (parts.dropLast() + ["plots"]).joined(separator: "/")
  }

  /// Writes plots, and returns the paths of the files.
  static func write(_ gathered: Gathered<Figure>, to folder: ResultsFolder) throws -> [String] {
    folder.removeAbandoned()
    return try gathered.made.map { plot, figure in
      let name = plot.name + ".svg"
      try folder.write(figure.svg(), as: name)
      return folder.path(of: name)
    }
  }
}
