import TestSupport
import Foundation
import Testing

@testable import Experiments
@testable import Results

@Suite struct JSONParserTests {
  private func parse(_ text: String) throws(JSONError) -> JSONValue {
    try JSONValue.parse(text, file: "run.json")
  }

  @Test("Every kind of value reads")
  func kinds() throws {
    let value = try parse(
      " {\"a\":[1,-2.5,1e3,true,false,null,\"x\"],\r\n\t\"b\":{},\"c\":[],\"\":0} ")
    #expect(
      value == [
        "a": [1, -2.5, 1000, true, false, nil, "x"], "b": [:], "c": [], "": 0,
      ])
    for text in ["1", "\"x\"", "null", "[]", "\u{FEFF}0"] { _ = try parse(text) }
  }

  @Test("Whole numbers are exact to 64 bits")
  func exactIntegers() throws {
    for text in ["18446744073709551615", "-9223372036854775808", "9007199254740993", "0"] {
      guard case .integer(let value) = try parse(text).kind else {
        Issue.record("\(text) is not whole")
        continue
      }
      #expect("\(value)" == text)
    }
    guard case .double(18_446_744_073_709_551_616) = try parse("18446744073709551616").kind else {
      Issue.record("beyond 64 bits a number is a float")
      return
    }
  }

  @Test("Numbers are equal by value, places do not count")
  func equality() throws {
    #expect(try parse("5") == parse("  5.0"))
    #expect(try parse("5") != parse("5.5"))
    #expect(try parse("{\"a\":1,\"b\":2}") == parse("{\"b\":2,\"a\":1}"))
    #expect(try parse("[1,2]") != parse("[2,1]"))
    #expect(try parse("null") != parse("false"))
    #expect(try parse("\"1\"") != parse("1"))
  }

  @Test("Escapes, surrogate pairs and plain Unicode read")
  func strings() throws {
    let value = try parse(#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00é😀""#)
    guard case .string(let text) = value.kind else {
      Issue.record("not a text")
      return
    }
    #expect(text.bytes == "\"\\/\u{8}\u{C}\n\r\tAé😀é😀".bytes)
  }

  @Test("Values and names know their places")
  func places() throws {
    let value = try parse("{\n  \"é\": [1,\n  \"x\"]\n}")
    guard case .object(let members) = value.kind, let array = members["é"],
      case .array(let elements) = array.kind
    else {
      Issue.record("\(value)")
      return
    }
    #expect(array.keyPosition == TextPosition(line: 2, column: 3))
    #expect(array.position == TextPosition(line: 2, column: 8))
    #expect(elements[1].position == TextPosition(line: 3, column: 3))
  }

  @Test(
    "What is not JSON is refused at its place",
    arguments: [
      ("", 1, 1), ("  ", 1, 3), ("{", 1, 2), ("[1,]", 1, 4), ("[1 2]", 1, 4), ("{\"a\":1,}", 1, 8),
      ("{a:1}", 1, 2), ("{\"a\" 1}", 1, 6), ("{\"a\":}", 1, 6), ("{'a':1}", 1, 2), ("[1", 1, 3),
      ("01", 1, 2), ("-", 1, 2), ("1.", 1, 3), (".5", 1, 1), ("1e", 1, 3), ("+1", 1, 1),
      ("NaN", 1, 1), ("Infinity", 1, 1), ("-Infinity", 1, 2), ("0x10", 1, 2), ("True", 1, 1),
      ("nul", 1, 1), ("nulls", 1, 1), ("1 1", 1, 3), ("{}}", 1, 3), ("// c\n1", 1, 1),
      ("\"abc", 1, 1), ("\"a\nb\"", 1, 3), ("\"\\x\"", 1, 3), ("\"\\u12g4\"", 1, 6),
      ("\"\\ud83d\"", 1, 2), ("\"\\ud83d\\u0041\"", 1, 2), ("\"\\ude00\"", 1, 2),
      ("\"\\ud83d\\n\"", 1, 2), ("\"\\", 1, 3), ("[\n1,\n}", 3, 1), ("\u{A0}1", 1, 1),
      ("1\u{0}", 1, 2),
    ])
  func syntax(text: String, line: Int, column: Int) throws {
    let error = try #require(error(JSONError.self) { _ = try parse(text) })
    #expect(error.position == TextPosition(line: line, column: column), "\(error)")
    guard case .syntax = error.problem else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("A name twice, a number too large, bad UTF-8 and deep nesting are refused by name")
  func otherFaults() {
    let twice = error(JSONError.self) { _ = try parse("{\"a\":1,\n \"\\u0061\":2}") }
    #expect(twice?.problem == .duplicateKey("a"))
    #expect(twice?.position == TextPosition(line: 2, column: 2))

    let large = error(JSONError.self) { _ = try parse("[-1e999]") }
    #expect(large?.problem == .numberTooLarge("-1e999"))
    #expect(large?.column == 2)

    let bytes = error(JSONError.self) {
      _ = try JSONValue.parse([0x22, 0x61, 0xFF, 0x22], file: "run.json")
    }
    #expect(bytes?.problem == .invalidUTF8(byte: 0xFF, offset: 2))
    #expect(bytes?.column == 3)

    let deep = String(repeating: "[", count: 100_000)
    #expect(error(JSONError.self) { _ = try parse(deep) }?.problem == .tooDeep(limit: 128))
  }

  @Test("Nesting up to the limit reads")
  func nesting() throws {
    _ = try parse(String(repeating: "[", count: 128) + String(repeating: "]", count: 128))
    // Siblings do not add up.
    _ = try parse("[" + Array(repeating: "[{}]", count: 200).joined(separator: ",") + "]")
  }

  @Test("A sentence names what was found and what was expected")
  func sentences() {
    #expect(
      error(JSONError.self) { _ = try parse("{\"p\": [0.1, ring]}") }?.description
        == "run.json:1:13: expected a value, found `ring`")
    #expect(
      error(JSONError.self) { _ = try parse("[1") }?.description
        == "run.json:1:3: expected `,` or `]`, found the end of the file")
  }

  @Test("A damaged file either reads or throws a JSONError")
  func damage() throws {
    let seed: UInt64 = 77
    var generator = SeededGenerator(seed: seed)
    let valid = #"{"psweep":{"p":[0,0.05,1e-2],"seed":7,"reuse":"r\u00e9é","quiet":true,"x":null}}"#
    var refused = 0
    for round in 0..<10_000 {
      var bytes = valid.bytes
      for _ in 0...generator.below(3) { generator.damage(&bytes) }
      do throws(JSONError) {
        _ = try JSONValue.parse(bytes, file: "run.json")
      } catch {
        refused += 1
        #expect((1...bytes.count + 1).contains(error.line), "seed \(seed), round \(round)")
      }
    }
    #expect(refused > 2_500)
    #expect(refused < 10_000)
  }

  @Test("Random values survive encoding and parsing", arguments: 0..<200 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let value = random(&generator, depth: 3)
    let bytes = try Array(JSONEncoder().encode(["v": value]))
    let parsed = try JSONValue.parse(bytes, file: "x")
    #expect(parsed == JSONValue(.object(["v": value])), "seed \(seed)")
    let decoded = try JSONDecoder().decode([String: JSONValue].self, from: Data(bytes))
    #expect(decoded["v"] == value, "seed \(seed)")
  }

  private func random(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
    switch generator.below(depth == 0 ? 6 : 8) {
    case 0: return nil
    case 1: return JSONValue(.bool(Bool.random(using: &generator)))
    case 2: return JSONValue(.integer(Int128(generator.next())))
    case 3: return JSONValue(.integer(Int128(Int64(bitPattern: generator.next()))))
    case 4: return JSONValue(.double(generator.double()))
    case 5: return JSONValue(.string(generator.text()))
    case 6:
      return JSONValue(
        .array((0..<generator.below(4)).map { _ in random(&generator, depth: depth - 1) }))
    default:
      let members = (0..<generator.below(4)).map {
        ("\($0)" + generator.text(), random(&generator, depth: depth - 1))
      }
      return JSONValue(.object(Dictionary(uniqueKeysWithValues: members)))
    }
  }

  @Test("A number that is not finite is written as null")
  func notFinite() throws {
    let bytes = try JSONEncoder().encode([JSONValue(.double(.nan)), JSONValue(.double(.infinity))])
    #expect(String(decoding: bytes, as: UTF8.self) == "[null,null]")
  }

  @Test("A type encodes to a value, seeds exact")
  func encoding() throws {
    struct Configuration: Encodable {
      var seed = UInt64.max
      var p = [0.05]
      var reuse = ReuseMode.strict
    }
    let value = try JSONValue(encoding: Configuration())
    let expected = try parse(#"{"seed":18446744073709551615,"p":[0.05],"reuse":"strict"}"#)
    #expect(value == expected)
  }
}
