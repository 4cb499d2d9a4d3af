import TestSupport
import Statistics
import Testing

@testable import Experiments

@Suite struct RESPTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func values(_ text: String) throws -> [RESPValue] {
    var parser = RESPParser()
    parser.append(bytes(text))
    var result: [RESPValue] = []
    while let value = try parser.next() { result.append(value) }
    return result
  }

  @Test("a command is an array of bulk texts whose lengths are in bytes")
  func command() {
    var sent: [UInt8] = []
    RESPCommand(["DEL", "schlüssel"]).write(to: &sent)
    #expect(sent == bytes("*2\r\n$3\r\nDEL\r\n$10\r\nschlüssel\r\n"))
  }

  @Test("every kind of value is read")
  func kinds() throws {
    #expect(
      try values(
        "+OK\r\n-ERR no\r\n:-7\r\n$2\r\n\r\n\r\n$-1\r\n*-1\r\n*0\r\n*2\r\n*1\r\n:1\r\n$0\r\n\r\n")
        == [
          .simple("OK"), .error("ERR no"), .integer(-7), .bulk([13, 10]), .null, .null, .array([]),
          .array([.array([.integer(1)]), .bulk([])]),
        ])
  }

  @Test(
    "values come out the same however their bytes arrive", arguments: 1...40 as ClosedRange<UInt64>)
  func pieces(seed: UInt64) throws {
    var random = Xoshiro256StarStar(seed: seed)
    let sent = (0..<20).map { _ in randomValue(&random, depth: 0) }
    var rest = sent.flatMap(encoded)[...]
    var parser = RESPParser()
    var received: [RESPValue] = []
    while !rest.isEmpty {
      let piece = rest.prefix(1 + Int(random.nextBounded(9)))
      parser.append(Array(piece))
      rest = rest.dropFirst(piece.count)
      while let value = try parser.next() { received.append(value) }
    }
    #expect(received == sent, "seed \(seed)")
  }

  private func randomValue(_ random: inout Xoshiro256StarStar, depth: Int) -> RESPValue {
    switch random.nextBounded(depth < 4 ? 6 : 5) {
    case 0: return .simple("s\(random.nextBounded(1_000))")
    case 1: return .error("ERR \(random.nextBounded(1_000))")
    case 2: return .integer(Int(truncatingIfNeeded: random.next()))
    case 3: return .bulk((0..<random.nextBounded(40)).map { _ in UInt8(random.nextBounded(256)) })
    case 4: return .null
    default:
      return .array(
        (0..<random.nextBounded(4)).map { _ in randomValue(&random, depth: depth + 1) })
    }
  }

  private func encoded(_ value: RESPValue) -> [UInt8] {
    switch value {
    case .simple(let text): bytes("+\(text)\r\n")
    case .error(let text): bytes("-\(text)\r\n")
    case .integer(let number): bytes(":\(number)\r\n")
    case .bulk(let content): bytes("$\(content.count)\r\n") + content + [13, 10]
    case .array(let elements): bytes("*\(elements.count)\r\n") + elements.flatMap(encoded)
    case .null: bytes("$-1\r\n")
    }
  }

  @Test(
    "bytes that are no value are refused",
    arguments: [
      "hello\r\n", ":12a\r\n", "$x\r\n", "$-2\r\n", "$3\r\nabcd\r\n", "*x\r\n",
      "$99999999999999\r\n", String(repeating: "*1\r\n", count: 40),
      "+" + String(repeating: "x", count: 70_000),
    ])
  func malformed(text: String) {
    #expect(throws: RESPParser.Malformed.self) { try values(text) }
  }

  @Test(
    "bytes that could still become a value are waited for",
    arguments: ["$5\r\nab", "*2\r\n:1\r\n", "+OK\r"])
  func incomplete(text: String) throws {
    #expect(try values(text).isEmpty)
  }
}
