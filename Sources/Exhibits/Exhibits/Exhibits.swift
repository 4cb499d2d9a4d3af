/// What an experiment shows, made from a `ResultsReader` and nothing else, so that a command, the
/// tables and the report show the same.
package struct Exhibits: Sendable {
  /// The tables.
  package var tables: [TableGroup]
  /// The plots.
  package var plots: [Plot]
  /// What stands below the tables on a terminal.
  package var charts: [ChartGroup]
  /// What the results say.
  package var findings: [FindingSource]
  /// What is odd about the published figures.
  package var oddities: [FindingSource]
  /// What a reader with one minute should take away: a headline, and one sentence below it; its
  /// name is that of the plot which shows it.
  package var answers: [FindingSource]

  /// The exhibits of an experiment.
  package init(
    tables: [TableGroup], plots: [Plot] = [], charts: [ChartGroup] = [],
    findings: [FindingSource] = [], oddities: [FindingSource] = [], answers: [FindingSource] = []
  ) {
    self.tables = tables
    self.plots = plots
    self.charts = charts
    self.findings = findings
    self.oddities = oddities
    self.answers = answers
  }
}

/// Charts for a terminal that are made of the same rows.
package typealias ChartGroup = Exhibit<[TerminalChart]>
