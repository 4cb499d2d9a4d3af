import Results

/// The whole numbers that a parameter may take.
package typealias WholeRange = ValueKind<Int>
/// The numbers that a parameter may take.
package typealias NumberRange = ValueKind<Double>

extension Parameter {
  /// A whole number.
  package static func whole(
    _ name: String, _ path: WritableKeyPath<Configuration, Int> & Sendable, _ unit: DataUnit,
    _ range: WholeRange,
    _ help: String
  ) -> Parameter { Parameter(name, path, unit, range, help) }

  /// A whole number that there may be none of: an option only.
  package static func whole(
    _ name: String, _ path: WritableKeyPath<Configuration, Int?> & Sendable, _ unit: DataUnit,
    _ range: WholeRange,
    _ help: String
  ) -> Parameter { Parameter(name, path, unit, range, help) }

  /// Whole numbers, one or more, each once.
  package static func wholes(
    _ name: String, _ path: WritableKeyPath<Configuration, [Int]> & Sendable, _ unit: DataUnit,
    _ range: WholeRange,
    _ help: String
  ) -> Parameter { Parameter(name, path, unit, range, help) }

  /// A number.
  package static func number(
    _ name: String, _ path: WritableKeyPath<Configuration, Double> & Sendable,
    _ unit: DataUnit, _ range: NumberRange, _ help: String
  ) -> Parameter { Parameter(name, path, unit, range, help) }

  /// Numbers, one or more, each once.
  package static func numbers(
    _ name: String, _ path: WritableKeyPath<Configuration, [Double]> & Sendable,
    _ unit: DataUnit, _ range: NumberRange, _ help: String
  ) -> Parameter { Parameter(name, path, unit, range, help) }

  /// Cases of an enumeration, one or more, each once.
  ///
  /// - Parameter member: the name in files, where it is not the one in messages.
  package static func choices<
    Choice: CaseIterable & RawRepresentable<String> & Hashable & Sendable
  >(
    _ name: String, member: String? = nil,
    _ path: WritableKeyPath<Configuration, [Choice]> & Sendable, _ help: String
  ) -> Parameter { Parameter(name, member: member, path, .word, .choice, help) }

  /// A file that there may be none of: an option only.
  package static func file(
    _ name: String, _ path: WritableKeyPath<Configuration, String?> & Sendable, _ help: String
  ) -> Parameter { Parameter(name, path, .word, .file(), help) }

  /// On or off: an option only.
  package static func flag(
    _ name: String, _ path: WritableKeyPath<Configuration, Bool> & Sendable, _ help: String
  ) -> Parameter { Parameter(name, path, .word, .flag, help, arity: .flag).only(as: .option) }

  /// The first seed of a run.
  package static func seed(
    _ path: WritableKeyPath<Configuration, UInt64> & Sendable, _ help: String = "the first seed"
  ) -> Parameter { Parameter("seed", path, .one, .whole(), help) }

  /// The number of seeds.
  package static func repeats(_ path: WritableKeyPath<Configuration, Int> & Sendable) -> Parameter {
    .whole(
      "repeat", path, .runs, WholeRange(1...10_000), "runs of each arm, with seeds that count up")
  }

  /// Reuse modes of the allocator.
  static func reuse(_ path: WritableKeyPath<Configuration, [ReuseMode]> & Sendable) -> Parameter {
    .choices(
      "reuse", path, "what partial slabs of a closed epoch do when its ring slot comes round")
  }

  /// Bytes of a slab.
  static func slabSize(_ path: WritableKeyPath<Configuration, Int> & Sendable) -> Parameter {
    .whole("slab-size", path, .bytes, ParameterRules.slabSize, "bytes of a slab")
  }

  /// Bytes of an object, which has to fit a size class.
  static func objectSize(
    _ name: String, _ path: WritableKeyPath<Configuration, Int> & Sendable, _ help: String
  ) -> Parameter { .whole(name, path, .bytes, ParameterRules.objectSize, help) }
}
