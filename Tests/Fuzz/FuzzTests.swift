import Foundation
import Results
import TestSupport
import Testing

@testable import Experiments

/// Damaged input for everything that reads what others wrote.
///
/// `DRAINBENCH_FUZZ_CASES` says how many cases each reader gets, and `DRAINBENCH_FUZZ_SEED` the
/// seed. A case that ends the process leaves its number on standard error where
/// `DRAINBENCH_FUZZ_TRACE` is set.
@Suite(.serialized) struct FuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let cases = environment["DRAINBENCH_FUZZ_CASES"].flatMap { Int($0) } ?? 500
  private static let seed = environment["DRAINBENCH_FUZZ_SEED"].flatMap { UInt64($0) } ?? 2_026
  /// What one case may take, and the process at its peak.
  private static let limit = (seconds: 10.0, bytes: 1 << 30)

  /// Gives a reader damaged samples, and prints how many it took and refused.
  ///
  /// A sample is damaged in a few places, doubled in parts, or made of pieces of all samples.
  private func fuzz(_ name: String, _ samples: [[UInt8]], _ read: ([UInt8]) throws -> Void) {
    var generator = SeededGenerator(seed: Self.seed)
    var (taken, refused, slowest) = (0, 0, 0.0)
    for number in 0..<Self.cases {
      var bytes = samples[generator.below(samples.count)]
      switch generator.below(8) {
      case 0:
        let start = generator.below(bytes.count + 1)
        let piece = bytes[start..<min(bytes.count, start + generator.below(200))]
        for _ in 0..<generator.below(50) { bytes.insert(contentsOf: piece, at: start) }
      case 1:
        let other = samples[generator.below(samples.count)]
        bytes =
          bytes.prefix(generator.below(bytes.count + 1))
          + other.suffix(
            generator.below(other.count + 1))
      case 2: replaceNumber(in: &bytes, &generator)
      default: break
      }
      for _ in 0...generator.below(4) { generator.damage(&bytes) }
      if Self.environment["DRAINBENCH_FUZZ_TRACE"] != nil {
        FileHandle.standardError.write(Data("\(name) \(number)\n".utf8))
      }
      let start = ContinuousClock.now
      do {
        try read(bytes)
        taken += 1
      } catch {
        refused += 1
        #expect("\(error)".utf8.count < 4_000, "\(name), seed \(Self.seed), case \(number)")
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      slowest = max(slowest, seconds)
      #expect(seconds < Self.limit.seconds, "\(name), seed \(Self.seed), case \(number)")
    }
    let peak = Self.peakByteCount
    #expect(peak < Self.limit.bytes, "\(name), seed \(Self.seed): \(peak) bytes")
    #expect(refused > 0, "\(name): damage that nothing refuses proves nothing")
    print(
      "fuzz \(name): \(Self.cases) cases, \(taken) taken, \(refused) refused, slowest "
        + "\(Int(slowest * 1e3)) ms, peak \(peak >> 20) MiB")
  }

  /// Puts a number at the edge of what can be in place of one of the text's.
  private func replaceNumber(in bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let places = bytes.indices.filter { digits.contains(bytes[$0]) }
    guard !places.isEmpty else { return }
    let start = places[generator.below(places.count)]
    let end = bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.count
    let extremes = [
      "0", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e308",
      "5e-324", "nan", "inf", "500000000", "0.1",
    ]
    bytes.replaceSubrange(start..<end, with: extremes[generator.below(extremes.count)].utf8)
  }

  /// The most memory that the process has had; 0 where the system does not tell.
  private static var peakByteCount: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) << 10
  }

  @Test("Any JSON is read or refused") func json() {
    let samples = [PSweepConfiguration.file, RedisConfiguration.file].map { Array($0) }
    fuzz("JSON", samples) { bytes in
      var reader = try JSONReader(JSONValue.parse(bytes, file: "f"), file: "f")
      _ = try reader.string("experiment")
      try PSweepConfiguration.read(&reader, over: .standard).validate()
    }
  }

  @Test("Any CSV is read or refused, by every kind") func csv() {
    let kinds = CSVKind.all
    let samples = kinds.map { kind in
      CSVDocument.text(header: kind.columnNames, rows: [kind.expectations.map(Self.field)]).bytes
    }
    fuzz("CSV", samples) { bytes in
      let document = try CSVDocument(parsing: bytes, file: "f")
      let names = Set(document.header.map(\.text))
      for kind in kinds where names.isSuperset(of: kind.identifyingNames) {
        _ = try kind.classify(document)
      }
      if kinds.kind(of: document, named: "f") == nil, document.rows.isEmpty {
        throw CSVError(file: "f", position: .start, problem: .emptyFile)
      }
    }
  }

  /// A field that a column accepts.
  private static func field(_ expectation: String) -> String {
    guard expectation.hasPrefix("one of ") else { return "1" }
    return String(expectation.dropFirst("one of ".count).split(separator: ", ")[0])
  }

  @Test("Any manifest is read or refused") func manifest() throws {
    let sample = try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      _ = try Manifest.update(
        in: folder, experiment: "psweep",
        Manifest.Experiment(
          date: Date(), commandLine: ["drainbench", "psweep"],
          configuration: PSweepConfiguration.standard.json, gitCommit: nil))
      return try folder.readBytes(Manifest.fileName)
    }
    fuzz("manifest", [sample]) { _ = try Manifest(reading: $0, file: "f") }
  }

  @Test("Any kept outcome is taken over or not believed") func arms() throws {
    var configuration = PSweepConfiguration.standard
    configuration.workload.requests = 12_000
    let arm = try #require(configuration.arms.first)
    let outcome = try arm.run()
    try withTemporaryFolder { path in
      let results = ResultsFolder(path)
      let store = ArmStore(in: results, build: "a")
      try store.keep(outcome, of: arm)
      let kept = ResultsFolder(results.path(of: ArmStore.folderName))
      let name = kept.names[0]
      fuzz("arms", [try kept.readBytes(name)]) { bytes in
        try Data(bytes).write(to: URL(filePath: kept.path(of: name)))
        guard case .kept = try store.outcome(of: arm) else {
          throw ExperimentError.inconsistent("not kept")
        }
      }
    }
  }

  @Test("Any reply is read, awaited or refused") func resp() {
    let sample = Array(
      "+OK\r\n-ERR no\r\n:-7\r\n$5\r\nhello\r\n$-1\r\n*-1\r\n*3\r\n*1\r\n:1\r\n$0\r\n\r\n+x\r\n"
        .utf8)
    fuzz("RESP", [sample]) { bytes in
      var parser = RESPParser()
      var rest = bytes[...]
      while !rest.isEmpty {
        parser.append(Array(rest.prefix(7)))
        rest = rest.dropFirst(7)
        while let value = try parser.next() { _ = value.shown }
      }
    }
  }

  @Test("Any statistics of an allocator are read or refused") func mallocStatistics() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "ExperimentsTests/Samples")
    let samples = try ["jemalloc-5.2.1.txt", "jemalloc-5.3.0.txt"].map {
      Array(try Data(contentsOf: folder.appending(path: $0)))
    }
    fuzz("MALLOC-STATS", samples) {
      let statistics = try MallocStatistics(parsing: String(decoding: $0, as: UTF8.self))
      let snapshot = RedisRun.Snapshot(
        phase: .loaded, classes: statistics.classes, keys: 1, usedMemoryBytes: 1, rssBytes: 1)
      _ = RedisAnalysis.rows(snapshot, since: statistics.classes.reversed(), .odd)
    }
  }

  @Test("Any report of valgrind is read or says nothing") func valgrind() throws {
    let sample = """
      ==77== HEAP SUMMARY:
      ==77==     in use at exit: 1,234 bytes in 5 blocks
      ==77==   total heap usage: 1,007 allocs, 1,002 frees, 123,456 bytes allocated
      ==77== LEAK SUMMARY:
      ==77==    definitely lost: 0 bytes in 0 blocks
      ==77==    indirectly lost: 0 bytes in 0 blocks
      ==77==      possibly lost: 64 bytes in 1 blocks
      ==77==    still reachable: 1,170 bytes in 4 blocks
      """
    var configuration = DiagnoseConfiguration.standard
    configuration.workload.epochs = 2
    let outcome = try #require(configuration.arms.first).run()
    fuzz("valgrind", [sample.bytes]) { bytes in
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
      let run = ValgrindVerdict.Run(outcome: outcome, lines: lines)
      let control = ValgrindVerdict.Run(
        outcome: outcome, lines: sample.split(separator: "\n").map(String.init))
      for verdict in [
        ValgrindVerdict(service: run, control: control),
        ValgrindVerdict(service: control, control: run),
      ] {
        _ = verdict.checks
        _ = verdict.serviceBlocks
      }
      if run.blocksInUse == nil { throw ExperimentError.inconsistent("no usage") }
    }
  }
}
