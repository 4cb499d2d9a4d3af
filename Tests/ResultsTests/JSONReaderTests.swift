import TestSupport
import Testing

@testable import Experiments
@testable import Results

@Suite struct JSONReaderTests {
  /// Any number.
  private static let number = ValueKind(-Double.infinity ... .infinity)

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
       "nested": {"deep": {"x": -1}}, "any": [null]}
      """)
    #expect(try reader.required("requests", ValueKind<Int>.whole(1...1_000_000)) == 200_000)
    #expect(try reader.required("seed", ValueKind<UInt64>.whole()) == .max)
    #expect(try reader.required("p", ValueKind<Double>(0...1)) == 1)
    #expect(try reader.string("name") == "x")
    #expect(try reader.required("quiet", .truth))
    #expect(try reader.list("points", ValueKind<Double>(0...1)) == [0, 0.05, 1])
    #expect(try reader.list("sizes", ValueKind<Int>.whole()) == [1, 2])
    #expect(try reader.list("seeds", ValueKind<UInt64>.whole()) == [.max])
    #expect(try reader.list("names", .text) == ["a", ""])
    #expect(try reader.required("reuse", ValueKind<ReuseMode>.choice) == .strict)
    #expect(try reader.list("modes", ValueKind<ReuseMode>.choice) == [.ring, .strict])
    #expect(try reader.value("any") == [nil])
    var nested = try reader.object("nested")
    var deep = try nested.object("deep")
    #expect(deep.keyPath == "nested.deep")
    #expect(try deep.required("x", ValueKind<Int>.whole()) == -1)
    try deep.finish()
    try nested.finish()
    try reader.finish()
  }

  @Test("Absent and null members are nil")
  func optionals() throws {
    for text in ["{}", #"{"a": null}"#] {
      var reader = try reader(text)
      #expect(try reader.optional("a", ValueKind<Int>.whole()) == nil)
      #expect(try reader.optional("a", ValueKind<UInt64>.whole()) == nil)
      #expect(try reader.optional("a", Self.number) == nil)
      #expect(try reader.optional("a", .text) == nil)
      #expect(try reader.optional("a", .truth) == nil)
      #expect(try reader.optional("a", ValueKind<Routing>.choice) == nil)
      #expect(try reader.optionalObject("a") == nil)
      let isThere = reader.has("a")
      #expect(!isThere)
      try reader.finish()
    }
  }

  @Test("Optional members that are there read, and have to be right")
  func optionalsPresent() throws {
    var reader = try reader(#"{"n": 3, "x": 0.5, "o": {"y": [1]}, "r": "mixed", "s": ["a"]}"#)
    #expect(try reader.optional("n", ValueKind<Int>.whole(1...3)) == 3)
    #expect(try reader.optional("n", ValueKind<UInt64>.whole()) == 3)
    #expect(try reader.optional("x", Self.number) == 0.5)
    #expect(try reader.optional("r", ValueKind<Routing>.choice) == .mixed)
    #expect(try reader.list("s", .text) == ["a"])
    var nested = try #require(try reader.optionalObject("o"))
    #expect(try nested.list("y", Self.number) == [1])
    #expect(
      error(JSONError.self) { _ = try reader.optional("n", ValueKind<Int>.whole(4...9)) } != nil)
    #expect(error(JSONError.self) { _ = try reader.optionalObject("n") } != nil)
    #expect(error(JSONError.self) { _ = try reader.optional("n", .truth) } != nil)
    #expect(
      error(JSONError.self) { _ = try reader.optional("n", ValueKind<Routing>.choice) } != nil)
  }

  @Test("A wrong value is named with its place, its key path and what is right")
  func wrongValues() {
    let text = "{\n  \"psweep\": {\"repeat\": \"x\"}}"
    let nested = message(text) { reader in
      var psweep = try reader.object("psweep")
      _ = try psweep.required("repeat", ValueKind<Int>.whole(1 ... .max))
    }
    #expect(
      nested == "run.json:2:24: psweep.repeat: expected a whole number of at least 1, found \"x\"")
    #expect(
      message(#"{"p": [0.5, 7]}"#) { _ = try $0.list("p", ValueKind<Double>(0...1)) }
        == "run.json:1:13: p[1]: expected a number from 0 to 1, found 7")
    #expect(
      message(#"{"p": []}"#) { _ = try $0.values("p", Self.number) }
        == "run.json:1:7: p: expected a value or an array of at least 1, found an array")
    #expect(
      message(#"{"reuse": "rng"}"#) { _ = try $0.required("reuse", ValueKind<ReuseMode>.choice) }
        == "run.json:1:11: reuse: expected one of ring, strict, found \"rng\"")
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
      message("{\"n\": \(text)}") { _ = try $0.required("n", ValueKind<Int>.whole(1...1000)) }?
        .hasPrefix("run.json:1:7: n: expected a whole number from 1 to 1000, found ") == true)
  }

  @Test("The words of a range name only the ends that it has")
  func ranges() {
    #expect(
      message(#"{"n": "x"}"#) { _ = try $0.required("n", ValueKind<Int>.whole()) }?.contains(
        "a whole number, found") == true)
    #expect(
      message(#"{"n": 5}"#) { _ = try $0.required("n", ValueKind<Int>.whole(.min...0)) }?
        .contains("a whole number of at most 0, found 5") == true)
    #expect(
      message(#"{"n": -1}"#) { _ = try $0.required("n", ValueKind<UInt64>.whole()) }?
        .contains("a whole number from 0 to 18446744073709551615, found -1") == true)
    #expect(
      message(#"{"n": -1}"#) { _ = try $0.required("n", ValueKind<Double>(0 ... .infinity)) }?
        .contains("a number of at least 0, found -1") == true)
    #expect(
      message(#"{"n": 2}"#) { _ = try $0.required("n", ValueKind<Double>(-.infinity...1)) }?
        .contains("a number of at most 1, found 2") == true)
    #expect(
      message(#"{"n": "x"}"#) { _ = try $0.required("n", Self.number) }?.contains("a number, found")
        == true)
  }

  @Test("A missing member is named at its object")
  func missing() {
    #expect(
      message("{\"psweep\":\n {}}") { reader in
        var psweep = try reader.object("psweep")
        _ = try psweep.required("requests", ValueKind<Int>.whole())
      } == "run.json:2:2: psweep: the object lacks `requests`")
    #expect(message("{}") { _ = try $0.object("x") } == "run.json:1:1: the object lacks `x`")
  }

  @Test("A member that nobody asked for is named at its key, with the nearest valid name")
  func unknown() {
    let text = #"{"psweep": {"requests": 1, "seeed": 7}}"#
    #expect(
      message(text) { reader in
        var psweep = try reader.object("psweep")
        _ = try psweep.required("requests", ValueKind<Int>.whole())
        _ = try psweep.optional("seed", ValueKind<UInt64>.whole())
        try psweep.finish()
      } == "run.json:1:28: psweep.seeed: unknown name; did you mean `seed`?")
    #expect(
      message(#"{"zzz": 1, "a": 2}"#) { reader in
        _ = try reader.required("a", ValueKind<Int>.whole())
        _ = try reader.optional("b", ValueKind<Int>.whole())
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
