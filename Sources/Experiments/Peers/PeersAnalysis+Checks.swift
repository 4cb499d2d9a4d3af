import Exhibits
import Results
import Statistics

extension PeersAnalysis {
  /// How far an effective granule may be from the documented one.
  static let granuleFactor = 1.5
  /// How far temporal-slab's retained bytes may be from their closed form, as a share.
  static let retentionTolerance = 0.02
  /// What isolated routing has to give back on jemalloc.
  static let requiredRecovery = 0.9
  /// The session fraction at which it has to.
  static let recoveryFraction = 0.01
  /// Predicted bytes below which RSS, counted in pages of the whole process, decides nothing.
  static let smallestRSS = 2.0 * 1_048_576

  /// What the comparison must show.
  var checks: [ReproductionCheck] {
    measuredAllocators.flatMap { allocator in
      allocator == .temporalSlab
        ? closedFormChecks() : granuleChecks(allocator) + recoveryChecks(allocator)
    }
  }

  private func granuleChecks(_ allocator: Allocator) -> [ReproductionCheck] {
    guard let granule = effectiveGranuleKiB(allocator) else { return [] }
    let ratio = granule.measured / granule.documented
    return [
      Peers.check(
        "\(allocator.rawValue): the granule fitted to retained bytes is within a factor "
          + "\(Figures.decimal(Self.granuleFactor, 1)) of the documented one",
        measured:
          "\(Figures.decimal(granule.measured, 2)) KiB, documented \(Figures.decimal(granule.documented, 0)) KiB",
        holds: ratio <= Self.granuleFactor && ratio >= 1 / Self.granuleFactor)
    ]
  }

  private func recoveryChecks(_ allocator: Allocator) -> [ReproductionCheck] {
    guard let recovery = recovery(allocator, at: Self.recoveryFraction) else { return [] }
    let statement =
      "\(allocator.rawValue): at f = \(Figures.percent(Self.recoveryFraction)) isolated routing gives back "
      + "at least \(Figures.percent(Self.requiredRecovery)) of what mixed routing retains beyond live bytes "
      + "and the floor"
    return [
      Peers.check(
        statement, measured: Figures.percent(recovery.value),
        holds: recovery.value >= Self.requiredRecovery),
      Peers.check(
        "\(allocator.rawValue): what isolated routing leaves beyond live bytes makes up the rest, to a "
          + "billionth",
        measured: left(allocator).map { Figures.percent($0) } ?? Figures.none,
        holds: left(allocator).map { ($0 + recovery.value - 1).magnitude <= 1e-9 } ?? false),
    ]
  }

  /// The mean over seeds of what isolated routing retains beyond live bytes, over what mixed routing
  /// does.
  private func left(_ allocator: Allocator) -> Double? {
    let rows = self.rows.filter {
      $0.allocator == allocator.rawValue && $0.sessionFraction == Self.recoveryFraction
    }
    let pairs = Dictionary(grouping: rows, by: \.seed).values.filter { $0.count == 2 }
    let shares = pairs.compactMap { pair -> Double? in
      let mixed = pair.first { $0.routing == .mixed }.map { $0.retainedBytes - $0.liveBytes } ?? 0
      let isolated = pair.first { $0.routing == .isolated }.map { $0.retainedBytes - $0.liveBytes }
      return mixed > 0 ? isolated.map { Double($0) / Double(mixed) } : nil
    }
    return try? mean(of: shares)
  }

  /// Retained bytes of this project's allocator against the closed form, by its own count and by
  /// RSS.
  private func closedFormChecks() -> [ReproductionCheck] {
    configuration.routing.compactMap { routing in
      let own = rows(.temporalSlab, routing).filter { $0.sessionFraction > 0 }
      let large = own.filter { $0.retainedBytesPredicted >= Self.smallestRSS }
      let errors = large.map { abs(Double($0.retainedBytes) / $0.retainedBytesPredicted - 1) }
      let counted = own.compactMap(countedError)
      guard !own.isEmpty else { return nil }
      let agrees =
        counted.count == own.count
        && zip(counted, own).allSatisfy { $0 <= max(Self.retentionTolerance, chance(in: $1)) }
      return Peers.check(
        "temporal-slab, \(routing.rawValue): retained bytes are the predicted ones within "
          + "\(Figures.percent(Self.retentionTolerance)), by its own count at every f, where few granules "
          + "have what chance moves, and by RSS from \(Figures.inMib(Self.smallestRSS)) on",
        measured:
          "at most \(Figures.percent(counted.max() ?? 0)) off by its count, \(Figures.percent(errors.max() ?? 0)) by "
          + "RSS (\(large.count) of \(own.count) runs)",
        holds: agrees && (errors.max() ?? 0) <= Self.retentionTolerance)
    }
  }

  /// What chance may move retained bytes by, as a share of the prediction: four deviations of the
  /// granules that n sessions of all objects occupy, and two granules, as few sessions share one
  /// about as seldom as Poisson's law says.
  ///
  /// Of N granules of C objects each, one is empty with the probability `q(C)` that none of n
  /// chosen objects is among C, and two are with `q(2 C)`, so that the number of empty ones has the
  /// variance `N q(C) + N (N - 1) q(2 C) - (N q(C))^2`.
  private func chance(in row: PeersRow) -> Double {
    guard row.routing == .mixed else { return 0 }
    let capacity = Int(row.granuleObjects)
    let sessions = row.liveBytes / configuration.peak.objectSize
    func empty(_ objects: Int) -> Double {
      (0..<objects).reduce(1.0) { product, index in
        product * Double(max(0, row.objects - sessions - index)) / Double(row.objects - index)
      }
    }
    let granules = Double(row.objects / capacity)
    let (one, two) = (empty(capacity), empty(2 * capacity))
    let mean = granules * one
    let variance = mean + granules * (granules - 1) * two - mean * mean
    let moved = 4 * max(0, variance).squareRoot() + 2
    return moved * Double(row.granuleBytes) / row.retainedBytesPredicted
  }

  /// How far the committed bytes after the purge, less those with no session object, are from the
  /// prediction.
  private func countedError(_ row: PeersRow) -> Double? {
    func committed(_ fraction: Double) -> Int? {
      samples.first {
        $0.allocator == row.allocator && $0.routing == row.routing && $0.seed == row.seed
          && $0.sessionFraction == fraction && $0.phase == .purged
      }?.allocatorBytes
    }
    guard let bytes = committed(row.sessionFraction), let floor = committed(0) else { return nil }
    return abs(Double(bytes - floor) / row.retainedBytesPredicted - 1)
  }
}
