import TestSupport
import Testing

@testable import Results

@Suite struct ValueKindTests {
  /// Any number.
  private static let number = ValueKind(-Double.infinity ... .infinity)

  @Test("Number kinds write what they read")
  func roundTrip() {
    let double = Self.number
    for value in [0, -0.0, 1, 0.1, 1e-300, 1e15, 1e22, 123_456.789, -2.5e-7] {
      #expect(double.parse(double.text(value)) == value)
    }
    for text in ["nan", "inf", "-inf", "0x1p3", "1e999", "", " 1", "1 ", "1_000", "0,1"] {
      #expect(double.parse(text) == nil, "\(text)")
    }
  }

  @Test("Open ends exclude and closed ends include")
  func ends() {
    let open = ValueKind<Double>(0...1, includesLower: false, includesUpper: false)
    #expect(open.parse("0") == nil && open.parse("1") == nil && open.parse("0.5") == 0.5)
    let closed = ValueKind<Double>(0...1)
    #expect(closed.parse("0") == 0 && closed.parse("1") == 1 && closed.parse("1.01") == nil)
    #expect(open.form.expected == "a number above 0 and below 1")
    #expect(closed.form.expected == "a number from 0 to 1")
    let half = ValueKind<Double>(2...3, includesUpper: false)
    #expect(half.form.expected == "a number of at least 2 and below 3")
    #expect(ValueKind<Double>(-.infinity...3).form.expected == "a number of at most 3")
    #expect(ValueKind<Int>.whole(1 ... .max).form.expected == "a whole number of at least 1")
    #expect(ValueKind<Int>.whole().form.expected == "a whole number")
  }

  /// Whether text, JSON and the value itself agree that a value is of the kind, or that it is not.
  private func agree<Value: Equatable>(_ kind: ValueKind<Value>, _ value: Value) -> Bool {
    let (text, json) = (kind.parse(kind.text(value)), kind.read(kind.json(value)))
    return kind.allows(value) ? text == value && json == value : text == nil && json == nil
  }

  @Test("Text, JSON and checks agree on which values there are")
  func agreement() {
    let sizes = ValueKind(8...4_096, unit: "bytes")
    let powers = ValueKind(4...64, isPowerOfTwo: true)
    for value in [-8, 0, 1, 3, 4, 7, 8, 63, 64, 65, 4_096, 4_097, .min, .max] {
      #expect(agree(sizes, value) && agree(powers, value), "\(value)")
    }
    #expect((-8...100).filter(powers.allows) == [4, 8, 16, 32, 64])
    for value: UInt64 in [0, 1, .max] { #expect(agree(.whole(), value), "\(value)") }
    let open = ValueKind<Double>(0...1, .fraction, includesLower: false, includesUpper: false)
    for value in [-0.1, 0, 1e-300, 1.0 / 3, 0.5, 1.0.nextDown, 1, 1.5, 1e300] {
      #expect(agree(open, value) && agree(.probability, value), "\(value)")
    }
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(!Self.number.allows(value) && agree(Self.number, value), "\(value)")
    }
    for word in ["ring", "Ring", "", "strict "] {
      #expect(agree(.word(among: ["ring", "strict"]), word), "\(word)")
    }
    for name in ["", "a b", "-"] { #expect(agree(.file(), name) && agree(.text, name), "\(name)") }
    for truth in [true, false] { #expect(agree(.truth, truth)) }
  }

  @Test("A phrase has unit, ends and reason")
  func phrases() {
    let epochs = ValueKind(1...14, unit: "epochs", because: "the ring holds 16")
    #expect(epochs.form.expected == "a number of epochs from 1 to 14 (the ring holds 16)")
    let powers = ValueKind(4...64, isPowerOfTwo: true)
    #expect(powers.form.expected == "a power of two from 4 to 64")
    #expect(ValueKind.probability.form.expected == "a probability from 0 to 1")
    #expect(
      ValueKind<UInt64>.whole().form.expected == "a whole number from 0 to 18446744073709551615")
    #expect(ValueKind.word(among: ["ring", "strict"]).form.expected == "one of ring, strict")
  }

  @Test("A bad value is named with its item, what is expected, and the nearest word")
  func badValues() throws {
    let modes = ValueKind.word(among: ["ring", "strict"])
    #expect(
      try modes.values(of: ["ring,strict", "ring"], isList: true) == ["ring", "strict", "ring"])
    func message(_ texts: [String], isList: Bool) -> String? {
      error(BadValue.self) { _ = try modes.values(of: texts, isList: isList) }?.message
    }
    #expect(
      message(["ring", "ring,strct"], isList: true)
        == "ring,strct: expected one of ring, strict in place of strct; did you mean strict?")
    #expect(
      message(["ring,"], isList: true) == "ring,: expected one of ring, strict in place of ''")
    #expect(message(["ring,strict"], isList: false) == "ring,strict: expected one of ring, strict")
  }
}
