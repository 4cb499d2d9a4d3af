import TestSupport
import Results
import Testing

@testable import Experiments
@testable import Exhibits

/// Tables, plots and findings of the experiments on lifetime classes, granules and predictors.
@Suite struct GranuleExhibitsTests {
  @Test("Plots are valid XML whose words neither collide nor leave the picture")
  func drawings() throws {
    let figures = [
      classesFigure(Sample.classes), granulesFigure(Sample.granules),
      predictorFigure(Sample.predictor),
    ]
    for figure in figures {
      let figure = try #require(figure)
      for width in [Figure.narrowWidth, Figure.standardWidth] {
        let drawing = Drawing(figure.svg(width: width))
        #expect(drawing.error == nil, "\(figure.name)")
        #expect(drawing.collisions.isEmpty, "\(figure.name) at \(width): \(drawing.collisions)")
        #expect(drawing.overflows.isEmpty, "\(figure.name) at \(width): \(drawing.overflows)")
      }
      #expect(!figure.subtitle.isEmpty && !figure.description.isEmpty)
      #expect(allPlots.contains { $0.name == figure.name })
    }
  }

  @Test("Without rows, or with a part of them, nothing is drawn or said")
  func nothing() {
    #expect(classesFigure([]) == nil && classesFinding([]) == nil)
    #expect(granulesFigure([]) == nil && granulesFinding([]) == nil)
    #expect(predictorFigure([]) == nil && predictorFinding([]) == nil)
    let pairs = Sample.classes.filter { $0.routing == .pair }
    #expect(classesFigure(pairs) == nil && classesFinding(pairs) == nil)
    let slabs = Sample.granules.filter { $0.granule == .slabs }
    #expect(granulesFigure(slabs) == nil && granulesFinding(slabs) == nil)
    let ungraded = Sample.predictor.filter { $0.metric == .dsr }
    #expect(predictorFigure(ungraded) == nil && predictorFinding(ungraded) == nil)
  }

  @Test("The matrix has each pair once, with its closed form, and each class alone")
  func matrix() {
    let table = classesMatrixTable(Sample.classes)
    #expect(table.rows.count == 5)
    #expect(table.rows.map { $0.count { !$0.isEmpty } } == [11, 9, 7, 5, 3])
    // request and session: 3 times 100 KiB.
    #expect(Array(table.rows[0][5...6]) == ["300.0", "300.0"])
    // A class alone: request has none.
    #expect(table.rows[0][1] == "0.0")
    let whole = classesRoutingTable(Sample.classes)
    #expect(whole.rows.map { $0[0] } == ["mixed", "partial", "isolated"])
  }

  @Test("The finding names the cheapest and the dearest pair, and how far each division goes")
  func classes() throws {
    let finding = try #require(classesFinding(Sample.classes))
    let text = finding.paragraphs.joined()
    #expect(text.contains("request and transaction share granules at the least cost, 100\u{A0}KiB"))
    #expect(text.contains("cache and process at the greatest, 900\u{A0}KiB"))
    // From 4,000 KiB to 200 KiB, and 1,150 KiB with two kinds.
    #expect(text.contains("2 kinds (request+transaction | session+cache+process) give 75.0 %"))
    #expect(text.contains("grow by 400\u{A0}KiB to 900\u{A0}KiB"))
  }

  @Test("The finding on granules sets the three kinds beside each other at one p")
  func granules() throws {
    let finding = try #require(granulesFinding(Sample.granules))
    let text = finding.paragraphs.joined()
    #expect(text.contains("p = 0.05"))
    #expect(text.contains("1000.0 granules, 20.0 times the bound"))
    #expect(granulesTable(Sample.granules).rows.count == 3 * 2 * 2)
  }

  @Test("The finding on predictors gives the recall that halves, by granule and precision")
  func predictor() throws {
    let finding = try #require(predictorFinding(Sample.predictor))
    #expect(finding.headline.hasPrefix("Recall of 0.61 to 0.68"))
    let text = finding.paragraphs.joined()
    #expect(text.contains("0.610 with precision 1.00 and 0.640 with precision 0.50"))
    #expect(griddedRecalls(Sample.predictor) == [0, 0.5, 1])
    let table = predictorTable(Sample.predictor)
    #expect(table.rows.count == 4)
    #expect(table.rows[0].last == "0.6400")
    #expect(predictorDSRTable(Sample.predictor).rows.count == 3)
  }
}

