import Results
import Statistics

/// Loads a Redis of our own, deletes keys, and looks at the allocator's slabs.
struct RedisRun: Sendable {
  var configuration: RedisConfiguration
  /// The server's program.
  var program: RedisProgram

  /// What one server showed.
  struct Outcome: Sendable {
    /// Which keys were deleted.
    var pattern: DeletionPattern
    /// The version of the server's allocator.
    var allocatorVersion: String
    var snapshots: [Snapshot]
  }

  /// A server's figures at one moment.
  struct Snapshot: Sendable {
    var phase: RedisPhase
    var classes: [MallocStatistics.SizeClass]
    var keys: Int
    var usedMemoryBytes: Int
    var rssBytes: Int
  }

  /// Runs one pattern on a fresh server, which is gone afterwards; some seconds for 100,000 keys.
  ///
  /// - Throws: `RedisError`, or `Interruption.Request`.
  func run(_ pattern: DeletionPattern) throws -> Outcome {
    let server = try RedisServer(program, port: configuration.port)
    defer { server.stop() }
    try load(server)
    var outcome = Outcome(pattern: pattern, allocatorVersion: "", snapshots: [])
    try look(.loaded, server, &outcome)
    try delete(configuration.deletedKeys(pattern), server)
    try look(.deleted, server, &outcome)
    _ = try server.reply(to: ["MEMORY", "PURGE"], "when it was asked to purge")
    try look(.purged, server, &outcome)
    try check(outcome)
    return outcome
  }

  private func load(_ server: RedisServer) throws {
    let step = "while keys were loaded"
    let command = RESPCommand([
      "DEBUG", "POPULATE", "\(configuration.keys)", Self.prefix, "\(configuration.valueSize)",
    ])
    if case .error(let said) = try server.replies(to: [command], step)[0] {
      let isMissing = said.contains("DEBUG command not allowed") || said.contains("unknown command")
      throw isMissing
        ? RedisError.noDebugCommand(program: program.label, said: Self.sentence(said))
        : .badAnswer(step: step, said: said)
    }
  }

  /// The first sentence of an answer.
  private static func sentence(_ text: String) -> String {
    text.split(separator: ".").first.map { String($0.prefix(100)) } ?? text
  }

  /// DEBUG POPULATE names keys `key:0`, `key:1` and so on, and loads them in that order.
  private static let prefix = "key"

  private func delete(_ keys: [Int], _ server: RedisServer) throws {
    let step = "while keys were deleted"
    let replies = try server.replies(
      to: keys.map { RESPCommand(["DEL", "\(Self.prefix):\($0)"]) }, step)
    if let other = replies.first(where: { $0 != .integer(1) }) {
      throw RedisError.badAnswer(step: step, said: other.shown)
    }
  }

  private func look(
    _ phase: RedisPhase, _ server: RedisServer, _ outcome: inout Outcome
  ) throws {
    let step = "when it was asked for its memory"
    guard case .integer(let keys) = try server.reply(to: ["DBSIZE"], step) else {
      throw RedisError.badAnswer(step: step, said: "no number of keys")
    }
    let text = try server.reply(to: ["MEMORY", "MALLOC-STATS"], step).text ?? ""
    let statistics: MallocStatistics
    do {
      statistics = try MallocStatistics(parsing: text)
    } catch {
      if case .notJemalloc = error {
        throw RedisError.otherAllocator(program: program.label, allocator: "another allocator")
      }
      throw RedisError.wrong("\(error)")
    }
    let memory = try server.info("memory", step)
    // INFO's own figure of RSS is as old as the server's last timer tick.
    let rss =
      ResidentMemory.exactByteCount(of: server.processID)
      ?? memory["used_memory_rss"].flatMap { Int($0) }
    guard let used = memory["used_memory"].flatMap({ Int($0) }), let rss else {
      throw RedisError.badAnswer(step: step, said: "no used_memory")
    }
    outcome.allocatorVersion = statistics.version
    outcome.snapshots.append(
      Snapshot(
        phase: phase, classes: statistics.classes, keys: keys, usedMemoryBytes: used,
        rssBytes: rss))
  }

  private func check(_ outcome: Outcome) throws(RedisError) {
    let deleted = configuration.deletedKeys(outcome.pattern).count
    let wanted = [configuration.keys, configuration.keys - deleted, configuration.keys - deleted]
    let found = outcome.snapshots.map(\.keys)
    guard found == wanted else {
      throw .wrong("redis-server has \(found) keys after load, deletion and purge, not \(wanted)")
    }
  }
}
