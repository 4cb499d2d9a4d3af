import Exhibits
import Recordings
import Results

/// Every experiment, in the order in which they are listed, run and shown.
package let allExperiments: [any Experiment.Type] = [
  TwoPoint.self,
  PSweep.self,
  Slope.self,
  Churn.self,
  DSR.self,
  Diagnose.self,
  Lifetimes.self,
  Sensitivity.self,
  Threshold.self,
  Bounds.self,
  Classes.self,
  Granules.self,
  Predictor.self,
  Redis.self,
  Peers.self,
  Bench.self,
  Profiler.self,
]

extension ReportSection {
  /// What several experiments show of the profiler.
  static let profiler = ReportSection("profiler", "The drainability profiler")
}

/// The arms of all experiments, and those that several use.
let allArms: [any Arm.Type] =
  allExperiments.flatMap { $0.arms } + [
    GuardedProgram.self, LibraryProbe.self, ReplayArm.self,
  ]

/// The tables of all experiments and of recordings, and the verdicts on the paper's claims.
package let allTables: [TableGroup] =
  allExperiments.flatMap { $0.exhibits.tables } + [CaseStudies.tables, Claims.tables]

/// The plots of all experiments and of recordings.
package let allPlots: [Plot] = allExperiments.flatMap { $0.exhibits.plots } + CaseStudies.plots

/// The findings of all experiments and of recordings, and what the verdicts come to.
package let allFindings: [FindingSource] =
  allExperiments.flatMap { $0.exhibits.findings } + [CaseStudies.finding, Claims.finding]

/// What a reader with one minute should take away.
package let allAnswers: [FindingSource] = allExperiments.flatMap { $0.exhibits.answers }

/// What is odd about the published figures.
package let allOddities: [FindingSource] = allExperiments.flatMap { $0.exhibits.oddities }

extension CSVKind {
  /// Every kind of file that this program writes.
  package static let all: [CSVKind] =
    allExperiments.flatMap { $0.variedFiles } + [
      coefficients, CSVKind(IncompleteRow.self), CSVKind(ReplayRow.self),
      CSVKind(ReplaySample.self), CSVKind(AdviceRow.self), CSVKind(AdviceKeyRow.self),
      CSVKind(SwitchRow.self),
    ]

  /// `coefficients.csv`, whose figures and predictions are exact or noisy as their experiments say.
  private static let coefficients: CSVKind = {
    let kinds = allExperiments.flatMap { $0.coefficients }
    return CSVKind(Coefficient.self) { row, column in
      let kind = kinds.first { row.isOne(of: $0) }
      return column == "predicted"
        ? kind.map { !$0.isPredictionExact } ?? false
        : kind.map { !$0.isExact(row.parameter) } ?? true
    }
  }()
}

/// The words after `drainbench` that make a file of a results folder.
package func command(making file: String) -> String {
  allExperiments.first { $0.files.contains { $0.fileName == file } }?.name ?? "reproduce"
}

extension Experiment {
  /// Its files, with the columns that tell the cells of a grid apart.
  fileprivate static var variedFiles: [CSVKind] {
    let axes = Configuration.parameters.filter(\.isAxis).map { axis in
      ColumnNote(axis.member, axis.fieldType, axis.unit, axis.help, .key)
    }
    return files.map { $0.varied(by: axes) }
  }
}
