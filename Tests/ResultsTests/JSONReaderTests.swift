import TestSupport
import Testing

@testable import Experiments
@testable import Results

@Suite struct JSONReaderTests {
  private func reader(_ text: String) throws(JSONError) -> JSONReader {
    try JSONReader(JSONValue.parse(text, file: "run.json"), file: "run.json")
  }

  private func message(_ text: String, _ read: (inout JSONReader) throws -> Void) -> String? {
    error(JSONError.self) {
      var reader = try reader(text)
      try read(&reader)
    }?.description
  }

  @Test("Every kind of member reads")
  func reads() throws {
    var reader = try reader(
      """
      {"requests": 2e5, "seed": 18446744073709551615, "p": 1, "name": "x", "quiet": true,
       "points": [0, 0.05, 1e0], "sizes": [1, 2], "seeds": [18446744073709551615],
       "names": ["a", ""], "reuse": "strict", "modes": ["ring", "strict"],
       "nested": {"deep": {"x": -1}}, "arms": [{"p": 0.5}, {"p": 1}], "any": [null]}
      """)
    #expect(try reader.int("requests", in: 1...1_000_000) == 200_000)
    #expect(try reader.uint64("seed") == .max)
    #expect(try reader.double("p", in: 0...1) == 1)
    #expect(try reader.string("name") == "x")
    #expect(try reader.bool("quiet"))
    #expect(try reader.doubles("points", in: 0...1) == [0, 0.05, 1])
    #expect(try reader.ints("sizes") == [1, 2])
    #expect(try reader.uint64s("seeds", atLeast: 1) == [.max])
    #expect(try reader.strings("names") == ["a", ""])
    #expect(try reader.choice("reuse", of: ReuseMode.self) == .strict)
    #expect(try reader.choices("modes", of: ReuseMode.self) == [.ring, .strict])
    #expect(try reader.value("any") == [nil])
    var nested = try reader.object("nested")
    var deep = try nested.object("deep")
    #expect(deep.keyPath == "nested.deep")
    #expect(try deep.int("x") == -1)
    try deep.finish()
    try nested.finish()
    var arms = try reader.objects("arms")
    #expect(arms.map(\.keyPath) == ["arms[0]", "arms[1]"])
    #expect(try arms[0].double("p") == 0.5)
    try arms[0].finish()
    try reader.finish()
  }

  @Test("Absent and null members are nil")
  func optionals() throws {
    for text in ["{}", #"{"a": null}"#] {
      var reader = try reader(text)
      #expect(try reader.optionalInt("a") == nil)
      #expect(try reader.optionalUInt64("a") == nil)
      #expect(try reader.optionalDouble("a") == nil)
      #expect(try reader.optionalString("a") == nil)
      #expect(try reader.optionalBool("a") == nil)
      #expect(try reader.optionalChoice("a", of: Routing.self) == nil)
      #expect(try reader.optionalInts("a") == nil)
      #expect(try reader.optionalUInt64s("a") == nil)
      #expect(try reader.optionalDoubles("a") == nil)
      #expect(try reader.optionalStrings("a") == nil)
      #expect(try reader.optionalChoices("a", of: Routing.self) == nil)
      #expect(try reader.optionalObject("a") == nil)
      #expect(try reader.optionalObjects("a") == nil)
      try reader.finish()
    }
  }

