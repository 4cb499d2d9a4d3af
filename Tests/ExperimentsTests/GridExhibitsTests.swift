import TestSupport
import Results
import Testing

@testable import Experiments
@testable import Exhibits

@Suite struct GridExhibitsTests {
  private func point(_ measured: Double, predicted: Double?) throws -> GridPoint {
    var point = try GridPoint(
      meanOf: [0.98, 1, 1.02].map { $0 * measured }, predicted: predicted)
    point.measured = measured
    return point
  }

  private var lifetimes: [LifetimesRow] {
    get throws {
      try LifetimeLaw.allCases.enumerated().flatMap { index, law in
        func row(
          _ metric: LifetimesRow.Metric, _ value: Double, p: Double? = 0.5, epoch: Int? = nil
        ) throws -> LifetimesRow {
          try LifetimesRow(
            lifetime: law, p: p, epoch: epoch, metric: metric,
            point: point(value, predicted: value))
        }
        let curve = try [100, 1_000, 10_000].map {
          try row(.retainedSlabs, Double($0) / 10 + Double(index), epoch: $0)
        }
        let figures = try [row(.plateau, 500), row(.growthClaims, 0.25)]
        let whole =
          try law == .pareto09
          ? row(.growthExponent, 0.1, p: nil)
          : row(.levelEpochs, 950 * Double(index + 1), p: nil)
        return curve + figures + [whole]
      }
    }
  }

  private var sensitivity: [SensitivityRow] {
    get throws {
      var rows: [SensitivityRow] = []
      for (slabSize, capacity) in [(4_096, 16), (8_192, 32), (16_384, 64)] {
        func add(
          _ metric: SensitivityRow.Metric, _ measured: Double, _ predicted: Double,
          reuse: ReuseMode = .ring, fraction: Double? = nil, load: Int? = nil
        ) throws {
          rows.append(
            try SensitivityRow(
              reuse: reuse, slabSize: slabSize, objectSize: 256, capacity: capacity,
              sessionFraction: fraction, objectsPerRequest: load, metric: metric,
              point: point(measured, predicted: predicted)))
        }
        for fraction in [0.001, 0.01, 0.1] {
          let rate = 1 / (1 + fraction * Double(capacity))
          try add(.boundaryRate, rate + 0.0125, rate, fraction: fraction)
        }
        try add(.halfDrainFraction, 0.7 / Double(capacity), 0.7 / Double(capacity))
        for reuse in ReuseMode.allCases {
          for load in [1, 8] {
            let cost = reuse == .strict ? Double(slabSize) : 256
            try add(.costBytes, cost, cost, reuse: reuse, load: load)
          }
        }
      }
      return rows
    }
  }

  private var threshold: [ThresholdRow] {
    get throws {
      var rows: [ThresholdRow] = []
      for reuse in ReuseMode.allCases {
        for signal in GrowthSignal.allCases {
          for (index, p) in [0, 0.0001, 0.001, 0.01].enumerated() {
            func add(_ metric: ThresholdRow.Metric, _ rule: GrowthRule, _ value: Double) throws {
              rows.append(
                try ThresholdRow(
                  reuse: reuse, signal: signal, rule: rule, p: p, epochs: 100_000, metric: metric,
                  point: point(value, predicted: rule == .levels ? value : nil)))
            }
            let power = signal == .rssSteps ? Double(index) / 3 : min(1, Double(index))
            for rule in GrowthRule.allCases { try add(.power, rule, power) }
            if p > 0 {
              try add(.powerAtNeed, .levels, 0.95)
              try add(.rSquared, .levels, 0.91)
              try add(.rSquaredLeast, .levels, 0.88)
              try add(.rSquaredGreatest, .levels, 0.93)
            }
          }
        }
      }
      return rows
    }
  }

  private func check(_ figure: Figure?) throws {
    let figure = try #require(figure)
    for width in [340.0, 760] {
      let drawing = Drawing(figure.svg(width: width))
      #expect(drawing.error == nil)
      #expect(drawing.collisions.isEmpty, "\(figure.name), \(width) pixels")
      #expect(drawing.overflows.isEmpty, "\(figure.name), \(width) pixels")
    }
  }

  @Test("Each figure is drawn without words upon each other, and not at all without rows")
  func figures() throws {
    try check(lifetimesFigure(lifetimes))
    try check(sensitivityFigure(sensitivity))
    try check(thresholdFigure(threshold))
    #expect(lifetimesFigure([]) == nil)
    #expect(sensitivityFigure([]) == nil)
    #expect(thresholdFigure([]) == nil)
  }

