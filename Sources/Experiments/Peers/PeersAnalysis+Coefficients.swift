import Results
import Statistics

extension PeersAnalysis {
  /// A figure with its interval over seeds.
  struct Estimate {
    var value: Double
    var interval: ConfidenceInterval?

    init?(_ values: [Double]) {
      guard let value = try? mean(of: values) else { return nil }
      self.value = value
      interval = try? meanInterval(of: values)
    }
  }

  /// The capacity that the curve of retained bytes against f shows, by seed.
  func effectiveCapacity(_ allocator: BenchAllocator) -> Estimate? {
    guard let granule = granules[allocator] else { return nil }
    let peak = granule.peakByteCount(objects: configuration.objects)
    let curves = Dictionary(
      grouping: rows(allocator, .mixed).filter { $0.sessionFraction > 0 }, by: \.seed)
    return Estimate(
      curves.values.compactMap { curve in
        GranuleFit(
          curve.map { ($0.sessionFraction, Double($0.retainedBytes) / peak) })?.capacity
      })
  }

  /// The bytes of that granule, in KiB.
  func effectiveGranuleKiB(_ allocator: BenchAllocator) -> (measured: Double, documented: Double)? {
    guard let granule = granules[allocator], let capacity = effectiveCapacity(allocator) else {
      return nil
    }
    let documented = Double(granule.byteCount) / 1_024
    return (documented * capacity.value / granule.capacity, documented)
  }

  /// What isolated routing gives back of what mixed routing retains beyond live bytes, at a session
  /// fraction, by seed.
  func recovery(_ allocator: BenchAllocator, at fraction: Double) -> Estimate? {
    func curve(_ routing: Routing) -> [UInt64: PeersRow] {
      Dictionary(
        rows(allocator, routing).filter { $0.sessionFraction == fraction }.map { ($0.seed, $0) },
        uniquingKeysWith: { $1 })
    }
    let isolated = curve(.isolated)
    return Estimate(
      curve(.mixed).compactMap { seed, mixed in
        guard let other = isolated[seed], mixed.retainedBytes > mixed.liveBytes else { return nil }
        return Double(mixed.retainedBytes - other.retainedBytes)
          / Double(mixed.retainedBytes - mixed.liveBytes)
      })
  }

  /// Effective granules, floors and what routing gives back.
  package var coefficients: [Coefficient] {
    measuredAllocators.flatMap {
      granuleCoefficients($0) + floorCoefficients($0) + recoveryCoefficients($0)
    }
  }

  private func granuleCoefficients(_ allocator: BenchAllocator) -> [Coefficient] {
    guard let granule = granules[allocator], let capacity = effectiveCapacity(allocator) else {
      return []
    }
    let parameter = "allocator=\(allocator.rawValue)"
    var objects = Coefficient.peers("effective_capacity", parameter, capacity)
    objects.predicted = granule.capacity
    objects.unit = "objects"
    let scale = Double(granule.byteCount) / 1_024 / granule.capacity
    var kibibytes = objects
    kibibytes.coefficient = "effective_granule"
    kibibytes.value *= scale
    kibibytes.ciLow = objects.ciLow.map { $0 * scale }
    kibibytes.ciHigh = objects.ciHigh.map { $0 * scale }
    kibibytes.predicted = granule.capacity * scale
    kibibytes.unit = "KiB"
    var peak = Coefficient.peers("peak_granules", parameter, nil)
    peak.value = granule.peakByteCount(objects: configuration.objects)
    peak.unit = "bytes"
    return [objects, kibibytes, peak]
  }

  private func floorCoefficients(_ allocator: BenchAllocator) -> [Coefficient] {
    configuration.routing.compactMap { routing in
      floors[FloorKey(allocator: allocator, routing: routing)].map {
        var row = Coefficient.peers(
          "floor", "allocator=\(allocator.rawValue) routing=\(routing.rawValue)", nil)
        row.value = Double($0)
        row.unit = "bytes"
        return row
      }
    }
  }

  private func recoveryCoefficients(_ allocator: BenchAllocator) -> [Coefficient] {
    configuration.sessionFractions.compactMap { fraction in
      recovery(allocator, at: fraction).map {
        Coefficient.peers(
          "routing_recovery", "allocator=\(allocator.rawValue) f=\(fraction)", $0)
      }
    }
  }
}

extension Coefficient {
  fileprivate static func peers(
    _ name: String, _ parameter: String, _ estimate: PeersAnalysis.Estimate?
  ) -> Coefficient {
    var row = Coefficient()
    row.experiment = PeersConfiguration.experiment
    row.coefficient = name
    row.parameter = parameter
    row.value = estimate?.value ?? 0
    row.ciLow = estimate?.interval?.low
    row.ciHigh = estimate?.interval?.high
    row.unit = "1"
    return row
  }
}
