import Testing

@testable import Recordings

@Suite struct CSVReaderTests {
  private static let header = "time_ns,event,address,size,site"
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func report(_ text: String) throws -> AttributionReport {
    var options = AttributionOptions()
    options.moment = .end
    return try AttributionReport(of: folder.file("a.csv", text), options)
  }

  @Test func `sites are quoted as RFC 4180 says, and lines may end with CRLF`() throws {
    let report = try report(
      Self.header + "\r\n0,allocate,0x1000,16,\"f(int, char)\"\r\n"
        + "5,allocate,8192,16,\"says \"\"no\"\"\"\r\n5,allocate,12288,16,plain\r\n6,free,4096,,\r\n"
    )
    #expect(Set(report.moments[0].sites.map(\.label)) == ["says \"no\"", "plain"])
    #expect(report.summary.losses.areNone)
    #expect(report.summary.duration == 6)
    #expect(report.summary.format == .csv)
  }

  @Test func `the last row needs no line end, and a cut one is said`() throws {
    let whole = try report(Self.header + "\n0,allocate,4096,16,a\n1,allocate,8192,16,b")
    #expect(whole.moments[0].totals.liveObjects == 2)
    #expect(whole.summary.losses.areNone)
    let cut = try report(Self.header + "\n0,allocate,4096,16,a\n1,allocate,8192")
    #expect(cut.moments[0].totals.liveObjects == 1)
    #expect(cut.summary.lossSentences == ["the recording ends inside a line"])
  }

  @Test(
    arguments: [
      "x,allocate,8192,16,a", "1,alloc,8192,16,a", "1,allocate,8192,16", "1,allocate,0x,16,a",
      "1,allocate,8192,-1,a", "1,allocate,8192,16,a,b", "1,allocate,8192,16,\"a",
      "1,allocate,8192,16,a\"b", "1,free,8192", "1,free,8192,,,", "1,allocate,0,16,a",
      "99999999999999999999,allocate,8192,16,a", "1,allocate,18446744073709551616,16,a", ",",
    ])
  func `a row that cannot be read is counted with its line`(_ row: String) throws {
    let report = try report(Self.header + "\n0,allocate,4096,16,a\n\(row)\n")
    #expect(report.summary.losses.malformedLines == 1)
    #expect(report.summary.losses.firstMalformedLine == 3)
    #expect(report.moments[0].totals.liveObjects == 1)
  }

  @Test func `times that go back leave the clock where it was`() throws {
    let report = try report(
      Self.header + "\n100,allocate,4096,16,a\n50,allocate,8192,16,a\n120,free,4096,,\n")
    #expect(report.summary.losses.timeReversals == 1)
    #expect(report.moments[0].time == 120)
    #expect(report.moments[0].sites[0].oldest == 20)
  }

  @Test func `a header of other columns is refused`() throws {
    let path = try folder.file("b.csv", "time,event,address,size,site\n0,allocate,4096,16,a\n")
    let error = #expect(throws: RecordingError.self) { try AttributionReport(of: path) }
    #expect(error?.description.hasPrefix("\(path):1: this is no recording") == true)
  }
}
