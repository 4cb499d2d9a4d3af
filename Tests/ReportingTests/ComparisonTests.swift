import TestSupport
import Exhibits
import Results
import Statistics
import Testing

@testable import Experiments
@testable import Reporting

@Suite struct ComparisonTests {
  private func sweep(seeds: ClosedRange<UInt64>, sessions: Int = 100) -> [PSweepRow] {
    seeds.map { seed in
      var row = PSweepRow.blank
      row.p = 0.5
      row.seed = seed
      row.sessions = sessions + Int(seed)
      row.rssGrowthBytes = 1_000_000 + Int(seed) * 100
      return row
    }
  }

  private func compare<Row: CSVRecord>(_ base: [Row], _ head: [Row]) throws -> Comparison {
    try comparison(Row.csvText(of: base), Row.csvText(of: head), named: Row.fileName)
  }

  @Test("The same results have no drift, no claim and nothing on one side")
  func same() throws {
    let comparison = try compare(sweep(seeds: 1...5), sweep(seeds: 1...5))
    #expect(Discrepancy.allCases.allSatisfy { comparison.count(of: $0) == 0 })
    #expect(comparison.files[0].comparedRows == 5)
    #expect(comparison.measurements.allSatisfy { $0.claim == .none && $0.test.pValue == 1 })
  }

