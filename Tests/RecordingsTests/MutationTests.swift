import Statistics
import Testing

@testable import Recordings

/// 10,000 damaged recordings: each is read with counted losses or refused in a sentence.
@Suite struct MutationTests {
  private static let rounds = 10

  private static var small: SyntheticRecording {
    var recording = SyntheticRecording(seed: 8)
    recording.events = 40
    recording.liveObjects = 20
    recording.eventsPerTick = 4
    recording.largePerMille = 100
    return recording
  }

  /// Damages 1 to 4 places: a byte changed, bytes taken out, doubled or swapped, or the end cut
  /// off.
  private static func mutated(_ bytes: [UInt8], _ generator: inout Xoshiro256StarStar) -> [UInt8] {
    let alphabet = Array("+-tcRmvxXI #0123456789abcdefz,\"\n\r".utf8) + [0, 255]
    var bytes = bytes
    for _ in 0...generator.nextBounded(4) {
      let place = Int(generator.nextBounded(UInt64(bytes.count)))
      let length = min(bytes.count - place, Int(generator.nextBounded(30)) + 1)
      switch generator.nextBounded(6) {
      case 0, 1: bytes[place] = alphabet[Int(generator.nextBounded(UInt64(alphabet.count)))]
      case 2: bytes.removeSubrange(place..<(place + length))
      case 3: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
      case 4: bytes.swapAt(place, Int(generator.nextBounded(UInt64(bytes.count))))
      default:
        if generator.nextBounded(8) == 0 {
          bytes.removeSubrange(place...)
        } else {
          bytes.insert(contentsOf: repeatElement(UInt8(ascii: "f"), count: length), at: place)
        }
      }
      if bytes.isEmpty { return [UInt8(ascii: "v")] }
    }
    return bytes
  }

  private func survives(_ bytes: [UInt8], _ name: String, seeds: Range<UInt64>) throws {
    let folder = try TemporaryFolder()
    let refused = #/^.*: this is no recording|holds no allocation|raw format|interpreted/#
    for seed in seeds {
      var generator = Xoshiro256StarStar(seed: seed)
      let path = try folder.file(name, Self.mutated(bytes, &generator))
      var options = AttributionOptions()
      options.granule = GranuleSize.allCases[Int(seed % 3)]
      options.moment = [.worst, .end, .each(2), .time(30_000_000)][Int(seed % 4)]
      do {
        let report = try AttributionReport(of: path, options)
        for attribution in report.moments {
          #expect(
            attribution.sharedBytes
              == attribution.occupancy.reduce(0) { $0 + $1.strandedBytes }, "seed \(seed)")
          #expect(
            attribution.sharedBytes - attribution.overlappingBytes
              == attribution.totals.occupiedBytes - attribution.totals.liveBytes, "seed \(seed)")
        }
        if seed % 4 == 0 {
          let episodes = try EpisodesReport(of: path).episodes
          #expect(episodes.ended <= episodes.begun, "seed \(seed)")
        }
      } catch {
        #expect(error.kind == .badInput, "seed \(seed)")
        #expect(error.description.firstMatch(of: refused) != nil, "seed \(seed): \(error)")
      }
      #expect(folder.names == [name], "seed \(seed)")
    }
  }

  @Test(arguments: 0..<UInt64(rounds))
  func `damaged raw recordings are read or refused`(round: UInt64) throws {
    var bytes: [UInt8] = []
    try Self.small.writeRaw { part throws(RecordingError) in bytes += part }
    try survives(bytes, "damaged.raw", seeds: (round * 500)..<(round * 500 + 500))
  }

  @Test(arguments: 0..<UInt64(rounds))
  func `damaged CSV recordings are read or refused`(round: UInt64) throws {
    var bytes: [UInt8] = []
    try Self.small.writeCSV { part throws(RecordingError) in bytes += part }
    try survives(bytes, "damaged.csv", seeds: (round * 500 + 5_000)..<(round * 500 + 5_500))
  }
}
