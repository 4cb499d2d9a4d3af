import TestSupport
import Results
import Testing

@testable import Experiments
@testable import Exhibits

@Suite struct PaperTablesTests {
  private let published = PublishedFigures.bundled

  private func sweepRow(
    p: Double, _ reuse: ReuseMode = .ring, seed: UInt64 = 1, growthMiB: Double,
    change: (inout PSweepRow) -> Void = { _ in }
  ) -> PSweepRow {
    var row = PSweepRow.blank
    row.p = p
    row.reuse = reuse
    row.seed = seed
    row.requests = 200_000
    row.sessions = Int(p * 100_000) + Int(seed)
    row.rssGrowthBytes = Int(growthMiB * 1_048_576)
    row.growthPerPBytes = p > 0 ? growthMiB * 1_048_576 / p : nil
    row.rSquared = p > 0 ? 0.99 + 0.001 * Double(seed) : nil
    row.rSquaredSlabs = row.rSquared
    row.rSquaredExpected = p > 0 ? 0.9992 : nil
    row.retainedSlabs = 1_000 + Int(seed)
    row.boundRatio = p > 0 ? 0.1 : nil
    row.behavior = p > 0 ? .linear : .plateau
    change(&row)
    return row
  }

  /// The cells of a row by the columns' unique names.
  private func cells(_ table: Table, _ row: Int) -> [String: String] {
    Dictionary(uniqueKeysWithValues: zip(table.columns.map(\.name), table.rows[row]))
  }

  @Test("The p-sweep's growth is the mean over seeds, with the published figures beside it")
  func sweep() {
    let rows = [
      sweepRow(p: 1, seed: 3, growthMiB: 40), sweepRow(p: 0, seed: 1, growthMiB: 0.0625),
      sweepRow(p: 1, seed: 1, growthMiB: 39),
    ]
    let table = psweepTable(rows, reuse: .ring, published: published)
    #expect(table.rows.count == 2)
    let none = cells(table, 0)
    #expect(none["p"] == "0.00" && none["growth MiB"] == "0.06")
    #expect(none["published growth MiB"] == "0.12" && none["published sessions"] == "0")
    // No difference is stated of growth that is noise.
    #expect(none["difference"] == "-" && none["behavior"] == "plateau")
    let all = cells(table, 1)
    #expect(all["growth MiB"] == "39.50" && all["published growth MiB"] == "41.00")
    // 39.5 / 41 = 0.9634
    #expect(all["difference"] == "-3.7 %")
    #expect(all["sessions"] == "100,002" && all["published sessions"] == "99,999")
    #expect(all["behavior"] == "linear")
    #expect(table.notes == ["Means over 2 seeds."])
  }

  @Test("The p-sweep's linearity stands beside the published one and the expected one")
  func linearity() {
    let rows = [
      sweepRow(p: 0, growthMiB: 0), sweepRow(p: 0.01, seed: 1, growthMiB: 1),
      sweepRow(p: 0.01, seed: 3, growthMiB: 1),
    ]
    let table = linearityTable(rows, reuse: .ring, published: published)
    let none = cells(table, 0)
    #expect(none["R²"] == "-" && none["published"] == "-" && none["expected"] == "-")
    #expect(none["R(t) / p m(t)"] == "-")
    let some = cells(table, 1)
    #expect(some["R²"] == "0.9920" && some["published"] == "0.905")
    #expect(some["R² slabs"] == "0.992000" && some["expected"] == "0.999200")
    #expect(some["retained slabs"] == "1,002" && some["R(t) / p m(t)"] == "0.100")
    #expect(table.notes.count == 2 && table.notes[1].contains("does not hold"))
  }

