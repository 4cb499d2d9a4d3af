import Foundation
import Results
import TestSupport
import Testing

@testable import Experiments

@Suite struct ShardTests {
  @Test("Shards have every arm once, and each every N-th")
  func parts() {
    for count in 1...7 {
      let parts = (1...count).map { Shard($0, of: count).part(of: Array(0..<20)) }
      #expect(parts.flatMap(\.self).sorted() == Array(0..<20), "\(count)")
      for (index, part) in parts.enumerated() {
        #expect(part.allSatisfy { Shard.number(ofArm: $0, of: count) == index + 1 })
      }
    }
    #expect(Shard(5, of: 9).part(of: [1, 2, 3]).isEmpty)
  }

  @Test("A shard is read from I/N alone")
  func choice() {
    #expect(ShardChoice.kind.parse("3/6") == .given(Shard(3, of: 6)))
    #expect(ShardChoice.kind.parse("auto") == .auto)
    for text in ["0/6", "7/6", "3", "3/", "/6", "3/6/1", "a/b", "-1/6", "1/0", ""] {
      #expect(ShardChoice.kind.parse(text) == nil, "\(text)")
    }
  }

  private func auto(_ values: [String]) throws -> Shard {
    let names = ["ID", "COUNT", "MIN", "MAX"].map { "SLURM_ARRAY_TASK_\($0)" }
    let variables = Dictionary(uniqueKeysWithValues: zip(names, values))
    return try ShardChoice.auto.shard { variables[$0] }
  }

  @Test("A task of an array numbered from 1, or from 0, knows its shard; others are told")
  func array() throws {
    #expect(try auto(["3", "6", "1", "6"]) == Shard(3, of: 6))
    #expect(try auto(["0", "6", "0", "5"]) == Shard(1, of: 6))
    #expect(try auto(["5", "6"]) == Shard(5, of: 6))
    // What is handed in again does not know of how many.
    #expect(throws: ShardError.self) { try auto(["5", "2", "3", "5"]) }
    #expect(throws: ShardError.self) { try auto(["7", "2", "1", "2"]) }
    #expect(throws: ShardError.self) { try auto([]) }
  }

  @Test("What has no arms, or what a configuration does not record, cannot be cut")
  func indivisible() throws {
    let store = ArmStore(in: ResultsFolder("none"), build: "b")
    func plan<E: Experiment>(
      _ experiment: E.Type, _ change: (inout E.Configuration) -> Void, given: Set<String> = []
    ) throws {
      var configuration = E.Configuration.standard
      change(&configuration)
      _ = try ShardPlan<E>(
        ConfigurationGrid(configuration), store: store, published: .bundled, given: given)
    }
    #expect(throws: ShardError.self) { try plan(Diagnose.self) { $0.asksValgrind = true } }
    #expect(throws: ShardError.self) { try plan(Slope.self) { $0.series = "x.csv" } }
    try plan(Diagnose.self) { _ in }
  }
}

@Suite struct MergeTests {
  private let sweep = Small.sweep(p: [0, 0.5], [.ring, .strict], repeats: 2)
  private let build = ProgramRecord.running.digest

  /// Folders with the outcomes of shards, run in this process.
  private func shards(_ count: Int, in path: String) throws -> [ResultsFolder] {
    let arms = sweep.arms
    return try (1...count).map { number in
      let folder = ResultsFolder("\(path)/shard-\(number)")
      let store = ArmStore(in: folder)
      let own = Shard(number, of: count).part(of: arms)
      for arm in own { try store.keep(arm.run(), of: arm) }
      try record(number, of: count).write(in: folder)
      return folder
    }
  }

  private func record(_ number: Int, of count: Int) -> ShardRecord {
    ShardRecord(
      experiment: PSweep.name, configuration: sweep.json, shard: number, of: count,
      arms: sweep.arms.count, missing: [], program: .running, gitCommit: nil, commandLine: [])
  }

  private func merged(_ folders: [ResultsFolder]) throws -> Merge.Part<PSweep> {
    try Merge(folders).part(of: PSweep.self, published: .bundled)
  }

  private func sentence(_ folders: [ResultsFolder]) -> String? {
    error(MergeError.self) { _ = try merged(folders) }?.description
  }

