import Foundation

/// What a folder holds of a run that is cut into shards: a file `shard-EXPERIMENT-I-of-N.json`,
/// written when the shard begins and again when it ends.
package struct ShardRecord: Sendable, Equatable, Codable {
  /// The experiment.
  package var experiment: String
  /// Its configuration, with a list for each parameter that makes a grid.
  package var configuration: JSONValue
  /// Which shard it is, from 1, and of how many.
  package var shard: Int
  package var shards: Int
  /// The arms of the whole run.
  package var arms: Int
  /// The arms of this shard.
  package var own: Int
  /// The labels of those without outcome when this was written.
  package var missing: [String]
  /// Whether the shard has ended; it runs, or was ended by force, otherwise.
  package var hasEnded: Bool
  /// The program that ran.
  package var program: ProgramRecord
  /// The commit that it was built from, where that is known.
  package var gitCommit: String?
  /// The machine.
  package var origin: String
  package var host: Host
  package var commandLine: [String]
  /// When this was written.
  package var date: Date

  /// A record of a shard that begins.
  package init(
    experiment: String, configuration: JSONValue, shard: Int, of shards: Int, arms: Int,
    missing: [String], program: ProgramRecord, gitCommit: String?, commandLine: [String]
  ) {
    self.experiment = experiment
    self.configuration = configuration
    self.shard = shard
    self.shards = shards
    self.arms = arms
    own = missing.count
    self.missing = missing
    hasEnded = false
    self.program = program
    self.gitCommit = gitCommit
    origin = Host.name
    host = .current
    self.commandLine = commandLine
    date = Self.now
  }

  /// Notes that the shard has ended.
  package mutating func end(missing: [String]) {
    self.missing = missing
    hasEnded = true
    date = Self.now
  }

  /// Whole seconds, as the file has them.
  private static var now: Date {
    Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))
  }

  private enum CodingKeys: String, CodingKey {
    case experiment, configuration, shard, shards, arms, own, missing, program, origin, host, date
    case hasEnded = "has_ended"
    case gitCommit = "git_commit"
    case commandLine = "command_line"
  }

  /// The shard in words, `shard 3/6 of psweep`.
  package var sentence: String { "shard \(shard)/\(shards) of \(experiment)" }

  /// The name of its file.
  package var fileName: String { "\(Self.prefix)\(experiment)-\(shard)-of-\(shards).json" }

  private static let prefix = "shard-"

  /// Writes it in place of an earlier one, whole or not at all.
  ///
  /// - Throws: `ResultsError.cannotWrite`.
  package func write(in folder: ResultsFolder) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    try folder.write(String(decoding: encoder.encode(self), as: UTF8.self) + "\n", as: fileName)
  }

  /// The records of a folder, in the order of their files' names; none where there is no such
  /// folder.
  ///
  /// - Throws: `JSONError` for a record that is broken, `ResultsError` for one that cannot be read.
  package static func all(in folder: ResultsFolder) throws -> [ShardRecord] {
    try folder.names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }.map { name in
      let path = folder.path(of: name)
      return try ShardRecord(
        reading: JSONReader(.parse(folder.readBytes(name), file: path), file: path))
    }
  }

  private init(reading object: JSONReader) throws(JSONError) {
    var reader = object
    let positive = ValueKind<Int>.whole(1...Int.max)
    let count = ValueKind<Int>.whole(0...Int.max)
    experiment = try reader.string("experiment")
    configuration = try reader.value("configuration")
    shard = try reader.required("shard", positive)
    shards = try reader.required("shards", positive)
    arms = try reader.required("arms", count)
    own = try reader.required("own", count)
    missing = try reader.list("missing", .text)
    hasEnded = try reader.required("has_ended", .truth)
    program = try ProgramRecord(reading: reader.object("program"))
    gitCommit = try reader.optional("git_commit", .text)
    origin = try reader.string("origin")
    host = try Host(reading: reader.object("host"))
    commandLine = try reader.list("command_line", .text)
    date = try reader.required("date", .date)
  }
}
