/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014), so
/// that a failing case can be made again from its seed.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  package mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

  /// Text made of what CSV and JSON treat specially, and of scalars of one to four bytes.
  package mutating func text() -> String {
    let pieces = [
      "\"", "\"\"", ",", "\n", "\r", "\r\n", "\t", " ", "a", "0", "é", "e\u{301}", "€", "😀",
      "\u{FEFF}",
      "\u{0}", "\\", "/", "{", "]", ":", "\u{2028}", "end",
    ]
    return (0..<below(7)).map { _ in pieces[below(pieces.count)] }.joined()
  }

  /// Any finite double, by its bits.
  package mutating func double() -> Double {
    while true {
      let value = Double(bitPattern: next())
      if value.isFinite { return value }
    }
  }

  /// One random damage: a flipped bit, a changed, inserted or removed byte, or a cut.
  package mutating func damage(_ bytes: inout [UInt8]) {
    let telling = Array("\",\n\r\\{}[]:0e.-".utf8)
    let byte = Bool.random(using: &self) ? telling[below(telling.count)] : UInt8(below(256))
    let place = below(bytes.count + 1)
    switch below(5) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << below(8)
    case 1 where place < bytes.count: bytes[place] = byte
    case 2 where place < bytes.count: bytes.remove(at: place)
    case 3: bytes.removeSubrange(place...)
    default: bytes.insert(byte, at: place)
    }
  }
}

extension String {
  /// The bytes, since `==` on strings takes canonically equivalent texts for the same.
  package var bytes: [UInt8] { Array(utf8) }
}
