import Testing

@testable import Results

@Suite struct ValueRangeTests {
  private static let number = ValueKind<Double>(0...1, .probability)
  private static let size = ValueKind<Int>(4_096...262_144, isPowerOfTwo: true)

  private func values<Value>(_ kind: ValueKind<Value>, _ text: String) throws -> [Value] {
    try kind.values(of: [text], isList: true)
  }

  private func message<Value>(_ kind: ValueKind<Value>, _ text: String) -> String? {
    do {
      _ = try kind.values(of: [text], isList: true)
      return nil
    } catch {
      return error.message
    }
  }

  @Test("A range in equal steps has the decimals that one would write, both ends among them")
  func steps() throws {
    #expect(
      try values(Self.number, "0.01:0.1:0.01")
        == [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1])
    #expect(try values(Self.number, "0:1:0.3") == [0, 0.3, 0.6, 0.9])
    #expect(try values(Self.number, "0.5:0.5:1") == [0.5])
    #expect(try values(Self.number, "1e-3:3e-3:1e-3").count == 3)
    let whole = ValueKind<Int>.whole()
    #expect(try values(whole, "1000:3000:1000") == [1_000, 2_000, 3_000])
    #expect(try values(whole, "-2:3:2") == [-2, 0, 2])
  }

  @Test("A range in equal ratios has both ends, and numbers of six digits between them")
  func ratios() throws {
    let values = try values(Self.number, "0.001:1:log20")
    #expect(values.count == 20 && values.first == 0.001 && values.last == 1)
    #expect(values[1] == 0.00143845 && values == values.sorted())
    #expect(
      try self.values(Self.size, "4096:262144:log7")
        == [4_096, 8_192, 16_384, 32_768, 65_536, 131_072, 262_144])
    // Whole numbers that fall together count once.
    #expect(try self.values(.whole(1...10), "1:5:log20") == [1, 2, 3, 4, 5])
  }

  @Test("Values and ranges stand beside each other in a list")
  func mixed() throws {
    #expect(try values(Self.number, "0,0.1:0.3:0.1,1") == [0, 0.1, 0.2, 0.3, 1])
  }

  @Test(
    "What is no range, or leaves what is allowed, is named",
    arguments: [
      "0.1:0.5", "0.5:0.1:0.1", "0:1:0", "0:1:-0.1", "0:1:log5", "0.1:2:0.5", "0.1:1:log1", "a:b:c",
      "0.1:1:0.1:2", "0:1:1e-9", "::",
    ])
  func wrong(_ text: String) {
    #expect(
      message(Self.number, text)
        == "\(text): expected FIRST:LAST:STEP or FIRST:LAST:logCOUNT, each value a probability from "
        + "0 to 1")
  }

  @Test("Whole numbers near the ends of their type make no range that would overflow")
  func extremes() throws {
    let whole = ValueKind<Int>.whole()
    #expect(message(whole, "\(Int.min):\(Int.max):1") != nil)
    #expect(try values(whole, "\(Int.max - 1):\(Int.max):1") == [.max - 1, .max])
    #expect(try values(ValueKind<UInt64>.whole(), "0:\(UInt64.max):\(UInt64.max)") == [0, .max])
  }

  @Test("JSON takes a value, a range as text, and a list of either")
  func json() throws {
    func read(_ text: String) throws -> [Double] {
      var reader = try JSONReader(.parse(Array(text.utf8), file: "x.json"), file: "x.json")
      return try reader.values("p", Self.number)
    }
    #expect(try read(#"{"p": 0.5}"#) == [0.5])
    #expect(try read(#"{"p": "0.1:0.3:0.1"}"#) == [0.1, 0.2, 0.3])
    #expect(try read(#"{"p": [0, "0.5:1:0.25"]}"#) == [0, 0.5, 0.75, 1])
    do {
      _ = try read(#"{"p": [0, "0.5:2:0.25"]}"#)
      Issue.record("a probability of 2 was read")
    } catch let error as JSONError {
      #expect(
        "\(error)"
          == "x.json:1:11: p[1]: expected a probability from 0 to 1, or a range "
          + "FIRST:LAST:STEP or FIRST:LAST:logCOUNT of such, found \"0.5:2:0.25\"")
    }
  }
}
