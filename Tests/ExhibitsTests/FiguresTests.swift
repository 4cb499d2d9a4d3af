import Testing

@testable import Exhibits

@Suite struct FiguresTests {
  @Test("A figure that is not there is a dash")
  func missing() {
    #expect(Figures.decimal(nil, 2) == "-")
    #expect(Figures.mib(nil) == "-")
    #expect(Figures.percent(nil) == "-")
    #expect(Figures.general(nil) == "-")
    #expect(Figures.count(mean: []) == "-")
    #expect(Figures.difference(nil, 1) == "-")
    #expect(Figures.difference(1, nil) == "-")
    #expect(Figures.difference(1, 0) == "-")
    #expect(Figures.average([]) == nil)
  }

  @Test("Numbers are rounded, and thousands set apart")
  func numbers() {
    #expect(Figures.mib(41_943_040) == "40.00")
    #expect(Figures.percent(0.0028) == "0.28 %")
    #expect(Figures.percent(0.00152244, 3) == "0.152 %")
    #expect(Figures.count(0) == "0")
    #expect(Figures.count(999) == "999")
    #expect(Figures.count(1_000) == "1,000")
    #expect(Figures.count(-1_234_567) == "-1,234,567")
    #expect(Figures.count(mean: [1, 2]) == "2")
    #expect(Figures.general(0.00162234) == "0.00162234")
    #expect(Figures.general(238) == "238")
  }

  @Test("The difference is measured over published, signed, in percent")
  func difference() {
    #expect(Figures.difference(39.36, 41) == "-4.0 %")
    #expect(Figures.difference(42, 40) == "+5.0 %")
    #expect(Figures.difference(41, 41) == "+0.0 %")
  }

  @Test("A probability has two decimals, or all that it has")
  func probability() {
    #expect(Figures.probability(0) == "0.00")
    #expect(Figures.probability(0.1) == "0.10")
    #expect(Figures.probability(1) == "1.00")
    #expect(Figures.probability(0.001) == "0.001")
    #expect(Figures.probability(0.125) == "0.125")
    #expect(Figures.probability(1e-7) == "1e-07")
  }
}
