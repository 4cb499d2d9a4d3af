/// One value of Redis's serialization protocol, version 2.
///
/// Source: the protocol's specification on redis.io, "Redis serialization protocol".
enum RESPValue: Equatable, Sendable {
  case simple(String)
  case error(String)
  case integer(Int)
  case bulk([UInt8])
  case array([RESPValue])
  /// A bulk text or an array that is not there.
  case null

  /// The text of a simple or bulk value.
  var text: String? {
    switch self {
    case .simple(let text): text
    case .bulk(let bytes): String(decoding: bytes, as: UTF8.self)
    default: nil
    }
  }

  /// The value as a sentence shows it.
  var shown: String {
    switch self {
    case .error(let text): text
    case .integer(let number): "\(number)"
    default: text ?? "no text"
    }
  }
}

/// A command as it is sent: an array of bulk texts.
struct RESPCommand: Equatable, Sendable, ExpressibleByArrayLiteral {
  var words: [String]

  init(_ words: [String]) { self.words = words }
  init(arrayLiteral words: String...) { self.words = words }

  /// Adds the command's bytes.
  func write(to bytes: inout [UInt8]) {
    bytes += Array("*\(words.count)\r\n".utf8)
    for word in words { bytes += Array("$\(word.utf8.count)\r\n\(word)\r\n".utf8) }
  }
}

/// Makes values of bytes that arrive in pieces of any size.
///
///     parser.append(bytes)
///     while let value = try parser.next() { … }
struct RESPParser {
  /// Bytes that are no value of the protocol.
  struct Malformed: Error, Equatable {
    var what: String
  }

  private var bytes: [UInt8] = []
  private var position = 0
  /// Arrays that wait for elements, the outermost first.
  private var open: [(missing: Int, elements: [RESPValue])] = []

  private static let longestBulk = 512 << 20
  /// More elements than any reply has that is asked for, and few enough to hold.
  private static let longestArray = 1 << 20
  private static let longestLine = 65_536
  private static let deepest = 32

  mutating func append(_ more: [UInt8]) {
    bytes.removeFirst(position)
    position = 0
    bytes += more
  }

  /// The next whole value; nil when more bytes are needed for it.
  mutating func next() throws(Malformed) -> RESPValue? {
    while let element = try nextElement() {
      guard var value = element else { continue }
      while let last = open.indices.last {
        open[last].elements.append(value)
        open[last].missing -= 1
        if open[last].missing > 0 { break }
        value = .array(open.removeLast().elements)
      }
      if open.isEmpty { return value }
    }
    return nil
  }

  /// A value without elements, or nil in the optional for an array that has just begun; nil when
  /// more bytes are needed.
  private mutating func nextElement() throws(Malformed) -> RESPValue?? {
    let start = position
    guard let kind = bytes[position...].first, let line = try line() else { return nil }
    switch kind {
    case UInt8(ascii: "+"): return .simple(line)
    case UInt8(ascii: "-"): return .error(line)
    case UInt8(ascii: ":"):
      guard let value = Int(line) else { throw Malformed(what: "the integer '\(line)'") }
      return .integer(value)
    case UInt8(ascii: "$"):
      let count = try length(line, most: Self.longestBulk)
      guard count >= 0 else { return .null }
      guard bytes.count - position >= count + 2 else {
        position = start
        return nil
      }
      let text = Array(bytes[position..<position + count])
      guard bytes[position + count] == 13, bytes[position + count + 1] == 10 else {
        throw Malformed(what: "a text that is longer than its length \(count)")
      }
      position += count + 2
      return .bulk(text)
    case UInt8(ascii: "*"):
      let count = try length(line, most: Self.longestArray)
      guard count >= 0 else { return .null }
      if count == 0 { return .array([]) }
      guard open.count < Self.deepest else {
        throw Malformed(what: "arrays in arrays, more than \(Self.deepest) deep")
      }
      open.append((count, []))
      return .some(nil)
    default:
      throw Malformed(what: "a value that begins with byte \(kind)")
    }
  }

  private func length(_ line: String, most: Int) throws(Malformed) -> Int {
    guard let count = Int(line), count >= -1, count <= most else {
      throw Malformed(what: "the length '\(line)'")
    }
    return count
  }

  /// The rest of a line after its first byte; nil, and nothing is taken, when its end is not there.
  private mutating func line() throws(Malformed) -> String? {
    var end = position + 1
    while end + 1 < bytes.count {
      if bytes[end] == 13 && bytes[end + 1] == 10 {
        let text = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
        position = end + 2
        return text
      }
      end += 1
      if end - position > Self.longestLine { throw Malformed(what: "a line without an end") }
    }
    return nil
  }
}
