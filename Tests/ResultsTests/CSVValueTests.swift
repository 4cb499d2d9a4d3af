import TestSupport
import Testing

@testable import Experiments
@testable import Results

@Suite struct CSVValueTests {
  @Test(
    "Whole numbers are digits after an optional minus, within their type",
    arguments: [
      ("0", 0), ("-7", -7), ("007", 7), ("9223372036854775807", Int.max),
      ("-9223372036854775808", Int.min),
    ] as [(String, Int)])
  func integers(text: String, value: Int) {
    #expect(Int(csvField: text) == value)
    #expect(Int64(csvField: text) == Int64(value))
  }

  @Test(
    "Other text is not a whole number",
    arguments: [
      "", " 1", "1 ", "+1", "1.0", "1e3", "0x10", "1,000", "--1", "-", "١", "9223372036854775808",
    ])
  func badIntegers(text: String) {
    #expect(Int(csvField: text) == nil)
  }

  @Test("A 64-bit seed is exact at both ends of its range")
  func seeds() {
    #expect(UInt64(csvField: "18446744073709551615") == UInt64.max)
    #expect(UInt64.max.csvField == "18446744073709551615")
    #expect(UInt64(csvField: "18446744073709551616") == nil)
    #expect(UInt64(csvField: "-1") == nil)
  }

  @Test(
    "Numbers follow the decimal grammar",
    arguments: [
      ("0", 0), ("5.0", 5), ("-12.5e-3", -0.0125), ("1E5", 1e5), ("1e+16", 1e16), ("007.5", 7.5),
      ("5e-324", .leastNonzeroMagnitude), ("1e-999", 0),
    ] as [(String, Double)])
  func doubles(text: String, value: Double) {
    #expect(Double(csvField: text) == value)
  }

  @Test(
    "Other text is not a number",
    arguments: [
      "", " 1", "1 ", "+1", ".5", "5.", "1e", "1e+", "e5", "nan", "NaN", "inf", "-inf", "infinity",
      "0x1p3", "1_000", "1,5", "--1", "-", "1e999", "-1e999", "1.2.3", "١",
    ])
  func badDoubles(text: String) {
    #expect(Double(csvField: text) == nil)
    #expect(Double?(csvField: text) == (text.isEmpty ? Double??.some(.none) : .none))
  }

  @Test("Every finite double reads back to the same bits")
  func doubleRoundTrip() throws {
    let seed: UInt64 = 42
    var generator = SeededGenerator(seed: seed)
    let special = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 1.0 / 3]
    for value in special + (0..<5000).map({ _ in generator.double() }) {
      let field = try #require(value.csvField)
      #expect(Double(csvField: field)?.bitPattern == value.bitPattern, "seed \(seed), \(field)")
    }
    #expect(5.0.csvField == "5.0")
    #expect((0.1 + 0.2).csvField == "0.30000000000000004")
  }

  @Test("What is not a finite number has no field")
  func notFinite() {
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(value.csvField == nil)
      #expect(Optional(value).csvField == nil)
    }
  }

  @Test("Truth is spelled true or false")
  func truth() {
    #expect(Bool(csvField: "true") == true)
    #expect(Bool(csvField: "false") == false)
    for text in ["", "True", "1", "yes", " true"] { #expect(Bool(csvField: text) == nil) }
    #expect(true.csvField == "true")
  }

  @Test("An empty field is nil, and nil is an empty field")
  func optionals() {
    #expect(Int?(csvField: "") == Int??.some(.none))
    #expect(Int?(csvField: "4") == Int??.some(4))
    #expect(Int?(csvField: "x") == Int??.none)
    #expect(Int?.none.csvField == nil)
    #expect(Int?.some(4).csvField == "4")
  }

  @Test("An enumeration is its raw value, by exact spelling")
  func enumerations() {
    #expect(ReuseMode(csvField: "strict") == .strict)
    #expect(SlopeRow.Metric(csvField: "rss_bytes") == .rssBytes)
    for text in ["", "Strict", "strict ", "rssBytes"] {
      #expect(ReuseMode(csvField: text) == nil)
      #expect(SlopeRow.Metric(csvField: text) == nil)
    }
    #expect(ReuseMode.csvExpectation == "one of ring, strict")
    #expect(SlopeRow.Metric.retainedSlabs.csvField == "retained_slabs")
  }
}
