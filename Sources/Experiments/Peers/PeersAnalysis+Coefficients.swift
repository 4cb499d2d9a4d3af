import Results
import Statistics

extension CoefficientKind {
  static let effectiveCapacity = Peers.coefficient(
    "effective_capacity", unit: "objects", isExact: false)
  static let effectiveGranule = Peers.coefficient("effective_granule", unit: "KiB", isExact: false)
  static let peakGranules = Peers.coefficient("peak_granules", unit: "bytes", isExact: false)
  static let peersFloor = Peers.coefficient("floor", unit: "bytes", isExact: false)
  static let routingRecovery = Peers.coefficient("routing_recovery", isExact: false)
}

extension PeersAnalysis {
  /// A figure with its interval over seeds.
  struct Estimate {
    var value: Double
    var interval: ConfidenceInterval?

    init?(_ values: [Double]) {
      guard let value = try? mean(of: values) else { return nil }
      // Values that are all equal tell nothing of how far another could lie, and their mean may be
      // off by a rounding.
      let areEqual = values.allSatisfy { $0 == values[0] }
      self.value = areEqual ? values[0] : value
      interval = areEqual ? nil : try? meanInterval(of: values)
    }
  }

  /// The capacity that the curve of retained bytes against f shows, by seed.
  func effectiveCapacity(_ allocator: Allocator) -> Estimate? {
    guard let granule = granules[allocator] else { return nil }
    let peak = granule.peakByteCount(objects: configuration.peak.objects)
    let curves = Dictionary(
      grouping: rows(allocator, .mixed).filter { $0.sessionFraction > 0 }, by: \.seed)
    return Estimate(
      curves.values.compactMap { curve in
        GranuleFit(curve.map { ($0.sessionFraction, Double($0.retainedBytes) / peak) })?.capacity
      })
  }

  /// The bytes of that granule, in KiB.
  func effectiveGranuleKiB(_ allocator: Allocator) -> (measured: Double, documented: Double)? {
    guard let granule = granules[allocator], let capacity = effectiveCapacity(allocator) else {
      return nil
    }
    let documented = Double(granule.byteCount) / 1_024
    return (documented * capacity.value / granule.capacity, documented)
  }

  /// What isolated routing gives back of what mixed routing retains beyond live bytes, at a session
  /// fraction, by seed.
  func recovery(_ allocator: Allocator, at fraction: Double) -> Estimate? {
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
  var coefficients: [Coefficient] {
    measuredAllocators.flatMap {
      granuleCoefficients($0) + floorCoefficients($0) + recoveryCoefficients($0)
    }
  }

  private func granuleCoefficients(_ allocator: Allocator) -> [Coefficient] {
    guard let granule = granules[allocator], let capacity = effectiveCapacity(allocator) else {
      return []
    }
    let scale = Double(granule.byteCount) / 1_024 / granule.capacity
    let parameters: Parameters = ["allocator": allocator]
    return [
      Coefficient(
        .effectiveCapacity, at: parameters, capacity.value, interval: capacity.interval,
        predicted: granule.capacity),
      Coefficient(
        .effectiveGranule, at: parameters, capacity.value * scale,
        ciLow: capacity.interval.map { $0.low * scale },
        ciHigh: capacity.interval.map { $0.high * scale }, predicted: granule.capacity * scale),
      Coefficient(
        .peakGranules, at: parameters, granule.peakByteCount(objects: configuration.peak.objects)),
    ]
  }

  private func floorCoefficients(_ allocator: Allocator) -> [Coefficient] {
    configuration.routing.compactMap { routing in
      floors[FloorKey(allocator: allocator, routing: routing)].map {
        Coefficient(.peersFloor, at: ["allocator": allocator, "routing": routing], Double($0))
      }
    }
  }

  private func recoveryCoefficients(_ allocator: Allocator) -> [Coefficient] {
    configuration.sessionFractions.compactMap { fraction in
      recovery(allocator, at: fraction).map {
        Coefficient(
          .routingRecovery, at: ["allocator": allocator, "f": fraction], $0.value,
          interval: $0.interval)
      }
    }
  }
}
