import Exhibits

/// The rule that judges a claim, in words in which stand the bounds that judge.
///
///     Claim(…, rule: "R-squared \(.above(0.99))", …) { evidence, rule in
///       … rule.every(values) ? .holds : .fails …
///     }
struct Rule: ExpressibleByStringInterpolation, Sendable {
  /// The rule as a reader is told it; empty where nothing is judged.
  let words: String
  /// The words without those of the bounds.
  let literal: String
  private let bounds: [Bound]

  init(stringLiteral words: String) {
    self.words = words
    literal = words
    bounds = []
  }

  init(stringInterpolation parts: StringInterpolation) {
    words = parts.words
    literal = parts.literal
    bounds = parts.bounds
  }

  /// The bound that stands in that place among the words.
  subscript(place: Int) -> Bound { bounds[place] }

  /// Whether a figure keeps the first bound.
  func callAsFunction(_ figure: Double) -> Bool { bounds[0](figure) }

  /// Whether every figure keeps the first bound; false of none.
  func every(_ figures: [Double]) -> Bool {
    !figures.isEmpty && figures.allSatisfy(bounds[0].keeps)
  }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var words = ""
    fileprivate var literal = ""
    fileprivate var bounds: [Bound] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ text: String) {
      words += text
      literal += text
    }

    mutating func appendInterpolation(_ bound: Bound) {
      words += bound.words
      bounds.append(bound)
    }
  }
}

/// Between what a figure has to be, and the words for it.
struct Bound: Sendable {
  let words: String
  let keeps: @Sendable (Double) -> Bool

  func callAsFunction(_ figure: Double) -> Bool { keeps(figure) }

  static func above(_ limit: Double) -> Bound { Bound("above \(text(limit))") { $0 > limit } }
  static func below(_ limit: Double) -> Bound { Bound("below \(text(limit))") { $0 < limit } }
  static func atMost(_ limit: Double) -> Bound { Bound("at most \(text(limit))") { $0 <= limit } }
  static func atLeast(_ limit: Double) -> Bound { Bound("\(text(limit)) or more") { $0 >= limit } }
  static func exactly(_ value: Double) -> Bound { Bound(text(value)) { $0 == value } }

  static func within(_ distance: Double, of value: Double) -> Bound {
    Bound("within \(text(distance)) of \(text(value))") { abs($0 - value) <= distance }
  }

  /// Of a figure over the one that it is held against.
  static func within(percent: Double) -> Bound {
    Bound("within \(text(percent)) %") { abs($0 - 1) <= percent / 100 }
  }

  /// Of a share.
  static func atLeast(percent: Double) -> Bound {
    Bound("\(text(percent)) % or more") { $0 >= percent / 100 }
  }

  /// Of a number of bytes.
  static func atMost(kib: Double) -> Bound {
    Bound("at most \(text(kib)) KiB") { $0 <= 1_024 * kib }
  }

  /// Of a number of bytes.
  static func above(mib: Double) -> Bound {
    Bound("above \(text(mib)) MiB") { $0 > Figures.bytesPerMiB * mib }
  }

  private init(_ words: String, keeps: @escaping @Sendable (Double) -> Bool) {
    self.words = words
    self.keeps = keeps
  }

  private static func text(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }
}
