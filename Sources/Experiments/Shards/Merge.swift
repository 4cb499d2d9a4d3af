import Exhibits
import Results

/// The outcomes of shards, taken together: what one machine would have found.
///
///     let merge = try Merge(folders)
///     for name in merge.experiments { … try merge.part(of: PSweep.self) … }
package struct Merge {
  package let folders: [ResultsFolder]
  /// What the folders say they are, by experiment.
  package let records: [String: [ShardRecord]]

  /// Reads what the folders say they are.
  ///
  /// - Throws: `MergeError` for folders that do not go together, `JSONError` and `ResultsError`.
  package init(_ folders: [ResultsFolder]) throws {
    self.folders = folders
    var records: [String: [ShardRecord]] = [:]
    var origins: [String: String] = [:]
    for folder in folders {
      let own = try ShardRecord.all(in: folder)
      if own.isEmpty { throw MergeError.noShards(folder.path) }
      for record in own {
        guard allExperiments.contains(where: { $0.name == record.experiment }) else {
          throw MergeError.unknownExperiment(record, folder: folder.path)
        }
        if let first = records[record.experiment]?.first {
          let there = origins[record.experiment] ?? ""
          if record.program.digest != first.program.digest {
            throw MergeError.programs(first, there, record, folder.path)
          }
          if record.configuration != first.configuration {
            throw MergeError.configurations(first, there, record, folder.path)
          }
        } else {
          origins[record.experiment] = folder.path
        }
        records[record.experiment, default: []].append(record)
      }
    }
    self.records = records
    for (name, own) in records.sorted(by: { $0.key < $1.key }) {
      if own[0].program.digest != ProgramRecord.running.digest {
        throw MergeError.otherProgram(own[0], folder: origins[name] ?? "")
      }
    }
  }

  /// What the outcomes of one experiment come to.
  package struct Part<E: Experiment> {
    package let grid: ConfigurationGrid<E.Configuration>
    package let analysis: Analysis
    package let record: Laboratory.Record
    /// The machines that ran the arms.
    package let hosts: [Manifest.HostShare]
    /// The outcomes that it was made of.
    package let asked: Set<ArmKey>
  }

  /// Makes everything again from all outcomes of an experiment.
  ///
  /// - Throws: `MergeError` for outcomes that are missing, damaged, or differ in what the seed
  ///   determines; for a timed experiment, for processors that differ.
  package func part<E: Experiment>(of experiment: E.Type, published: PublishedFigures) throws
    -> Part<E>
  {
    guard let records = records[E.name] else { throw MergeError.noShards(E.name) }
    let grid = try E.grid(reading: records[0].configuration)
    let kept = KeptOutcomes(folders)
    let (analysis, record) = try analysis(of: E.self, grid, kept, published)
    if let damaged = kept.damaged.first {
      throw MergeError.damaged(
        label: damaged.label, folder: damaged.folder, others: kept.damaged.count - 1)
    }
    if !kept.missing.isEmpty {
      throw try missing(kept.missing, of: E.self, grid, records, published)
    }
    let hosts = kept.origins.sorted {
      ($0.key.host, $0.key.processor) < ($1.key.host, $1.key.processor)
    }
    .map { Manifest.HostShare(host: $0.host, processor: $0.processor, arms: $1) }
    let processors = Set(hosts.map(\.processor)).sorted()
    if E.standing.isTimed && processors.count > 1 {
      throw MergeError.processors(experiment: E.name, processors)
    }
    // Of each arm with several outcomes another one each time: what the seed determines is the same.
    for choice in 1..<max(1, kept.mostDiffering) {
      kept.choice = choice
      let other = try self.analysis(of: E.self, grid, kept, published).analysis
      if let difference = try Self.difference(analysis, other) {
        throw MergeError.outcomes(experiment: E.name, difference)
      }
    }
    return Part(
      grid: grid, analysis: analysis, record: record, hosts: hosts, asked: kept.asked)
  }

  private func analysis<E: Experiment>(
    of experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>, _ kept: KeptOutcomes,
    _ published: PublishedFigures
  ) throws -> (analysis: Analysis, record: Laboratory.Record) {
    let laboratory = Laboratory(
      source: .kept(kept), store: ArmStore(in: folders[0]), jobs: 1, resumes: false, given: [],
      published: published, progress: { _, _ in Laboratory.NoProgress() }, warn: { _ in })
    do {
      let analysis = try laboratory.analysis(of: E.self, grid)
      return (analysis, laboratory.record)
    } catch {
      // Of incomplete outcomes what is missing is to be told, not what follows from it.
      if kept.missing.isEmpty && kept.damaged.isEmpty { throw error }
      return (Analysis(), laboratory.record)
    }
  }

  private func missing<E: Experiment>(
    _ missing: [(label: String, key: ArmKey)], of experiment: E.Type,
    _ grid: ConfigurationGrid<E.Configuration>, _ records: [ShardRecord],
    _ published: PublishedFigures
  ) throws -> MergeError {
    let lister = Laboratory(listing: ArmStore(in: folders[0]), published: published)
    let arms = try lister.arms(of: E.self, grid)
    let counts = Set(records.map(\.shards))
    let places = Dictionary(uniqueKeysWithValues: arms.enumerated().map { ($1.key, $0) })
    let lacking = missing.map { label, key in
      (
        label: label,
        shard: counts.count == 1
          ? places[key].map {
            Shard(Shard.number(ofArm: $0, of: counts.first!), of: counts.first!)
          } : nil
      )
    }
    return .missing(experiment: E.name, arms: arms.count, lacking)
  }

  /// The first place where two analyses of the same arms differ in what the seed determines.
  static func difference(_ one: Analysis, _ other: Analysis) throws -> String? {
    for (file, counterpart) in zip(one.files, other.files) {
      guard let kind = CSVKind.all.first(where: { $0.fileName == file.name }) else { continue }
      let tables = try [file, counterpart].map {
        try kind.classify(CSVDocument(parsing: $0.text, file: $0.name))
      }
      if tables[0].rows.count != tables[1].rows.count {
        return
          "\(file.name): \(tables[0].rows.count) rows with one and \(tables[1].rows.count) with "
          + "the other"
      }
      for (row, twin) in zip(tables[0].rows, tables[1].rows) {
        for (index, column) in tables[0].columns.enumerated()
        where row.roles[index] != .noisy && row.fields[index] != twin.fields[index] {
          let keys = zip(tables[0].columns, zip(row.roles, row.fields)).filter { $1.0.identifies }
            .map { "\($0.name)=\($1.1)" }
          return "\(file.name), \(keys.joined(separator: " ")): \(column.name) is "
            + "\(row.fields[index]) with one and \(twin.fields[index]) with the other"
        }
      }
    }
    return nil
  }
}