  @Test("Shards in any order come to what one machine found, in every column that seeds determine")
  func equal() throws {
    try withTemporaryFolder { path in
      let folders = try shards(3, in: path)
      let single = try PSweepAnalysis(sweep, sweep.arms.map { ($0, try $0.run()) })
      let alone = try Analysis(single.rows, single.samples)
      let one = try merged(folders)
      let other = try merged(folders.reversed())
      #expect(try Merge.difference(alone, one.analysis) == nil)
      #expect(one.analysis.files.map(\.text) == other.analysis.files.map(\.text))
      #expect(one.hosts.map(\.arms) == [8] && one.hosts[0].host == Host.name)
      #expect(one.record.missing.isEmpty && one.record.arms == 8)
    }
  }

  @Test("An arm that ran twice is taken once, whatever the order of the folders")
  func twice() throws {
    try withTemporaryFolder { path in
      var folders = try shards(2, in: path)
      folders.append(ResultsFolder("\(path)/again"))
      let store = ArmStore(in: folders[2])
      for arm in sweep.arms.prefix(3) {
        var outcome = try arm.run()
        outcome.wallSeconds += 1
        try store.keep(outcome, of: arm)
      }
      try record(1, of: 2).write(in: folders[2])
      let texts = try [folders, folders.reversed()].map {
        try merged($0).analysis.files.map(\.text)
      }
      #expect(texts[0] == texts[1])
    }
  }

  @Test("Missing arms are named with their shards")
  func missing() throws {
    try withTemporaryFolder { path in
      let folders = try shards(4, in: path)
      let text = try #require(sentence([folders[0], folders[1], folders[3]]))
      let lacking = Shard(3, of: 4).part(of: sweep.arms)
      #expect(text.hasPrefix("2 of 8 arms of psweep are missing:\n"))
      for arm in lacking { #expect(text.contains("  \(arm.label) (shard 3/4)\n")) }
      #expect(text.hasSuffix("shards to run again, with --resume: 3"))
    }
  }

  @Test("A folder that is none, and one of another configuration or program, are refused")
  func strangers() throws {
    try withTemporaryFolder { path in
      let folders = try shards(2, in: path)
      let empty = ResultsFolder("\(path)/empty")
      #expect(
        try #require(sentence(folders + [empty])).hasPrefix("\(path)/empty: no shard of a run"))
      let stranger = ResultsFolder("\(path)/stranger")
      var other = record(1, of: 2)
      other.configuration = Small.sweep(p: [0.5], [.ring], seed: 7).json
      try other.write(in: stranger)
      #expect(try #require(sentence(folders + [stranger])).contains("seed is 1 and 7"))
      other = record(1, of: 2)
      other.program.digest = "0123456789abcdef"
      try other.write(in: stranger)
      #expect(
        try #require(sentence(folders + [stranger])).hasSuffix("expected shards of one program"))
      #expect(
        try #require(sentence([stranger])).hasSuffix("to be merged by the program that ran it"))
    }
  }

  @Test("A truncated outcome is named")
  func truncated() throws {
    try withTemporaryFolder { path in
      let folders = try shards(2, in: path)
      let arms = ResultsFolder(folders[1].path(of: ArmStore.folderName))
      let name = arms.names[0]
      let bytes = try arms.readBytes(name)
      try Data(bytes.dropLast(30)).write(to: URL(filePath: arms.path(of: name)))
      let text = try #require(sentence(folders))
      #expect(text.hasPrefix("\(folders[1].path): the outcome of psweep p="))
      #expect(text.hasSuffix("is damaged; its shard with --resume runs it again"))
    }
  }

  @Test("Two outcomes of a seed that differ in what it determines are refused, with the row")
  func differing() throws {
    try withTemporaryFolder { path in
      var folders = try shards(2, in: path)
      folders.append(ResultsFolder("\(path)/again"))
      let arm = sweep.arms[2]
      var outcome = try arm.run()
      outcome.sessions += 1
      try ArmStore(in: folders[2]).keep(outcome, of: arm)
      try record(1, of: 2).write(in: folders[2])
      let text = try #require(sentence(folders))
      #expect(text.contains("ran twice and gave two outcomes: psweep.csv, p=\(arm.p)"))
      #expect(text.contains("seed=\(arm.seed)") && text.contains("sessions is"))
    }
  }

  @Test("A shard's record reads back, and a broken one is told with its place")
  func records() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      var record = record(2, of: 3)
      record.end(missing: ["psweep p=0.5"])
      try record.write(in: folder)
      #expect(try ShardRecord.all(in: folder) == [record])
      #expect(record.fileName == "shard-psweep-2-of-3.json")
      try folder.write("{\"experiment\": 3}", as: record.fileName)
      let fault = error(JSONError.self) { _ = try ShardRecord.all(in: folder) }
      #expect(fault?.description.contains("shard-psweep-2-of-3.json:1:16: experiment") == true)
    }
  }
}
