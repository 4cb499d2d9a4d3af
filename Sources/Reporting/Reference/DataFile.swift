import Experiments
import Recordings
import Results

/// What is told of one CSV file that this program writes or reads.
package struct DataFile: Sendable {
  /// Its name; NAME stands for a recording's.
  package var name: String
  /// What a row is.
  package var rowMeaning: String
  /// The words after `drainbench` that make it; empty where another program does.
  package var command: String
  package var columns: [ColumnNote]
  /// Further columns, which files of a grid have.
  package var gridColumns: [ColumnNote] = []

  /// Every CSV file of this program, the results' first.
  package static let all: [DataFile] = results + recordings

  /// The files of a results folder.
  package static let results: [DataFile] =
    CSVKind.all.filter { ofRecordings[$0.fileName] == nil }.map {
      DataFile(
        name: $0.fileName, rowMeaning: $0.rowMeaning,
        command: Experiments.command(making: $0.fileName),
        columns: $0.columns, gridColumns: $0.gridColumns)
    } + [
      DataFile(
        name: ComparisonRow.fileName, rowMeaning: ComparisonRow.rowMeaning,
        command: "compare BASE HEAD --format csv", columns: ComparisonRow.columns.map(\.note))
    ]

  /// The files about recordings.
  package static let recordings: [DataFile] =
    CSVKind.all.compactMap { kind in
      ofRecordings[kind.fileName].map {
        DataFile(
          name: kind.fileName, rowMeaning: kind.rowMeaning, command: $0, columns: kind.columns)
      }
    } + [
      DataFile(
        name: "NAME.csv", rowMeaning: "a site that holds memory at one moment of a recording",
        command: "attribute RECORDING --format csv", columns: AttributionReport.siteColumns),
      DataFile(
        name: "NAME-episodes.csv",
        rowMeaning: "how long a site's objects outlive the epochs in which it allocated them",
        command: "episodes RECORDING --format csv", columns: EpisodesReport.siteColumns()),
      DataFile(
        name: "NAME.frames.csv",
        rowMeaning: "a frame of a recording's call stacks, innermost first, inlined ones included",
        command: "record -- PROGRAM", columns: FrameFile.columns),
      DataFile(
        name: "RECORDING.csv",
        rowMeaning: "an allocation or a free: a recording that any tool can print", command: "",
        columns: CSVReader.columns),
    ]

  /// The words that make each file of the folder of recordings; none where a script does.
  private static let ofRecordings = [
    ReplayRow.fileName: "replay RECORDING --out DIR",
    ReplaySample.fileName: "replay RECORDING --out DIR",
    AdviceRow.fileName: "advise RECORDING --out DIR",
    AdviceKeyRow.fileName: "advise RECORDING --keys --out DIR", SwitchRow.fileName: "",
  ]
}

/// What is told of one JSON file that this program writes or reads.
package struct JSONFile: Sendable {
  package var name: String
  /// What it holds, a noun phrase.
  package var meaning: String
  package var members: [JSONMember]

  /// Every JSON file but the configurations of experiments.
  package static let all: [JSONFile] = [
    JSONFile(
      name: "manifest.json",
      meaning: "what made the files of a results folder: the last run of each experiment",
      members: Manifest.members),
    JSONFile(
      name: "published.json", meaning: "figures that the paper or its project prints, built in",
      members: PublishedFigures.members),
    JSONFile(
      name: "routing.json",
      meaning: "sites whose objects go to granules of their own; `advise` writes it, `replay` and "
        + "`advise` read it", members: SiteRouting.members),
    JSONFile(
      name: "snapshots.jsonl",
      meaning: "the profiler's figures, a line of JSON each; `drainprof_write_snapshot` and "
        + "`ProfilerPage.jsonLine` write it, `doctor` reads it", members: SnapshotLines.members),
  ]
}

/// What is told of an experiment's configuration file.
package struct ConfigurationFile: Sendable {
  /// `psweep.json`.
  package var name: String
  package var experiment: String
  package var summary: String
  package var parameters: [ParameterNote]

  /// Every experiment's.
  package static let all: [ConfigurationFile] = allExperiments.map { experiment in
    ConfigurationFile(
      name: "\(experiment.name).json", experiment: experiment.name,
      summary: experiment.words.summary, parameters: experiment.parameterNotes)
  }
}