  @Test("The finding on lifetimes has the figures of the rows")
  func lifetimesText() throws {
    let finding = try #require(lifetimesFinding(lifetimes))
    let text = finding.paragraphs.joined()
    #expect(finding.headline.contains("level after 3,800 epochs"))
    #expect(finding.headline.contains("grow for ever"))
    for words in [
      "950 epochs for fixed lifetimes", "t^0.100", "claims growth in 25 % of the runs",
      "at 30 of 30 grid points (100.0 %).",
    ] {
      #expect(text.contains(words), "\(words): \(text)")
    }
    #expect(lifetimesFinding([]) == nil)
    let without = try lifetimes.filter { $0.metric != .growthExponent }
    #expect(lifetimesFinding(without)?.headline.contains("for ever") == false)
  }

  @Test("The finding on sizes has the figures of the rows")
  func sensitivityText() throws {
    let text = try #require(sensitivityFinding(sensitivity)).paragraphs.joined()
    for words in [
      "Over 9 combinations", "the largest error is 0.0125", "4.38 % of session objects at C = 16",
      "1.094 % at C = 64", "spans 256", "to 16.0", "1.000 slabs",
    ] {
      #expect(text.contains(words), "\(words): \(text)")
    }
    #expect(sensitivityFinding([]) == nil)
  }

  @Test("The finding on detection has the figures of the rows, and says where the paper's lies")
  func thresholdText() throws {
    let finding = try #require(thresholdFinding(threshold, published: .bundled))
    let text = finding.paragraphs.joined()
    #expect(
      finding.headline.contains("retained slabs show p = 0.0001, RSS in steps shows p = 0.01"))
    for words in [
      "RSS counted in steps gives single runs an R-squared of 0.880 to 0.930, and the published "
        + "0.905 lies within that range",
      "0.0001 in RSS, 0.01 in RSS in steps", "0.0 % for retained slabs",
    ] {
      #expect(text.contains(words), "\(words): \(text)")
    }
    let shifted = try threshold.map { row in
      var row = row
      if row.metric == .rSquaredGreatest { row.point.measured = 0.9 }
      return row
    }
    #expect(
      thresholdFinding(shifted, published: .bundled)?.paragraphs.joined()
        .contains("lies outside that range") == true)
    #expect(thresholdFinding([], published: .bundled) == nil)
  }

  @Test("The tables have a row for each lifetime, pair of sizes, and p")
  func tables() throws {
    let curve = lifetimesTable(try lifetimes)
    #expect(curve.rows.map { $0[0] } == LifetimeLaw.allCases.map(\.rawValue))
    #expect(curve.rows[0][1...4] == ["1000.0", "1000.0", "950", "950"])
    let boundary = sensitivityBoundaryTable(try sensitivity)
    #expect(boundary.rows.count == 3 && boundary.rows[0].last == "0.0125")
    let cost = sensitivityCostTable(try sensitivity)
    #expect(cost.rows.map { $0[5] } == ["4096", "8192", "16384"])
    #expect(cost.rows.allSatisfy { $0.last == "0.00 %" })
    let power = thresholdPowerTable(try threshold)
    #expect(power.rows.count == 8 && power.rows[0][1] == "0")
    let linearity = thresholdLinearityTable(try threshold, published: .bundled)
    #expect(linearity.rows.count == 18)
    #expect(linearity.rows.count { $0.last == "0.905" } == 1)
  }

  @Test("A sentence on coverage says how far the points are off that do not agree")
  func coverage() throws {
    var rows = try threshold.filter { $0.metric == .power && $0.p == 0.01 && $0.rule == .levels }
    #expect(coverageSentence(rows).contains("at 6 of 6 grid points (100.0 %)."))
    rows[0].point.predicted = 0.5
    #expect(
      coverageSentence(rows, cause: "chance").contains(
        "at 5 of 6 grid points (83.3 %); where it does not, they are at most 10.06 half-widths"))
    #expect(coverageSentence([ThresholdRow]()).contains("No point"))
  }

  @Test("A fraction is written out with the decimals that it has")
  func fractions() {
    let written = [0, 0.00003, 0.001, 0.25, 1].map(Figures.fraction)
    #expect(written == ["0", "0.00003", "0.001", "0.25", "1"])
  }

  @Test("Phrases are listed with commas and an and")
  func lists() {
    #expect(listed([]) == "" && listed(["a"]) == "a" && listed(["a", "b"]) == "a and b")
    #expect(listed(["a", "b", "c"]) == "a, b and c")
  }
}