/// Rows of known figures.
private enum Sample {
  static func point(_ value: Double) -> GridPoint {
    GridPoint(
      seeds: 10, measured: value, ciLow: value * 0.99, ciHigh: value * 1.01, predicted: value)
  }

  static var classes: [ClassesRow] {
    let kib = 1_024.0
    let classes = LifetimeClass.allCases
    var rows: [ClassesRow] = []
    func add(
      _ routing: ClassRouting, _ kinds: [[LifetimeClass]], _ metric: ClassesRow.Metric,
      _ value: Double
    ) {
      rows.append(
        ClassesRow(
          routing: routing, granules: ClassesRow.name(of: kinds), freeing: .atClose,
          metric: metric, point: point(value)))
    }
    for (index, first) in classes.enumerated() {
      add(.alone, [[first]], .structuralBytes, 0)
      for (other, second) in classes.enumerated().dropFirst(index + 1) {
        // 1, 3, 6, 10 hundred KiB and so on by column, less 100 a row.
        let cost = Double(100 * (other * (other + 1) / 2 - index)) * kib
        add(
          .pair, [[first, second]], .structuralBytes,
          second == .process && index == 3 ? 900 * kib : min(cost, 800 * kib))
        add(
          .pair, [[first, second]], .growthBytes,
          second == .process ? Double(900 - 500 * index / 3) * kib : 0)
      }
    }
    add(.mixed, [classes], .structuralBytes, 4_000 * kib)
    add(
      .partial, [[.request, .transaction], [.session, .cache, .process]], .structuralBytes,
      1_150 * kib)
    add(.isolated, classes.map { [$0] }, .structuralBytes, 200 * kib)
    add(.isolated, classes.map { [$0] }, .dsr, 0.75)
    return rows
  }

  static var granules: [GranulesRow] {
    var rows: [GranulesRow] = []
    for granule in GranuleKind.allCases {
      for lifetime in PinLifetime.allCases {
        for p in [0.05, 0.25] {
          func add(_ closes: Int, _ metric: GranulesRow.Metric, _ value: Double) {
            rows.append(
              GranulesRow(
                granule: granule, lifetime: lifetime, p: p, closes: closes, metric: metric,
                point: point(value)))
          }
          let ratio = granule == .guards ? 1 / p : 1
          for closes in [500, 1_000] {
            let pinned = lifetime == .endless ? Double(closes) * p : 64 * p
            add(closes, .retainedGranules, pinned * ratio)
          }
          let bytes = granule == .slabs ? 4_096.0 : 20_480
          add(1_000, .structuralBytes, 1_000 * p * ratio * bytes)
          add(1_000, .dsr, granule == .guards ? 0.1 : 1 - p)
          add(1_000, .boundRatio, ratio)
        }
      }
    }
    return rows
  }

  static var predictor: [PredictorRow] {
    var rows: [PredictorRow] = []
    func add(
      _ granule: LongGranule, _ precision: Double, _ recall: Double?,
      _ metric: PredictorRow.Metric, _ value: Double
    ) {
      rows.append(
        PredictorRow(
          longGranule: granule, precision: precision, recall: recall, metric: metric,
          point: point(value)))
    }
    add(.persistent, 1, 0, .structuralBytes, 16e6)
    add(.persistent, 1, 0, .dsr, 0.01)
    for (index, granule) in LongGranule.allCases.enumerated() {
      for precision in [0.5, 1] {
        let halving = 0.61 + 0.04 * Double(index) + 0.06 * (1 - precision)
        for recall in [0.5, halving, 1] {
          add(
            granule, precision, recall, .structuralBytes, 16e6 * (1 - 0.5 * recall / halving) + 1e5)
          add(granule, precision, recall, .dsr, 0.01 + 0.99 * recall * recall)
        }
        add(granule, precision, nil, .halvingRecall, halving)
      }
    }
    return rows
  }
}
