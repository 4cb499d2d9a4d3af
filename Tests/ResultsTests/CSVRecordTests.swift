import TestSupport
import Testing

@testable import Experiments
@testable import Results

/// A kind of row with a column of every type.
private struct Sample: CSVRecord {
  var name: String
  var count: Int
  var wide: Int64
  var seed: UInt64
  var rate: Double
  var limit: Double?
  var step: Int?
  var flag: Bool
  var reuse: ReuseMode
  var routing: Routing?

  static let fileName = "sample.csv"
  static let rowMeaning = "a row with a column of every type"
  static let schema = Schema(
    Sample.init, .key("name", \.name, .word, "a name"),
    .exact("count", \.count, .objects, "a count", -0x1p63...0x1p63),
    .exact("wide", \.wide, .one, "a wide number"), .key("seed", \.seed, .one, "a seed"),
    .noisy("rate", \.rate, .one, "a rate"), .exact("limit", \.limit, .one, "a limit"),
    .exact("step", \.step, .one, "a step"), .exact("flag", \.flag, .word, "a flag"),
    .key("reuse", \.reuse, .word, "a reuse mode"),
    .noisy("routing", \.routing, .word, "a routing", when: \Sample.flag))

  static func random(_ generator: inout SeededGenerator) -> Sample {
    var row = Sample.blank
    row.name = generator.text()
    row.count = Int(truncatingIfNeeded: generator.next())
    row.wide = Int64(truncatingIfNeeded: generator.next())
    row.seed = generator.next()
    row.rate = generator.double()
    row.limit = Bool.random(using: &generator) ? generator.double() : nil
    row.step = Bool.random(using: &generator) ? generator.below(10) : nil
    row.flag = Bool.random(using: &generator)
    row.reuse = ReuseMode.allCases.randomElement(using: &generator) ?? .ring
    row.routing = ([nil] + Routing.allCases).randomElement(using: &generator) ?? nil
    return row
  }
}

@Suite struct CSVRecordTests {
  private static let header = "name,count,wide,seed,rate,limit,step,flag,reuse,routing\n"

  private func read(_ text: String) throws(CSVError) -> [Sample] {
    try Sample.read(text.bytes, file: "sample.csv")
  }

  @Test("Random rows come back equal", arguments: 0..<200 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let rows = (0..<generator.below(8)).map { _ in Sample.random(&generator) }
    let again = try read(Sample.csvText(of: rows))
    #expect(again == rows, "seed \(seed)")
    #expect(again.map(\.name.bytes) == rows.map(\.name.bytes), "seed \(seed)")
  }

  @Test("Columns are found by name, in any order")
  func anyOrder() throws {
    let rows = try read(
      "routing,seed,name,count,wide,rate,limit,step,reuse,flag\n"
        + "mixed,9,x,1,2,0.5,,3,strict,true\n")
    var expected = Sample.blank
    expected.name = "x"
    expected.count = 1
    expected.wide = 2
    expected.seed = 9
    expected.rate = 0.5
    expected.step = 3
    expected.flag = true
    expected.reuse = .strict
    expected.routing = .mixed
    #expect(rows == [expected])
  }

  @Test("A header without rows reads as no rows, and no rows write a header")
  func noRows() throws {
    #expect(try read(Self.header) == [])
    #expect(try Sample.csvText(of: []) == Self.header)
  }

  @Test("Unknown columns are named, with what the first was likely meant to be")
  func unknownColumns() {
    let text = "nmae,count,wide,seed,rate,limit,step,flag,reuse,routing,zzz\n"
    let error = error(CSVError.self) { _ = try read(text) }
    #expect(error?.problem == .unknownColumns(["nmae", "zzz"], nearest: "name"))
    #expect(error?.position == TextPosition(line: 1, column: 1))
    #expect(
      error?.description
        == "sample.csv:1:1: unknown columns `nmae`, `zzz`; did you mean `name`?")
  }

  @Test("A column too many is named at its place, with no guess where nothing is near")
  func extraColumn() {
    let error = error(CSVError.self) {
      _ = try read("name,count,wide,seed,rate,limit,step,flag,reuse,routing,temperature\n")
    }
    #expect(error?.problem == .unknownColumns(["temperature"], nearest: nil))
    #expect(error?.column == 57)
  }

  @Test("Missing columns are named")
  func missingColumns() {
    let error = error(CSVError.self) { _ = try read("name,count,wide,seed,rate,limit,step,flag\n") }
    #expect(error?.problem == .missingColumns(["reuse", "routing"]))
    #expect(
      error?.description == "sample.csv:1:1: the header lacks columns `reuse`, `routing`")
  }

  @Test(
    "A bad field is named with its place, its column and what is right",
    arguments: [
      (",1.5,0,0,0,,,true,ring,", 2, "1.5", "count"),
      (",0,0,-1,0,,,true,ring,", 6, "-1", "seed"),
      (",0,0,0,nan,,,true,ring,", 8, "nan", "rate"),
      (",0,0,0,,,,true,ring,", 8, "", "rate"),
      (",0,0,0,0,x,,true,ring,", 10, "x", "limit"),
      (",0,0,0,0,,,maybe,ring,", 12, "maybe", "flag"),
      (",0,0,0,0,,,true,rng,", 17, "rng", "reuse"),
      (",0,0,0,0,,,true,ring,elsewhere", 22, "elsewhere", "routing"),
    ])
  func badFields(row: String, at column: Int, text: String, name: String) throws {
    let error = try #require(
      error(CSVError.self) { _ = try read(Self.header + ",0,0,0,0,,,true,ring,\n" + row + "\n") })
    #expect(error.line == 3)
    #expect(error.column == column)
    guard case .badValue(let found, let where_, _) = error.problem else {
      Issue.record("\(error)")
      return
    }
    #expect(found == text)
    #expect(where_ == name)
  }

  @Test("The sentence of a bad field says what would be right")
  func badFieldSentence() {
    let error = error(CSVError.self) { _ = try read(Self.header + ",0,0,0,0,,,true,rng,\n") }
    #expect(
      error?.description
        == "sample.csv:2:17: `rng` is not a value of column `reuse`; expected one of ring, strict")
  }

  @Test("A number that is not finite is nil where nil is allowed, and refused elsewhere")
  func notFinite() throws {
    var row = Sample.blank
    row.limit = .nan
    #expect(try read(Sample.csvText(of: [row])).first?.limit == Double??.some(.none))
    row.rate = .infinity
    let error = error(CSVError.self) { _ = try Sample.csvText(of: [Sample.blank, row]) }
    #expect(error?.line == 3)
    #expect(
      error?.problem == .unwritableValue(column: "rate", expected: "a decimal number such as 0.05"))
  }

  @Test("A role can depend on the row")
  func roles() {
    var row = Sample.blank
    #expect(Sample.columns.map { $0.role(in: row) }.last == .exact)
    row.flag = true
    #expect(Sample.columns.map { $0.role(in: row) }.last == .noisy)
    #expect(Sample.columns[0].role(in: row) == .key)
    #expect(Sample.columns[4].role(in: row) == .noisy)
  }
}
