/// A number that tells texts apart but for one chance in 2^64: against mistakes, not against
/// malice.
///
/// Source: Fowler, Noll and Vo's hash, FNV-1a of 64 bits. O(bytes).
package func digest(of bytes: UnsafeRawBufferPointer) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  var offset = 0
  // By words: a build without optimization takes a program's millions of bytes in good time.
  while offset < bytes.count {
    var word: UInt64 = 0
    var left = min(8, bytes.count - offset)
    withUnsafeMutableBytes(of: &word) {
      $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + left]))
    }
    word = UInt64(littleEndian: word)
    offset += left
    while left > 0 {
      hash = (hash ^ (word & 0xff)) &* 0x100_0000_01b3
      word = word &>> 8
      left -= 1
    }
  }
  return hash
}

/// The digest of a text's bytes in UTF-8.
package func digest(of text: String) -> UInt64 {
  Array(text.utf8).withUnsafeBytes { digest(of: $0) }
}

/// The sixteen digits of a digest.
package func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
