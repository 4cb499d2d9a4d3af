import Exhibits
import Recordings

/// One page about a recording: its heap over time and at one moment, who holds it, how its granules
/// and epochs drain, and where the recording comes from.
package struct RecordingPage {
  private let report: AttributionReport
  private let episodes: EpisodesReport?
  private let moment: Attribution
  private let flames: FlameGraph

  /// - Parameters:
  ///   - report: of which the first moment is shown.
  ///   - rule: what the report took for sites.
  ///   - episodes: of the same recording; nil where it could be read once only.
  package init(_ report: AttributionReport, rule: SiteRule, episodes: EpisodesReport?) {
    self.report = report
    self.episodes = episodes
    moment = report.moments[0]
    flames = FlameGraph(report, moment, rule: rule)
  }

  /// The page, which is the same for the same recording and moment.
  package var html: String {
    let program = report.summary.commandLine.split(separator: " ").first ?? "a program"
    let name = program.split(separator: "/").last ?? program
    return Page(
      title: "What holds the memory of \(name)", lead: report.answer(moment),
      notes: report.warnings(moment),
      parts: [
        (ReportSection("time", "Over time"), [Page.plot(report.timelineFigure(moment))]),
        (
          ReportSection("sites", "Sites"),
          [Page.table(report.sites(moment, top: 25, namesFirst: true))]
        ),
        (
          ReportSection("stacks", "Call stacks"),
          [
            Page.plot(
              "flame-graph", wide: [flames.markup(width: Figure.standardWidth, suffix: "-wide")],
              narrow: flames.markup(width: Figure.narrowWidth, suffix: "-narrow"))
          ]
        ),
        (
          ReportSection("heap", "The heap"),
          [Page.plot(report.occupancyFigure(moment)), Page.plot(report.mapFigure(moment))]
        ),
        (ReportSection("episodes", "Episodes"), draining),
        (ReportSection("provenance", "Provenance"), [Page.facts(report.summary.facts)]),
      ]
    ).html
  }

  /// How granules and epochs drain, and what follows from it.
  private var draining: [Markup] {
    guard let episodes else {
      return [Markup("p", text: "The recording came through a pipe, which is read once.")]
    }
    var sites = episodes.sites(top: 25, namesFirst: true)
    sites.name = "sites-of-epochs"
    return episodes.sentences.map { Markup("p", text: $0) }
      + (episodes.retentionFigure.map { [Page.plot($0)] } ?? [])
      + [Page.table(episodes.drains), Page.table(sites)]
  }
}