/// Why folders cannot be merged.
package enum MergeError: Error, CustomStringConvertible {
  case noShards(String)
  case unknownExperiment(ShardRecord, folder: String)
  case programs(ShardRecord, String, ShardRecord, String)
  case otherProgram(ShardRecord, folder: String)
  case configurations(ShardRecord, String, ShardRecord, String)
  case processors(experiment: String, [String])
  case damaged(label: String, folder: String, others: Int)
  case missing(experiment: String, arms: Int, [(label: String, shard: Shard?)])
  case outcomes(experiment: String, String)

  /// The most arms that are named.
  private static let named = 20

  package var description: String {
    switch self {
    case .noShards(let path):
      return
        "\(path): no shard of a run is there; expected a folder that a run with --shard wrote, "
        + "with shard-EXPERIMENT-I-of-N.json in it"
    case .unknownExperiment(let record, let folder):
      return "\(folder): \(record.sentence): expected one of "
        + allExperiments.map { $0.name }.joined(separator: ", ")
    case .programs(let one, let folder, let other, let otherFolder):
      return "\(one.sentence) in \(folder) is of \(one.program.sentence) and \(other.sentence) in "
        + "\(otherFolder) of \(other.program.sentence); expected shards of one program"
    case .otherProgram(let record, let folder):
      return "\(record.sentence) in \(folder) is of \(record.program.sentence), and this is "
        + "\(ProgramRecord.running.sentence); expected to be merged by the program that ran it"
    case .configurations(let one, let folder, let other, let otherFolder):
      let differences = one.configuration.differences(from: other.configuration)
      return "\(one.sentence) in \(folder) and \(other.sentence) in \(otherFolder) have different "
        + "configurations: \(differences.joined(separator: ", ")); expected shards of one run"
    case .processors(let experiment, let processors):
      return "\(experiment) measures time, and its shards ran on different processors: "
        + "\(processors.joined(separator: "; ")); expected equal ones"
    case .damaged(let label, let folder, let others):
      let more = others == 0 ? "" : ", and \(others) more"
      return
        "\(folder): the outcome of \(label) is damaged\(more); its shard with --resume runs it "
        + "again"
    case .missing(let experiment, let arms, let lacking):
      let lines = lacking.prefix(Self.named).map { arm in
        "  \(arm.label)" + (arm.shard.map { " (shard \($0))" } ?? "")
      }
      let more = lacking.count - lines.count
      let shards = Set(lacking.compactMap { $0.shard?.number }).sorted()
      let hint =
        shards.isEmpty
        ? ""
        : "\nshards to run again, with --resume: \(shards.map(String.init).joined(separator: ", "))"
      return "\(lacking.count) of \(arms) arms of \(experiment) are missing:\n"
        + lines.joined(separator: "\n") + (more > 0 ? "\n  and \(more) more" : "") + hint
    case .outcomes(let experiment, let difference):
      return
        "an arm of \(experiment) ran twice and gave two outcomes: \(difference); expected equal "
        + "ones, as the seed determines them"
    }
  }
}

extension JSONValue {
  /// The members of two objects that differ, each with its two values.
  package func differences(from other: JSONValue) -> [String] {
    guard case .object(let one) = kind, case .object(let two) = other.kind else { return [] }
    return Set(one.keys).union(two.keys).sorted().filter { one[$0] != two[$0] }.map {
      "\($0) is \(one[$0]?.line ?? "absent") and \(two[$0]?.line ?? "absent")"
    }
  }
}
