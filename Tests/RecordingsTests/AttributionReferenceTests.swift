import Foundation
import Testing

@testable import Recordings

@Suite struct AttributionReferenceTests {
  static let moments: [(name: String, moment: Moment)] = [
    ("worst", .worst), ("end", .end), ("250000000", .time(250_000_000)),
    ("500000000", .time(500_000_000)), ("750000000", .time(750_000_000)),
  ]

  /// All attributions of the sample, as the reference prints them.
  private func attributed(_ sample: SyntheticSample) throws -> String {
    var text =
      "granule,moment,site,shared,sole,sole_stranded,granules,live_bytes,objects,"
      + "youngest,median,oldest\n"
    for granule in GranuleSize.allCases {
      for (name, moment) in Self.moments {
        text += try sample.report(granule, moment).moments[0].referenceRows(name)
      }
    }
    return text
  }

  @Test func `attribution equals the committed reference, byte for byte`() throws {
    let expected = try String(contentsOfFile: beside("Samples/attribution.csv"), encoding: .utf8)
    let measured = try attributed(SyntheticSample())
    let lines = (
      expected.split(separator: "\n"), measured.split(separator: "\n")
    )
    #expect(lines.0.count == lines.1.count)
    for (expected, measured) in zip(lines.0, lines.1) { #expect(expected == measured) }
  }

  @Test(
    .enabled(if: program("python3") != nil, "python3 is not installed"),
    arguments: [16, 1_601] as [UInt64])
  func `attribution equals an independent computation in Python`(seed: UInt64) throws {
    var recording = SyntheticRecording(seed: seed)
    recording.largePerMille = seed == 16 ? recording.largePerMille : 40
    let sample = try SyntheticSample(recording)
    let python = try #require(program("python3"))
    let expected = try #require(
      output(of: python, [beside("attribution_reference.py"), sample.path, sample.framesPath]))
    #expect(try attributed(sample) == String(decoding: expected, as: UTF8.self), "seed \(seed)")
  }

  @Test func `the sample has five moments that differ`() throws {
    let sample = try SyntheticSample()
    let times = try Self.moments.map { try sample.report(.page, $0.moment).moments[0].totals }
    #expect(Set(times.map(\.strandedBytes)).count == 5)
  }
}