  @Test("Optional members that are there read, and have to be right")
  func optionalsPresent() throws {
    var reader = try reader(#"{"n": 3, "x": 0.5, "o": {"y": [1]}, "r": "mixed", "s": ["a"]}"#)
    #expect(try reader.optionalInt("n", in: 1...3) == 3)
    #expect(try reader.optionalUInt64("n") == 3)
    #expect(try reader.optionalDouble("x") == 0.5)
    #expect(try reader.optionalChoice("r", of: Routing.self) == .mixed)
    #expect(try reader.optionalStrings("s") == ["a"])
    var nested = try #require(try reader.optionalObject("o"))
    #expect(try nested.optionalDoubles("y") == [1])
    #expect(error(JSONError.self) { _ = try reader.optionalInt("n", in: 4...9) } != nil)
    #expect(error(JSONError.self) { _ = try reader.optionalObject("n") } != nil)
    #expect(error(JSONError.self) { _ = try reader.optionalBool("n") } != nil)
    #expect(error(JSONError.self) { _ = try reader.optionalChoice("n", of: Routing.self) } != nil)
  }

  @Test("A wrong value is named with its place, its key path and what is right")
  func wrongValues() {
    let text = "{\n  \"psweep\": {\"repeat\": \"x\"}}"
    let nested = message(text) { reader in
      var psweep = try reader.object("psweep")
      _ = try psweep.int("repeat", in: 1...Int.max)
    }
    #expect(
      nested == "run.json:2:24: psweep.repeat: expected a whole number >= 1, found \"x\"")
    #expect(
      message(#"{"p": [0.5, 7]}"#) { _ = try $0.doubles("p", in: 0...1) }
        == "run.json:1:13: p[1]: expected a number from 0.0 to 1.0, found 7")
    #expect(
      message(#"{"arms": [{"p": 1}, 3]}"#) { _ = try $0.objects("arms") }
        == "run.json:1:21: arms[1]: expected an object, found 3")
    #expect(
      message(#"{"p": []}"#) { _ = try $0.doubles("p", atLeast: 1) }
        == "run.json:1:7: p: expected an array of at least 1, found an array")
    #expect(
      message(#"{"reuse": "rng"}"#) { _ = try $0.choice("reuse", of: ReuseMode.self) }
        == "run.json:1:11: reuse: expected one of \"ring\", \"strict\", found \"rng\"")
    #expect(
      message("[1]") { _ in } == "run.json:1:1: expected an object, found an array")
    #expect(
      message(#"{"a": {}}"#) { _ = try $0.string("a") }
        == "run.json:1:7: a: expected text in double quotes, found an object")
  }

  @Test(
    "A value out of range or of another kind is no whole number",
    arguments: [
      "1.5", "-1", "1001", "1e300", "9007199254740993.0", "\"5\"", "true", "null", "[1]", "{}",
      "18446744073709551615",
    ])
  func notWhole(text: String) {
    #expect(
      message("{\"n\": \(text)}") { _ = try $0.int("n", in: 1...1000) }?
        .hasPrefix("run.json:1:7: n: expected a whole number from 1 to 1000, found ") == true)
  }

  @Test("The words of a range name only the ends that it has")
  func ranges() {
    #expect(
      message(#"{"n": "x"}"#) { _ = try $0.int("n") }?.contains("a whole number, found") == true)
    #expect(
      message(#"{"n": 5}"#) { _ = try $0.int("n", in: Int.min...0) }?
        .contains("a whole number <= 0, found 5") == true)
    #expect(
      message(#"{"n": -1}"#) { _ = try $0.uint64("n") }?
        .contains("a whole number >= 0, found -1") == true)
    #expect(
      message(#"{"n": -1}"#) { _ = try $0.double("n", in: 0...Double.infinity) }?
        .contains("a number >= 0.0, found -1") == true)
    #expect(
      message(#"{"n": 2}"#) { _ = try $0.double("n", in: -Double.infinity...1) }?
        .contains("a number <= 1.0, found 2") == true)
    #expect(
      message(#"{"n": "x"}"#) { _ = try $0.double("n") }?.contains("a number, found") == true)
  }

  @Test("A missing member is named at its object")
  func missing() {
    #expect(
      message("{\"psweep\":\n {}}") { reader in
        var psweep = try reader.object("psweep")
        _ = try psweep.int("requests")
      } == "run.json:2:2: psweep: the object lacks `requests`")
    #expect(message("{}") { _ = try $0.object("x") } == "run.json:1:1: the object lacks `x`")
  }

  @Test("A member that nobody asked for is named at its key, with the nearest valid name")
  func unknown() {
    let text = #"{"psweep": {"requests": 1, "seeed": 7}}"#
    #expect(
      message(text) { reader in
        var psweep = try reader.object("psweep")
        _ = try psweep.int("requests")
        _ = try psweep.optionalUInt64("seed")
        try psweep.finish()
      } == "run.json:1:28: psweep.seeed: unknown name; did you mean `seed`?")
    #expect(
      message(#"{"zzz": 1, "a": 2}"#) { reader in
        _ = try reader.int("a")
        _ = try reader.optionalInt("b")
        try reader.finish()
      } == "run.json:1:2: zzz: unknown name; valid are `a`, `b`")
    #expect(
      message(#"{"x": 1}"#) { try $0.finish() }
        == "run.json:1:2: x: unknown name; this object takes none")
  }

  @Test("Of several unknown members the first in the file is named")
  func unknownOrder() throws {
    let names = (0..<20).map { "\"k\($0)\": 0" }.joined(separator: ", ")
    let reader = try reader("{\(names)}")
    #expect(reader.keys == (0..<20).map { "k\($0)" })
    #expect(error(JSONError.self) { try reader.finish() }?.keyPath == "k0")
  }
}
