import Foundation
import Results
import Statistics

/// Keys of one size in a real Redis, some of which are deleted: what does its allocator get back?
struct RedisConfiguration: ExperimentConfiguration {
  /// Which keys are deleted, each on a server of its own.
  var patterns: [DeletionPattern] = []
  /// Keys that are loaded.
  var keys = 0
  /// Bytes of a value.
  var valueSize = 0
  /// The share of the keys that is deleted.
  var fraction = 0.0
  /// The seed of the random pattern.
  var seed: UInt64 = 0
  /// The redis-server to start; nil for the one in PATH.
  var server: String?
  /// The loopback port; nil for any free one.
  var port: Int?

  static let file = PackageResources.redis_json

  static let parameters: [Parameter<Self>] = [
    .choices(
      "pattern", member: "patterns", \.patterns, "which keys are deleted, each on its own server"),
    .whole("keys", \.keys, .keys, WholeRange(1_000...10_000_000), "keys that are loaded"),
    .whole(
      "value-size", \.valueSize, .bytes, WholeRange(1...10_000, unit: "bytes"), "bytes of a value"),
    .number(
      "fraction", \.fraction, .one,
      NumberRange(0...1, .fraction, includesLower: false, includesUpper: false),
      "share of the keys that is deleted"),
    .seed(\.seed, "the seed of the random pattern"),
    .file("server", \.server, "the redis-server to start").byDefault("redis-server in PATH"),
    .whole(
      "port", \.port, .one, WholeRange(1...65_535), "the loopback port that the server listens on"
    ).byDefault("any free one"),
  ]

  func validateTogether() throws(ExperimentError) {
    // A key takes its name, its entry and its value's header besides the value.
    try ParameterRules.requireMemory(Double(keys) * Double(valueSize + 64), "keys", keys)
  }

  /// Keys that a pattern deletes.
  var deletedCount: Int { Int((Double(keys) * fraction).rounded()) }

  /// The numbers of the keys that a pattern deletes, ascending.
  func deletedKeys(_ pattern: DeletionPattern) -> [Int] {
    switch pattern {
    case .sequential: return Array(0..<deletedCount)
    case .odd:
      // Of each 1 / fraction keys the last one: 1, 3, 5 and so on at a half.
      return (0..<keys).filter { ($0 + 1) * deletedCount / keys > $0 * deletedCount / keys }
    case .random:
      var random = Xoshiro256StarStar(seed: seed)
      var chosen: [Int] = []
      random.select(deletedCount, of: keys) { chosen.append($0) }
      return chosen
    }
  }

  /// The share of the slabs of `capacity` slots that drains when objects lie in the order of their
  /// keys.
  ///
  /// An even spread keeps one of each `1 / (1 - fraction)` keys, so a slab of fewer slots may miss
  /// them all; a random choice empties a slab with probability `fraction^capacity`; deleting from
  /// the front empties all slabs but the one it stops in.
  func predictedDrainedShare(_ pattern: DeletionPattern, capacity: Int) -> Double {
    switch pattern {
    case .odd: max(0, 1 - Double(capacity) * (1 - fraction))
    case .random: pow(fraction, Double(capacity))
    case .sequential: fraction
    }
  }
}
