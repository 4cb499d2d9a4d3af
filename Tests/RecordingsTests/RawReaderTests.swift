import Foundation
import Testing

@testable import Recordings

/// What the reader says of raw recordings, good and bad.
@Suite struct RawReaderTests {
  private static let head = "v 10400 3\nx 6 /bin/a\nX a b\nI 1000 100\nm 1 -\nt 10 0\nt 20 1\n"
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func report(_ text: String) throws -> AttributionReport {
    var options = AttributionOptions()
    options.moment = .end
    return try AttributionReport(of: folder.file("a.raw", text), options)
  }

  private func error(_ text: String) throws -> RecordingError? {
    let path = try folder.file("a.raw", text)
    do {
      _ = try AttributionReport(of: path)
      return nil
    } catch {
      return error
    }
  }

  @Test func `provenance is read`() throws {
    let report = try report(
      "v 10400 3\nx 6 /bin/a\nX a -c x\n+ 1 2 3\nend\n\nI 1000 100\nA\nt 10 0\n+ 8 1 1000\nc 10\n")
    #expect(report.summary.heaptrackVersion == "1.4.0")
    #expect(report.summary.executable == "/bin/a")
    #expect(report.summary.commandLine == "a -c x\n+ 1 2 3\nend\n")
    #expect(report.summary.pageBytes == 4_096)
    #expect(report.summary.memoryBytes == 1 << 20)
    #expect(report.summary.isAttached)
    #expect(report.summary.duration == 16_000_000)
    #expect(report.summary.allocations == 1)
    #expect(report.summary.losses.areNone)
  }