  @Test("Strict reuse and unpublished points have dashes in place of published figures")
  func unpublished() {
    let strict = [sweepRow(p: 1, .strict, growthMiB: 395)]
    let odd = [sweepRow(p: 0.125, growthMiB: 5)]
    for (rows, reuse) in [(strict, ReuseMode.strict), (odd, .ring)] {
      let growth = cells(psweepTable(rows, reuse: reuse, published: published), 0)
      #expect(growth["published sessions"] == "-" && growth["published growth MiB"] == "-")
      #expect(growth["difference"] == "-")
      #expect(
        cells(linearityTable(rows, reuse: reuse, published: published), 0)["published"] == "-")
      let perP = cells(growthPerPTable(rows, reuse: reuse, published: published), 0)
      #expect(perP["published"] == "-" && perP["difference"] == "-")
    }
    #expect(psweepTable(odd, reuse: .ring, published: published).rows[0][0] == "0.125")
    #expect(
      !linearityTable(strict, reuse: .strict, published: published).notes.joined()
        .contains("does not hold"))
  }

  @Test("Runs of another length than the published ones have no published totals beside them")
  func otherLength() {
    let rows = [sweepRow(p: 1, growthMiB: 4) { $0.requests = 24_000 }]
    let note =
      "The published runs served 200,000 requests, these 24,000: their figures are not "
      + "comparable, and left out."
    for table in [
      psweepTable(rows, reuse: .ring, published: published),
      linearityTable(rows, reuse: .ring, published: published),
      growthPerPTable(rows, reuse: .ring, published: published),
    ] {
      #expect(table.notes.contains(note))
      for row in table.rows.indices {
        for (name, cell) in cells(table, row) where name.hasPrefix("published") {
          #expect(cell == "-", "\(table.name), \(name)")
        }
      }
    }
    var short = TwoPointRow.blank
    short.requests = 16_000
    #expect(
      !twopointTable([short], published: published).rows.contains { $0.contains("published") })
    #expect(!psweepTable(rows, reuse: .strict, published: published).notes.contains(note))
  }

  @Test("Seeds that disagree about the behavior are counted")
  func behavior() {
    let rows = (1...3).map { seed in
      sweepRow(p: 0.01, seed: UInt64(seed), growthMiB: 0.2) {
        $0.behavior = seed == 1 ? .linear : .plateau
      }
    }
    let table = psweepTable(rows, reuse: .ring, published: published)
    #expect(cells(table, 0)["behavior"] == "1/3 linear")
  }

  @Test("Growth per p leaves p = 0 out")
  func growthPerP() {
    let rows = [sweepRow(p: 0, growthMiB: 0), sweepRow(p: 0.5, growthMiB: 20)]
    let table = growthPerPTable(rows, reuse: .ring, published: published)
    #expect(table.rows == [["0.50", "40.00", "41.0", "-2.4 %"]])
  }

  @Test("The published arms stand below the measured ones")
  func twoPoint() {
    var rows: [TwoPointRow] = []
    for (routing, rate) in [(Routing.isolated, 0.65), (.mixed, 0.0016), (.isolated, 0.66)] {
      var row = TwoPointRow.blank
      row.routing = routing
      row.reuse = .strict
      row.seed = UInt64(rows.count)
      row.requests = 200_000
      row.recycleRate = rate
      row.slabsCreated = 1_000
      row.boundaryRecycleRate = routing == .mixed ? 0.0015 : 1
      row.boundaryRecycleRatePredicted = routing == .mixed ? 0.00152 : 1
      row.structuralBytes = routing == .mixed ? 10 << 20 : 0
      rows.append(row)
    }
    let table = twopointTable(rows, published: published)
    #expect(table.rows.map { $0[0] } == ["mixed", "isolated", "mixed", "isolated"])
    #expect(table.rows.map { $0[1] } == ["strict", "strict", "published", "published"])
    #expect(table.rows.map { $0[5] } == ["0.16 %", "65.50 %", "0.28 %", "66.50 %"])
    #expect(
      table.rows[2]
        == ["mixed", "published", "200,000", "494,316", "1,372", "0.28 %", "492,944"])
    let boundary = boundaryTable(rows)
    #expect(
      boundary.rows == [
        ["mixed", "strict", "0.150 %", "0.152 %", "10.00", "0.00"],
        ["isolated", "strict", "100.000 %", "100.000 %", "0.00", "0.00"],
      ])
    for index in rows.indices { rows[index].boundaryRecycleRatePredicted = nil }
    #expect(boundaryTable(rows).rows.allSatisfy { $0[3] == "-" })
  }

  @Test("Quartile slopes are means over seeds in the paper's unit, the published ones below")
  func slopes() {
    var rows: [SlopeRow] = []
    for metric in SlopeRow.Metric.allCases {
      for seed in 1...2 {
        for quartile in 1...4 {
          var row = SlopeRow.blank
          row.p = 1
          row.seed = UInt64(seed)
          row.metric = metric
          row.quartile = quartile
          row.slopePerRequest = metric == .rssBytes ? 1_024 * Double(quartile + seed) : 0.05
          row.ratioToFirst = row.slopePerRequest / (metric == .rssBytes ? 2_048 : 0.05)
          rows.append(row)
        }
      }
    }
    let table = slopeTable(rows, published: published)
    #expect(
      table.rows == [
        [
          "1.00", "ring", "RSS KiB/request", "2.500", "3.500", "4.500", "5.500", "2.7500",
        ],
        [
          "1.00", "ring", "slabs/1000 req.", "50.000", "50.000", "50.000",
          "50.000", "1.0000",
        ],
        [
          "1.00", "published", "RSS KiB/request", "0.214", "0.209", "0.209", "0.207",
          "0.989",
        ],
      ])
  }

  @Test("Coefficients show their interval, prediction and publication, bytes as MiB")
  func coefficients() {
    var bytes = Coefficient.blank
    bytes.experiment = "psweep"
    bytes.coefficient = "growth_per_p"
    bytes.parameter = Parameters(csvField: "p=1.0 reuse=ring")!
    bytes.value = 39 * 1_048_576
    bytes.ciLow = 38.5 * 1_048_576
    bytes.published = 41 * 1_048_576
    bytes.unit = "bytes"
    var share = Coefficient.blank
    share.coefficient = "recycle_rate_differential"
    share.parameter = Parameters(csvField: "reuse=strict")!
    share.value = 402.827
    share.predicted = 0.1
    share.published = 238
    share.unit = "1"
    let table = coefficientTable([bytes, share], of: "psweep")
    #expect(table.name == "coefficients-psweep")
    #expect(
      table.rows == [
        [
          "growth_per_p", "p=1.0 reuse=ring", "39.000", "38.500", "-", "-", "41.000", "MiB",
        ],
        ["recycle_rate_differential", "reuse=strict", "402.827", "-", "-", "0.1", "238", ""],
      ])
  }

  @Test("The paper's tables fit 80 columns at the published size")
  func width() {
    let sweep = published.psweep.map { sweepRow(p: $0.p, growthMiB: 390.6) }
    var twoPoint = TwoPointRow.blank
    twoPoint.reuse = .strict
    twoPoint.requests = 200_000
    var slope = SlopeRow.blank
    slope.reuse = .strict
    slope.metric = .retainedSlabs
    slope.quartile = 1
    slope.slopePerRequest = 0.5
    let tables = [
      psweepTable(sweep, reuse: .ring, published: published),
      linearityTable(sweep, reuse: .ring, published: published),
      growthPerPTable(sweep, reuse: .ring, published: published),
      twopointTable([twoPoint], published: published), boundaryTable([twoPoint]),
      slopeTable([slope], published: published),
    ]
    for table in tables {
      for line in TableFormat.text.render(table).split(separator: "\n") {
        #expect(line.count <= 80, "\(table.name): \(line)")
      }
    }
  }

  @Test("The differential stands beside its closed form and the slabs that are retained")
  func differential() throws {
    var share = Coefficient.blank
    share.experiment = "twopoint"
    share.coefficient = "recycle_rate_differential"
    share.parameter = ["object_size": 256, "session_fraction": 1.0 / 3, "reuse": ReuseMode.strict]
    share.value = 402.827
    share.predicted = 388
    share.published = 238
    let table = try #require(differentialTable(SampleRows.twoPoint(), [share]))
    #expect(
      table.rows == [
        [
          "strict", "256", "16", "0.333", "402.8", "-", "-", "388", "238", "36,800", "12,500",
        ]
      ])
    #expect(differentialTable(SampleRows.twoPoint(), []) == nil)
  }

  @Test("Slabs by size class stand beside the published ones, and the published classes add up")
  func classes() throws {
    let rows = [(100, 10), (300, 20)].map { created, recycled in
      var row = TwoPointClassRow.blank
      row.protocol = .pool
      row.routing = .mixed
      row.requests = 200_000
      row.sizeClass = 256
      row.slabsCreated = created
      row.slabsRecycled = recycled
      return row
    }
    let table = try #require(classTable(rows, published: published))
    let mixed = cells(table, 1)
    #expect(mixed["routing"] == "mixed" && mixed["bytes"] == "256")
    #expect(mixed["created"] == "100 to 300" && mixed["published created"] == "55,576")
    // 13 / (13 + 55,576)
    #expect(mixed["published rate"] == "0.02 %")
    #expect(cells(table, 0)["created"] == "-")
    for arm in published.twopoint.arms {
      let group = published.twopoint.classes.filter { $0.routing == arm.routing }
      #expect(group.reduce(0) { $0 + $1.slabsCreated } == arm.slabsCreated)
      #expect(group.reduce(0) { $0 + $1.slabsRecycled } == arm.slabsRecycled)
    }
  }

  @Test("Published latency and churn stand below the measured ones")
  func publishedRows() {
    let latency = latencyTable(SampleRows.bench(), published: published)
    #expect(
      latency.rows.suffix(2) == [
        ["temporal-slab, published", "40", "131", "371", "3246"],
        ["system malloc, published", "31", "1463", "4418", "7935"],
      ])
    #expect(latency.rows.count == SampleRows.allocators.count + 2)
    // Times that are no multiples of the least one come from a clock that resolves them.
    #expect(latency.rows[0][1] == "10.0" && clockStep(SampleRows.bench()) == nil)
    let churn = churnTable(SampleRows.churn(), published: published)
    #expect(churn.rows.map { $0[0] } == ["fill", "replace", "published start", "published end"])
    #expect(churn.rows[3][3] == "0.70" && churn.rows[3][5] == "0 to 2.4 %")
  }

  @Test("A latency that the clock does not resolve stands as at most its step")
  func clockSteps() {
    let rows = [(10.01, 20.03, 60.7), (10.02, 10.02, 212.4)].map { p50, p99, p999 in
      var row = BenchRow.blank
      row.allocator = "glibc"
      row.pattern = "latency"
      (row.p50NS, row.p99NS, row.p999NS) = (p50, p99, p999)
      return row
    }
    #expect(clockStep(rows) == 10.01)
    let table = latencyTable(rows, published: published)
    #expect(table.rows[0] == ["glibc", "≤ 10.0", "15.0", "136.6", "-"])
    #expect(table.notes.count == 2)
  }

  @Test("Checks are a table of outcome, statement and measurement")
  func checks() {
    let table = checkTable([
      ReproductionCheck("psweep", "holds", measured: "1", holds: true),
      ReproductionCheck("psweep", "fails", measured: "2", holds: false),
      ReproductionCheck(note: "remark", "psweep"),
    ])
    #expect(
      table.rows == [["pass", "holds", "1"], ["fail", "fails", "2"], ["note", "remark", ""]])
  }
}
