import Results

/// The outcomes that the folders of shards hold, found by their arms.
///
/// Sixteen bytes an arm and folder; outcomes are read when they are asked for.
package final class KeptOutcomes {
  /// The folders, in the order in which outcomes are named for them.
  package let folders: [ResultsFolder]
  private let stores: [ArmStore]
  /// The place of each outcome: the digest of its arm's key, and its folder; sorted.
  private let places: [(digest: UInt64, folder: UInt32)]
  /// Of an arm with several outcomes that differ, which one is taken: 0 for the first.
  package var choice = 0

  /// How many arms each machine has run.
  package private(set) var origins: [ArmStore.Origin: Int] = [:]
  /// The most outcomes that differ, of one arm.
  package private(set) var mostDiffering = 1
  /// Outcomes that cannot be read: the labels of their arms and their folders.
  package private(set) var damaged: [(label: String, folder: String)] = []
  /// Arms without outcome: their labels.
  package private(set) var missing: [(label: String, key: ArmKey)] = []
  /// Arms that were asked for, each once.
  package private(set) var asked: Set<ArmKey> = []

  /// Lists what the folders hold.
  package init(_ folders: [ResultsFolder], build: String = ProgramRecord.running.digest) {
    self.folders = folders
    stores = folders.map { ArmStore(in: $0, build: build) }
    var places: [(digest: UInt64, folder: UInt32)] = []
    for (index, store) in stores.enumerated() {
      store.eachDigest { places.append(($0, UInt32(index))) }
    }
    places.sort { ($0.digest, $0.folder) < ($1.digest, $1.folder) }
    self.places = places
  }

  /// The places of what is kept under a digest.
  private func range(of digest: UInt64) -> Range<Int> {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle].digest < digest { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < places.count, places[end].digest == digest { end += 1 }
    return low..<end
  }

  /// The outcome of an arm: of several that differ, the one of the present choice. Which is first
  /// depends on the outcomes alone, not on the order of the folders.
  func outcome<A: Arm>(
    of arm: A, label: @autoclosure () -> String
  ) throws -> A.Outcome? {
    let json = try arm.sortedJSON
    let key = ArmKey(kind: A.kind, json: json, build: stores.first?.build ?? "")
    let isNew = asked.insert(key).inserted
    var found: [ArmStore.Kept<A.Outcome>] = []
    for place in range(of: key.digest) {
      let folder = Int(places[place].folder)
      switch stores[folder].outcome(ofArm: json, key, as: A.Outcome.self) {
      case .nothing: break
      case .damaged:
        if isNew { damaged.append((label(), folders[folder].path)) }
      case .kept(let kept):
        if !found.contains(where: { $0.digest == kept.digest }) { found.append(kept) }
      }
    }
    found.sort { $0.digest < $1.digest }
    mostDiffering = max(mostDiffering, found.count)
    guard !found.isEmpty else {
      if isNew { missing.append((label(), key)) }
      return nil
    }
    let taken = found[choice < found.count ? choice : 0]
    if isNew { origins[taken.origin, default: 0] += 1 }
    return taken.outcome
  }

  /// Whether an outcome is kept under a key, readable or not.
  package func contains(_ key: ArmKey) -> Bool { !range(of: key.digest).isEmpty }
}
