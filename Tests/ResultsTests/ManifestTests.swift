import TestSupport
import Foundation
import Testing

@testable import Results

@Suite struct ManifestTests {
  private let date = Date(timeIntervalSince1970: 1_800_000_000.75)

  private func update(
    _ folder: ResultsFolder, _ experiment: String, seed: UInt64 = 1, repository: String? = nil
  ) throws -> Manifest {
    try Manifest.update(
      in: folder, experiment: experiment, commandLine: ["drainbench", experiment],
      configuration: JSONValue(.object(["seed": JSONValue(.integer(Int128(seed)))])),
      repository: repository ?? folder.path, date: date)
  }

  @Test("A run is recorded, the entries of other experiments stay, its own is replaced")
  func update() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      #expect(try Manifest.read(in: folder) == nil)
      _ = try update(folder, "psweep")
      _ = try update(folder, "twopoint", seed: .max)
      let written = try update(folder, "psweep", seed: 5)
      let read = try #require(try Manifest.read(in: folder))
      #expect(read == written)
      #expect(read.experiments.keys.sorted() == ["psweep", "twopoint"])
      #expect(read.experiments["psweep"]?.configuration == ["seed": 5])
      #expect(
        read.experiments["twopoint"]?.configuration
          == JSONValue(.object(["seed": JSONValue(.integer(Int128(UInt64.max)))])))
      #expect(read.experiments["psweep"]?.commandLine == ["drainbench", "psweep"])
      #expect(read.experiments["psweep"]?.date == Date(timeIntervalSince1970: 1_800_000_000))
      #expect(try names(in: path) == ["manifest.json"])
    }
  }

  @Test("Keys are snake case and sorted, a missing repository is null, dates are UTC")
  func text() throws {
    let host = Host(kernel: "Linux 6", processor: "A/B", cores: 2, pageSizeBytes: 4096, os: "Os")
    let entry = Manifest.Experiment(
      date: date, commandLine: ["drainbench", "psweep"], configuration: ["p": [0.05]],
      gitCommit: nil)
    let manifest = Manifest(
      toolVersion: "1", swiftVersion: "6.3", git: nil, host: host, experiments: ["psweep": entry])
    let text = try manifest.text()
    let keys = text.split(separator: "\n").compactMap { line in
      line.split(separator: "\"").dropFirst().first.map(String.init)
    }
    #expect(
      keys == [
        "experiments", "psweep", "command_line", "drainbench", "psweep", "configuration", "p",
        "date", "git_commit", "git", "host", "cores", "kernel", "os", "page_size_bytes",
        "processor", "swift_version", "tool_version",
      ])
    let value = try JSONValue.parse(text, file: "manifest.json")
    #expect(
      value == [
        "tool_version": "1", "swift_version": "6.3", "git": nil,
        "host": [
          "kernel": "Linux 6", "processor": "A/B", "cores": 2, "page_size_bytes": 4096, "os": "Os",
        ],
        "experiments": [
          "psweep": [
            "date": "2027-01-15T08:00:00Z", "command_line": ["drainbench", "psweep"],
            "configuration": ["p": [0.05]], "git_commit": nil,
          ]
        ],
      ])
    #expect(text.contains("A/B"))
    #expect(text.hasSuffix("}\n"))
  }

  @Test(
    "A broken manifest is an error that names the file and the place, and stays as it is",
    arguments: [
      ("{", "", 1), ("", "", 1), ("[]", "", 1), ("{\n\"host\": {}}", "", 1),
      (#"{"host": 3, "tool_version": "1", "swift_version": "6", "experiments": {}}"#, "host", 1),
      ("{\"tool_version\": 1, \"swift_version\": \"6\"}", "tool_version", 1),
    ])
  func broken(text: String, keyPath: String, line: Int) throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      try folder.write(text, as: "manifest.json")
      let error = try #require(error(JSONError.self) { _ = try update(folder, "psweep") })
      #expect(error.file == "\(path)/manifest.json")
      #expect(error.keyPath == keyPath, "\(error)")
      #expect(error.line == line)
      #expect(try folder.readBytes("manifest.json") == text.bytes)
    }
  }

  @Test("A bad date or number deep in a manifest is named by its key path")
  func brokenInside() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      let good = try update(folder, "psweep").text()
      let date = good.replacing("2027-01-15T08:00:00Z", with: "yesterday")
      try folder.write(date, as: "manifest.json")
      let badDate = error(JSONError.self) { _ = try Manifest.read(in: folder) }
      #expect(badDate?.keyPath == "experiments.psweep.date")
      #expect(
        badDate?.problem.sentence
          == "expected a date such as \"2026-01-31T12:00:00Z\", found \"yesterday\"")
      #expect((badDate?.line ?? 0) > 1)
      let cores = good.replacing("\"cores\" : ", with: "\"cores\" : -")
      try folder.write(cores, as: "manifest.json")
      let badCores = error(JSONError.self) { _ = try Manifest.read(in: folder) }
      #expect(badCores?.keyPath == "host.cores")
      #expect(badCores?.problem.sentence.hasPrefix("expected a whole number >= 1") == true)
    }
  }

  @Test("A revision is kept, and members of a later version are passed over")
  func laterVersion() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      var manifest = try update(folder, "psweep")
      manifest.git = GitRevision(commit: "0123abcd", dirty: true)
      manifest.experiments["psweep"]?.gitCommit = "0123abcd"
      let text = try manifest.text().replacing("\"dirty\"", with: "\"branch\": \"x\", \"dirty\"")
      try folder.write(text, as: "manifest.json")
      #expect(try Manifest.read(in: folder) == manifest)
      let decoder = JSONDecoder()
      decoder.dateDecodingStrategy = .iso8601
      #expect(try decoder.decode(Manifest.self, from: Data(text.utf8)) == manifest)
    }
  }

  @Test("A manifest that cannot be read is an error, not a fresh start")
  func unreadable() throws {
    try withTemporaryFolder { path in
      try ResultsFolder("\(path)/manifest.json").write("x", as: "inside")
      #expect(
        error(ResultsError.self) { _ = try update(ResultsFolder(path), "psweep") }
          == .cannotRead(path: "\(path)/manifest.json", reason: "Is a directory"))
    }
  }

  @Test("The host has a name for everything")
  func host() {
    let host = Host.current
    #expect(!host.kernel.isEmpty)
    #expect(!host.processor.isEmpty)
    #expect(!host.os.isEmpty)
    #expect(host.cores >= 1)
    #expect(host.pageSizeBytes.nonzeroBitCount == 1 && host.pageSizeBytes >= 4096)
  }

  @Test("The processor's name comes from the first model name that is there")
  func processor() {
    #expect(Platform.modelName(in: "vendor_id\t: X\nmodel\t\t: 1\nmodel name\t: A: B \n") == "A: B")
    #expect(Platform.modelName(in: "model name\t:\nBogoMIPS : 5\n") == nil)
    #expect(Platform.modelName(in: "") == nil)
  }
}
