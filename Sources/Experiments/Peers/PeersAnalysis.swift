import Results
import Statistics

/// Rows of a finished comparison of allocators.
struct PeersAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: PeersConfiguration
  /// One row a process.
  var rows: [PeersRow] = []
  /// Four rows a process: by phase.
  var samples: [PeersSample] = []
  /// What is known of the granules of each allocator that ran.
  var granules: [Allocator: Granule] = [:]
  /// Bytes that stay without a session object, the median over seeds.
  private(set) var floors: [FloorKey: Int] = [:]

  struct FloorKey: Hashable, Sendable {
    var allocator: Allocator
    var routing: Routing
  }

  /// An allocator's documented granule for the objects of a run.
  struct Granule: Sendable, Equatable {
    /// Bytes of the granule.
    var byteCount: Int
    /// Objects in it.
    var capacity: Double

    /// Bytes of granules that all objects of a peak fill.
    func peakByteCount(objects: Int) -> Double { Double(objects) / capacity * Double(byteCount) }

    /// Bytes of the fewest granules for some objects.
    func fewestByteCount(objects: Int) -> Int {
      Int((Double(objects) / capacity).rounded(.up)) * byteCount
    }
  }

  /// Flattens the outcomes of finished arms.
  init(_ configuration: PeersConfiguration, _ arms: Finished<PeersArm>) {
    self.configuration = configuration
    for (arm, outcome) in arms {
      granules[arm.allocator] = Self.granule(of: arm.allocator, outcome)
      samples += outcome.samples.map { Self.sample(arm, $0) }
    }
    for allocator in configuration.allocators {
      for routing in configuration.routing {
        let key = FloorKey(allocator: allocator, routing: routing)
        floors[key] = Self.floor(key, arms)
      }
    }
    for (arm, outcome) in arms {
      guard let growth = Self.growth(outcome), let granule = granules[arm.allocator] else {
        continue
      }
      let floor = floors[FloorKey(allocator: arm.allocator, routing: arm.routing)] ?? 0
      rows.append(row(arm, outcome, growth, floor: floor, granule))
    }
  }

  private static func granule(of allocator: Allocator, _ outcome: PeersArm.Outcome) -> Granule {
    let ratio = Double(outcome.granuleByteCount) / Double(outcome.slotByteCount)
    // glibc's chunks cross pages; the others' granules hold whole objects.
    return Granule(
      byteCount: outcome.granuleByteCount,
      capacity: allocator == .glibc ? ratio : max(1, ratio.rounded(.down)))
  }

  private static func sample(_ arm: PeersArm, _ sample: PeersArm.Sample) -> PeersSample {
    PeersSample(
      allocator: arm.allocator.rawValue, routing: arm.routing, sessionFraction: arm.sessionFraction,
      seed: arm.seed, phase: sample.phase, rssBytes: sample.rssBytes,
      allocatorBytes: sample.allocatorBytes)
  }

  /// RSS at the peak and after the purge, less RSS before.
  private static func growth(_ outcome: PeersArm.Outcome) -> (peak: Int, purged: Int)? {
    func rss(_ phase: PeersPhase) -> Int? { outcome.samples.first { $0.phase == phase }?.rssBytes }
    guard let before = rss(.before), let peak = rss(.peak), let purged = rss(.purged)
    else { return nil }
    return (peak - before, purged - before)
  }

  private static func floor(_ key: FloorKey, _ arms: Finished<PeersArm>) -> Int? {
    let values = arms.compactMap { arm, outcome -> Double? in
      guard arm.allocator == key.allocator, arm.routing == key.routing, arm.sessionFraction == 0
      else { return nil }
      return growth(outcome).map { Double($0.purged) }
    }
    return (try? median(of: values)).map { Int($0.rounded()) }
  }

  private func row(
    _ arm: PeersArm, _ outcome: PeersArm.Outcome, _ growth: (peak: Int, purged: Int), floor: Int,
    _ granule: Granule
  ) -> PeersRow {
    let fewest = granule.fewestByteCount(objects: outcome.sessions)
    return PeersRow(
      allocator: arm.allocator.rawValue, routing: arm.routing, sessionFraction: arm.sessionFraction,
      seed: arm.seed, objects: arm.peak.objects, granuleBytes: granule.byteCount,
      granuleObjects: granule.capacity,
      liveBytes: outcome.sessions * arm.peak.objectSize, peakRSSBytes: growth.peak,
      retainedBytes: growth.purged - floor, structuralBytes: growth.purged - floor - fewest,
      retainedBytesPredicted: arm.routing == .isolated
        ? Double(fewest)
        : granule.peakByteCount(objects: arm.peak.objects)
          * GranuleFit.share(
            Double(outcome.sessions) / Double(arm.peak.objects), capacity: granule.capacity))
  }

  /// The rows of an allocator and routing.
  func rows(_ allocator: Allocator, _ routing: Routing) -> [PeersRow] {
    rows.filter { $0.allocator == allocator.rawValue && $0.routing == routing }
  }

  /// The allocators that ran, in the order of the configuration.
  var measuredAllocators: [Allocator] { configuration.allocators.filter { granules[$0] != nil } }
}