  @Test func `what another program wrote behind it is left out`() throws {
    let report = try report(Self.head + "+ 20 1 1000\n" + Self.head + "+ 20 1 2000\n")
    #expect(report.summary.allocations == 1)
    #expect(report.summary.traces == 2)
    #expect(
      report.summary.lossSentences == [
        "another program wrote behind it: line 9 and what follows was left out"
      ])
  }

  @Test func `losses are counted, and the rest is used`() throws {
    let report = try report(
      Self.head + """
        + 20 1 1000
        + zz 1 2000
        + 20 1
        - 0
        - 1000
        - 1000
        + 40 2 3000
        + 60 2 3000
        + 10 77 4000
        q what
        # comment

        c 20
        c 10
        + ffffffffffffffff 1 5000
        + 11111111111111111 1 5000
        + 5 1 0

        """)
    let losses = report.summary.losses
    #expect(losses.malformedLines == 4)
    #expect(losses.firstMalformedLine == 9)
    #expect(losses.unknownFrees == 2)
    #expect(losses.doubleAllocations == 1)
    #expect(losses.unknownTraces == 1)
    #expect(losses.unknownLines == 1)
    #expect(losses.timeReversals == 1)
    #expect(losses.impossibleObjects == 1)
    #expect(report.summary.lossSentences.count == 7)
    #expect(
      report.summary.lossSentences[0] == "4 lines could not be read, the first is line 9")
    let totals = report.moments[0].totals
    #expect(totals.liveBytes == 0x60 + 0x10)
    #expect(totals.liveObjects == 2)
    #expect(report.moments[0].sites.map(\.label).sorted() == ["0x20", "unknown"])
  }

  @Test func `a bad line of a trace keeps its number`() throws {
    let report = try report(
      Self.head + "t xyz 1\nt 30 2\nt 40 99\n+ 10 4 1000\n+ 10 5 2000\n")
    #expect(report.summary.losses.malformedLines == 2)
    #expect(Set(report.moments[0].sites.map(\.label)) == ["0x30", "0x0"])
  }

  @Test func `a recording cut in a line is used up to it`() throws {
    let report = try report(Self.head + "+ 20 1 1000\n+ 20 1 2000\n- 100")
    #expect(report.summary.losses.endsInsideLine)
    #expect(report.moments[0].totals.liveObjects == 2)
    #expect(report.summary.lossSentences == ["the recording ends inside a line"])
  }

  @Test(arguments: ["zstd", "gzip"])
  func `compressed recordings are read, and cut ones up to the cut`(_ name: String) throws {
    let compressor = try #require(program(name), "\(name) is part of every test machine")
    var recording = SyntheticRecording(seed: 5)
    recording.events = 60_000
    let sample = try SyntheticSample(recording)
    let bytes = try #require(output(of: compressor, ["-c"], input: sample.path))
    let whole = try folder.file("whole.raw.zst", bytes)
    let plain = try sample.report(.page, .worst) { $0.framesPath = sample.framesPath }
    var options = AttributionOptions()
    options.framesPath = sample.framesPath
    #expect(try AttributionReport(of: whole, options).moments == plain.moments)
    let cut = try folder.file("cut.raw.zst", Array(bytes[..<(bytes.count * 9 / 10)]))
    let report = try AttributionReport(of: cut, options)
    #expect(report.summary.losses.decompression != nil)
    #expect(report.summary.events > 10_000 && report.summary.events < 60_000)
    #expect(report.summary.lossSentences.contains { $0.hasPrefix("the file is cut short: ") })
  }

  @Test func `a file that is cut before its first block holds no allocation`() throws {
    let path = try folder.file("a.raw.zst", [0x28, 0xb5, 0x2f, 0xfd, 0x04])
    let error = #expect(throws: RecordingError.self) { try AttributionReport(of: path) }
    #expect(error?.kind == .badInput)
    #expect(error?.description.hasPrefix("\(path) holds no allocation; ") == true)
  }

  @Test func `what is no recording is refused with its line`() throws {
    let path = folder.path + "/a.raw"
    #expect(
      try error("hello\n")?.description
        == "\(path):1: this is no recording: it begins neither with `v`, as heaptrack's raw "
        + "format, nor with `time_ns,event,address,size,site`")
    #expect(
      try error("v 10400 2\n+ 1 1 1\n")
        == .unsupportedFormat(path: path, line: 1, format: 2))
    #expect(
      try error("v x\n")
        == .notARecording(
          path: path, line: 1, reason: "`v` is not followed by a version and a format"))
    #expect(try error("") == .noEvents(path: path, lossSentences: []))
    #expect(
      try error(Self.head + "nothing\n")
        == .noEvents(path: path, lossSentences: ["1 line of an unknown kind was skipped"]))
    #expect(
      try error("v 10400 3\ns 1 a\ni 10 1\na 20 1\nt 1 0\n+ 0\n- 0\n")
        == .interpreted(path: path, line: 4))
    #expect(try error(String(repeating: "x", count: 1 << 21))?.kind == .badInput)
  }

  @Test func `a file that cannot be opened is named with the reason`() {
    let missing = folder.path + "/none.raw"
    #expect(throws: RecordingError.cannotRead(path: missing, reason: "No such file or directory")) {
      try AttributionReport(of: missing)
    }
    #expect(throws: RecordingError.cannotRead(path: folder.path, reason: "Is a directory")) {
      try AttributionReport(of: folder.path)
    }
  }

  @Test func `a line longer than the buffer is passed over and said`() throws {
    let long = "# " + String(repeating: "x", count: 3 << 20)
    let report = try report(Self.head + "+ 20 1 1000\n\(long)\n+ 20 1 2000\n")
    #expect(report.summary.losses.longLines == 1)
    #expect(report.moments[0].totals.liveObjects == 2)
  }

  @Test func `objects that overlap are no trap`() throws {
    let report = try report(Self.head + "+ 3000 1 1000\n+ 3000 2 1010\n+ 10 2 2000\n- 1000\n")
    #expect(report.moments[0].overlappingBytes == 0)
    #expect(report.moments[0].totals.liveBytes == 0x3010)
    let both = try self.report(Self.head + "+ 1000 1 1000\n+ 800 2 1010\n")
    #expect(both.moments[0].overlappingBytes == 0x800)
    #expect(both.moments[0].totals.strandedBytes == 0)
  }
}
