import Exhibits
import Foundation
import Results
import TestSupport
import Testing

@testable import Experiments

@Suite struct ConfigurationGridTests {
  private func sweep(_ members: String) throws -> ConfigurationGrid<PSweepConfiguration> {
    var base = PSweepConfiguration.standard
    base.p = [0.5]
    base.workload.requests = 12_000
    base.repeats = 1
    let text = "{\(members)}"
    var reader = try JSONReader(.parse(Array(text.utf8), file: "x.json"), file: "x.json")
    let grid = try PSweepConfiguration.read(&reader, over: base)
    try grid.validate()
    return grid
  }

  @Test("Several values of numbers make every combination, the last parameter varying fastest")
  func cells() throws {
    let grid = try sweep(#""requests": [12000, 24000], "slab_size": "4096:16384:log3""#)
    #expect(grid.members == ["requests", "slab_size"])
    #expect(
      grid.cells.map { $0.setting.csvField }
        == [12_000, 24_000].flatMap { requests in
          [4_096, 8_192, 16_384].map { "requests=\(requests) slab_size=\($0)" }
        })
    #expect(grid.cells.map(\.configuration.workload.slabSize).prefix(3) == [4_096, 8_192, 16_384])
    #expect(grid.cells.allSatisfy { $0.configuration.p == [0.5] })
  }

  @Test("A single value stands for a list of one, and what is written reads back")
  func single() throws {
    let one = try sweep(#""slab_size": [8192], "reuse": "strict", "p": 0.25"#)
    #expect(one.members.isEmpty && one.cells.count == 1)
    #expect(one.first.workload.slabSize == 8_192 && one.first.reuse == [.strict])
    #expect(one.first.p == [0.25])
    for grid in [one, try sweep(#""slab_size": [8192, 4096]"#)] {
      #expect(try PSweep.grid(reading: grid.json) == grid)
    }
  }

  @Test("A value twice, values that cannot be together, and lists of seeds are refused")
  func refused() throws {
    #expect(throws: ExperimentError.self) { try sweep(#""slab_size": [4096, 4096]"#) }
    #expect(throws: ExperimentError.self) { try sweep(#""requests": [12000, 12500]"#) }
    #expect(throws: JSONError.self) { try sweep(#""seed": [1, 2]"#) }
    #expect(throws: JSONError.self) { try sweep(#""slab_size": []"#) }
  }

  @Test("A form replaces the values of an axis")
  func forms() throws {
    let text = #"{"slab_size": [4096, 8192], "quick": {"slab_size": 16384}}"#
    var reader = try JSONReader(.parse(Array(text.utf8), file: "x.json"), file: "x.json")
    let grid = try PSweepConfiguration.read(&reader, over: .standard, in: [.quick])
    #expect(grid.members.isEmpty && grid.first.workload.slabSize == 16_384)
  }

  @Test("Every experiment lists its arms without running one, each with a key of its own")
  func listing() throws {
    func check<E: Experiment>(_ experiment: E.Type) throws {
      // Those look for libraries through processes of the program.
      if E.arms.isEmpty || [Bench.name, Peers.name].contains(E.name) { return }
      let lister = Laboratory(
        listing: ArmStore(in: ResultsFolder("none"), build: "b"), published: .bundled)
      let arms = try lister.arms(of: E.self, ConfigurationGrid(.standard(in: [.quick])))
      #expect(!arms.isEmpty, "\(E.name)")
      #expect(Set(arms.map(\.key)).count == arms.count, "\(E.name)")
      #expect(arms.allSatisfy { $0.work > 0 && $0.work.isFinite && !$0.label.isEmpty }, "\(E.name)")
      for arm in arms { #expect(ArmKey(fileName: arm.key.fileName) == arm.key) }
    }
    for experiment in allExperiments { try check(experiment) }
  }

  /// The analysis of a grid whose arms ran in this process.
  private func analysis(
    _ grid: ConfigurationGrid<PSweepConfiguration>, _ folder: ResultsFolder
  ) throws -> Analysis {
    let store = ArmStore(in: folder, build: "b")
    for cell in grid.cells {
      for arm in cell.configuration.arms { try store.keep(arm.run(), of: arm) }
    }
    let laboratory = Laboratory(
      source: .kept(KeptOutcomes([folder], build: "b")), store: store, jobs: 1, resumes: false,
      given: [], published: .bundled, progress: { _, _ in Laboratory.NoProgress() }, warn: { _ in })
    return try laboratory.analysis(of: PSweep.self, grid)
  }

  @Test("Rows, coefficients, tables and plots of a grid tell their cells")
  func exhibits() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      let grid = try sweep(#""slab_size": [4096, 8192], "requests": [12000, 24000]"#)
      let analysis = try analysis(grid, folder)
      for file in analysis.files { try folder.write(file.text, as: file.name) }
      try folder.write(analysis.coefficients)
      var entry = Manifest.Experiment(
        date: Date(), commandLine: [], configuration: grid.json, gitCommit: nil)
      entry.grid = grid.members
      try Manifest.update(in: folder, experiment: PSweep.name, entry)

      let header = try folder.document("psweep.csv").header.map(\.text)
      // psweep.csv has a column of requests, its series has none.
      #expect(header == PSweepRow.columns.map(\.name) + ["slab_size"])
      let series = try folder.document("psweep-timeseries.csv").header.map(\.text)
      #expect(series.suffix(2) == ["requests", "slab_size"])
      #expect(Set(analysis.coefficients.map(\.parameter)).count == 4)
      #expect(analysis.checks.allSatisfy { $0.statement.hasPrefix("requests=") })

      let results = ResultsReader(folder, published: .bundled)
      let tables = try Gathered(PSweep.exhibits.tables, from: results).tables
      #expect(Set(tables.map(\.name)).count == tables.count)
      for cell in grid.cells {
        let words = cell.setting.csvField ?? ""
        #expect(tables.contains { $0.title.hasSuffix(", \(words)") }, "\(words)")
      }
      let plots = try Gathered([psweepPlot(.ring)], from: results).made
      #expect(plots.count == 4 && Set(plots.map(\.exhibit.name)).count == 4)
      #expect(plots.allSatisfy { $0.content.subtitle.contains("With requests=") })

      let kind = try #require(CSVKind.all.first { $0.fileName == "psweep.csv" })
      let table = try kind.classify(folder.document("psweep.csv"))
      for name in ["requests", "slab_size"] {
        let index = try #require(table.columnIndex(named: name))
        #expect(table.rows.allSatisfy { $0.roles[index] == .key }, "\(name)")
      }
    }
  }
}
