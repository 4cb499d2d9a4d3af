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
          + "\(Figures.percent(Self.retentionTolerance)), by its own count at every f, or within what "
          + "chance can do to as many session objects, and by RSS from \(Figures.inMib(Self.smallestRSS)) on",
        measured:
          "at most \(Figures.percent(counted.max() ?? 0)) off by its count, \(Figures.percent(errors.max() ?? 0)) by "
          + "RSS (\(large.count) of \(own.count) runs)",
        holds: agrees && (errors.max() ?? 0) <= Self.retentionTolerance)
    }
  }

  /// The probability on either side beyond which chance does not reach: of the 27 runs of the
  /// built-in configuration, one reproduction in 1,800 has one beyond.
  private static let tail = 1e-5

  /// Session objects above which the tolerance alone decides: what chance does to so many is less.
  private static let manySessions = 5_000

  /// What chance may move retained bytes by, as a share of the prediction: the exact quantiles of the
  /// granules that n session objects, chosen out of all, occupy.
  ///
  /// They are chosen one after the other. Where k are, s of which came to a granule that had one
  /// already, k - s granules of C objects are occupied, and `(k - s) C - k` of the objects that are
  /// left lie in them: the next session object is one of those with that share of the rest. So the
  /// probabilities of s are a chain over k.
  private func chance(in row: PeersRow) -> Double {
    let sessions = row.liveBytes / configuration.peak.objectSize
    guard row.routing == .mixed, sessions <= Self.manySessions else { return 0 }
    let capacity = Int(row.granuleObjects)
    var masses = [1.0]
    for chosen in 0..<sessions {
      let rest = Double(row.objects - chosen)
      masses.append(0)
      for shared in stride(from: masses.count - 1, through: 0, by: -1) {
        func share(_ shared: Int) -> Double {
          min(1, max(0, Double((chosen - shared) * capacity - chosen) / rest))
        }
        masses[shared] *= 1 - share(shared)
        if shared > 0 { masses[shared] += masses[shared - 1] * share(shared - 1) }
      }
      while let last = masses.last, last < 1e-20, masses.count > 1 { masses.removeLast() }
    }
    /// The least number that more than `tail` of the probability does not exceed, from either end.
    func quantile(_ masses: some Sequence<Double>) -> Int {
      var sum = 0.0
      return masses.prefix { mass in
        sum += mass
        return sum <= Self.tail
      }.count
    }
    let most = sessions - quantile(masses)
    let least = sessions - (masses.count - 1 - quantile(masses.reversed()))
    let predicted = row.retainedBytesPredicted / Double(row.granuleBytes)
    return max(Double(most) - predicted, predicted - Double(least)) / predicted
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
