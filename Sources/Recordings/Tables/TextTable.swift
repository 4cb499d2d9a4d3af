/// Texts by number from 0, each held once.
struct TextTable {
  private(set) var texts: [String] = []
  private var numbers: [String: UInt32] = [:]

  /// The number of a text, which is added where it is new.
  mutating func number(of text: String) -> UInt32 {
    if let number = numbers[text] { return number }
    let number = UInt32(texts.count)
    texts.append(text)
    numbers[text] = number
    return number
  }
}

/// Short byte strings by number from 0, found without making a `String`.
struct ByteTable: ~Copyable {
  struct Entry: TableSlot {
    /// The hash, never 0.
    var key: UInt64
    /// One more than the last added text of that hash; 0 for none.
    var first: UInt32 = 0

    init(key: UInt64) { self.key = key }
  }

  private var heads = AddressTable<Entry>()
  /// For each text, one more than the text before it with the same hash.
  private var previous: [UInt32] = []
  private var bytes: [UInt8] = []
  /// Where each text ends in `bytes`.
  private var ends: [Int] = []

  init() {}

  var count: Int { ends.count }

  /// The number of a text and whether it is new. O(length).
  mutating func number(of text: UnsafeRawBufferPointer) -> (number: UInt32, isNew: Bool) {
    let entry = heads.insert(Self.hash(text)).slot
    var candidate = entry.pointee.first
    while candidate != 0 {
      let number = Int(candidate - 1)
      if bytes[range(of: number)].elementsEqual(text) { return (candidate - 1, false) }
      candidate = previous[number]
    }
    previous.append(entry.pointee.first)
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    entry.pointee.first = UInt32(ends.count)
    return (UInt32(ends.count - 1), true)
  }

  /// The text of a number.
  func text(_ number: UInt32) -> String {
    String(decoding: bytes[range(of: Int(number))], as: UTF8.self)
  }

  private func range(of number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  /// FNV-1a, 64 bits (Fowler, Noll, Vo), with 0 replaced.
  private static func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash == 0 ? 1 : hash
  }
}