  @Test(
    "A difference in a deterministic column is drift, with both values; in a noisy one it is not")
  func drift() throws {
    var head = sweep(seeds: 1...5)
    head[2].sessions += 1
    head[2].liveBytes = 7
    head[3].rssGrowthBytes += 5
    let comparison = try compare(sweep(seeds: 1...5), head)
    #expect(
      comparison.drifts == [
        Drift(
          row: "p=0.5 reuse=ring session_size=0 seed=3",
          differences: [
            Drift.Difference(column: "sessions", base: "103", head: "104"),
            Drift.Difference(column: "live_bytes", base: "0", head: "7"),
          ])
      ])
    let rows = comparison.rows.filter { $0.kind == "drift" }
    #expect(rows.map(\.column) == ["sessions", "live_bytes"])
    #expect(rows.map(\.base) == ["103", "0"])
  }

  @Test("A noisy value that one side lacks is told, and its row is not missing")
  func blank() throws {
    var base = Coefficient.blank
    base.experiment = "psweep"
    base.coefficient = "rss_growth"
    base.value = 5
    base.ciLow = 4
    base.ciHigh = 6
    var head = base
    head.ciLow = nil
    head.ciHigh = nil
    let comparison = try compare([base], [head])
    #expect(comparison.count(of: .missing) == 0)
    #expect(
      comparison.remarks.contains {
        $0.hasSuffix("ci_low, a noisy column, has a value on one side only in 1 row")
      }, "\(comparison.remarks)")
  }

  @Test("Seeds that the sides do not share are paired in order, and every drifted row is listed")
  func changedSeed() throws {
    let comparison = try compare(sweep(seeds: 1...5), sweep(seeds: 11...15))
    #expect(
      comparison.drifts.map(\.row)
        == (1...5).map { "p=0.5 reuse=ring session_size=0 seed=\($0)->\($0 + 10)" })
    #expect(comparison.files[0].unmatchedRows.isEmpty)
    #expect(comparison.remarks.contains { $0.contains("no seed in common") })
  }

  @Test("Seeds that the sides share stand against each other; the rest is on one side")
  func sharedSeeds() throws {
    let comparison = try compare(sweep(seeds: 1...3), sweep(seeds: 2...5))
    #expect(comparison.drifts.isEmpty)
    #expect(comparison.files[0].comparedRows == 2)
    #expect(
      comparison.files[0].unmatchedRows.map { "\($0.side) \($0.name) \($0.rows ?? 0)" } == [
        "base p=0.5 reuse=ring session_size=0 seed=1 1",
        "head p=0.5 reuse=ring session_size=0 seed=4 1",
        "head p=0.5 reuse=ring session_size=0 seed=5 1",
      ])
  }

  @Test("Rows, columns and files of one side are listed")
  func missing() throws {
    let base = ResultsSnapshot(
      name: "old", source: .folder,
      files: [
        "data.csv": Array("city,count,seconds\nBonn,1,2\nUlm,1,2\n".utf8),
        "gone.csv": Array("a\n1\n".utf8),
      ], manifest: nil)
    let head = ResultsSnapshot(
      name: "new", source: .folder,
      files: ["data.csv": Array("city,seconds,depth\nBonn,2,4\n".utf8)], manifest: nil)
    let comparison = try Comparison(base, head, settings: .standard)
    #expect(comparison.count(of: .missing) == 4)
    #expect(
      comparison.rows.filter { $0.kind.hasSuffix("-only") }
        .map { "\($0.kind) \($0.file) \($0.column)\($0.row)" } == [
          "base-only gone.csv ", "base-only data.csv count", "head-only data.csv depth",
          "base-only data.csv city=Ulm",
        ])
  }

  @Test("A series counts by its mean, once a seed, and its exact columns point by point")
  func series() throws {
    func samples(rss: Int, slabsAtEnd: Int) -> [PSweepSample] {
      (1...6).flatMap { seed in
        (1...10).map { step in
          var sample = PSweepSample.blank
          sample.seed = UInt64(seed)
          sample.request = step * 1_000
          sample.rssBytes = rss + seed * 10 + step
          sample.retainedSlabs = step == 10 ? slabsAtEnd : step
          return sample
        }
      }
    }
    let comparison = try compare(
      samples(rss: 1_000, slabsAtEnd: 10), samples(rss: 2_000, slabsAtEnd: 11))
    let column = try #require(comparison.files[0].measured.first)
    #expect(column.isOfSeries)
    #expect(column.measurements.count == 1)
    #expect(column.measurements[0].base.values == (1...6).map { 1_005.5 + Double($0) * 10 })
    #expect(column.measurements[0].claim == .regression)
    #expect(
      comparison.drifts.map(\.row) == (1...6).map { "p=0.0 reuse=ring seed=\($0) request=10000" })
  }

  @Test("Rows that nothing tells apart are refused where they have one value only")
  func repeatedRow() throws {
    let rows = sweep(seeds: 1...2) + sweep(seeds: 1...1)
    let problem = #expect(throws: ComparisonError.self) { try compare(rows, rows) }
    #expect(problem?.description.hasPrefix("base/psweep.csv:4:1: ") == true)
    #expect(problem?.description.contains("line 2") == true)
  }

  @Test("A file is not compared with a folder, and folders have to share a file")
  func sides() throws {
    let file = snapshot("a\n1\n", named: "a.csv", side: "base")
    let folder = ResultsSnapshot(
      name: "new", source: .folder, files: ["b.csv": Array("a\n1\n".utf8)], manifest: nil)
    let other = ResultsSnapshot(
      name: "old", source: .folder, files: ["a.csv": Array("a\n1\n".utf8)], manifest: nil)
    #expect(throws: ComparisonError.fileAgainstFolder(file: "base", other: "new")) {
      try Comparison(file, folder, settings: .standard)
    }
    #expect(throws: ComparisonError.nothingInCommon(base: "old", head: "new")) {
      try Comparison(other, folder, settings: .standard)
    }
  }

  @Test("Other machines and configurations are conflicts; another number of repeats is none")
  func provenance() throws {
    func side(_ name: String, processor: String, seed: Int64, rounds: Int64) -> ResultsSnapshot {
      let host = Host(
        kernel: "Linux 6", processor: processor, cores: 2, pageSizeBytes: 4_096, os: "Debian")
      let configuration: JSONValue = [
        "seed": JSONValue(integerLiteral: seed), "rounds": JSONValue(integerLiteral: rounds),
      ]
      let entry = Manifest.Experiment(
        date: .distantPast, commandLine: [], configuration: configuration, gitCommit: nil)
      let manifest = Manifest(
        toolVersion: "1", swiftVersion: "6", git: nil, host: host,
        experiments: ["bench": entry, "psweep": entry])
      return ResultsSnapshot(
        name: name, source: .folder, files: ["bench.csv": []], manifest: manifest)
    }
    let base = side("old", processor: "A", seed: 1, rounds: 10)
    #expect(
      ProvenanceComparison(base, side("new", processor: "A", seed: 1, rounds: 20)).conflicts == [])
    #expect(
      ProvenanceComparison(base, side("new", processor: "B", seed: 2, rounds: 10)).conflicts == [
        "configuration of bench: seed is 1 in the base and 2 in the head"
      ])
    let unknown = snapshot("", named: "bench.csv", side: "base")
    #expect(ProvenanceComparison(unknown, base).remarks.count == 1)
  }

  @Test("Merged results tell their hosts, and compare times where one kind of processor made all")
  func merged() throws {
    func side(_ name: String, _ processors: [String]?) -> ResultsSnapshot {
      var entry = Manifest.Experiment(
        date: .distantPast, commandLine: [], configuration: [:], gitCommit: nil)
      entry.hosts = processors?.enumerated().map {
        Manifest.HostShare(host: "node\($0)", processor: $1, arms: $0 + 1)
      }
      let host = Host(
        kernel: "Linux 6", processor: "A", cores: 2, pageSizeBytes: 4_096, os: "Debian")
      let manifest = Manifest(
        toolVersion: "1", swiftVersion: "6", git: nil, host: host, experiments: ["psweep": entry])
      return ResultsSnapshot(
        name: name, source: .folder, files: ["psweep.csv": []], manifest: manifest)
    }
    let single = side("single", nil)
    let alike = ProvenanceComparison(single, side("merged", ["A", "A"]))
    #expect(alike.machines == [])
    #expect(
      alike.remarks == [
        "merged was merged: psweep ran on 2 hosts: node0 (A, 1 arm), node1 (A, 2 arms)"
      ])
    #expect(
      ProvenanceComparison(single, side("merged", ["A", "B"])).machines
        == ["machines: processors are A in the base and A; B in the head"])
    let both = side("merged", ["A", "B"])
    #expect(ProvenanceComparison(both, both).machines.count == 1)
  }

  @Test("A damaged file is compared or refused, never a crash")
  func damage() throws {
    let seed: UInt64 = 3
    var generator = Xoshiro256StarStar(seed: seed)
    let text = try PSweepRow.csvText(of: sweep(seeds: 1...5))
    var refused = 0
    for round in 0..<300 {
      var bytes = Array(text.utf8)
      for _ in 0...generator.nextBounded(3) {
        let place = Int(generator.nextBounded(UInt64(bytes.count)))
        bytes[place] = UInt8(truncatingIfNeeded: generator.next())
      }
      let damaged = ResultsSnapshot(
        name: "head", source: .file, files: ["psweep.csv": bytes], manifest: nil)
      do {
        let found = try Comparison(
          snapshot(text, named: "psweep.csv", side: "base"), damaged, settings: .standard)
        #expect(!found.summary.isEmpty && !found.json.isEmpty, "seed \(seed), round \(round)")
        _ = Comparison.tables(of: [found], all: true).map { TableFormat.text.render($0) }
      } catch {
        refused += 1
        #expect(
          error is CSVError || error is ComparisonError || error is ClassificationError,
          "seed \(seed), round \(round): \(error)")
      }
    }
    #expect(refused > 30 && refused < 300, "seed \(seed): \(refused)")
  }
}

/// One side that is a CSV file of the text.
func snapshot(_ text: String, named file: String, side: String) -> ResultsSnapshot {
  ResultsSnapshot(
    name: side, source: .file, files: [file: Array(text.utf8)], manifest: nil,
    prefix: "\(side)/")
}

/// Two files of one name, compared.
func comparison(
  _ base: String, _ head: String, named file: String, settings: ComparisonSettings = .standard
) throws -> Comparison {
  try Comparison(
    snapshot(base, named: file, side: "base"), snapshot(head, named: file, side: "head"),
    settings: settings)
}
