import Results
import Statistics

/// How long arms take: as long as they took before, where they ran; as others of their kind took,
/// by their work; or by their work alone.
package struct Estimate {
  /// Where a number of seconds comes from.
  package enum Basis: String, Sendable, CaseIterable {
    /// The arm ran, and its outcome is kept.
    case seen
    /// Other arms of its kind ran.
    case kind
    /// The arm's size.
    case size
  }

  /// Seconds of starting a process.
  private static let start = 0.01
  /// Seconds of an allocation and its free, with all that a workload does beside them.
  private static let perOperation = 6e-8

  private let seen: [ArmKey: Double]
  /// Seconds of an operation, by kind of arm.
  private let rates: [String: Double]

  /// Looks at the outcomes that a store keeps of some arms.
  package init(_ arms: [ErasedArm], keptIn store: ArmStore) {
    let kept = store.keys
    var seen: [ArmKey: Double] = [:]
    var rates: [String: [Double]] = [:]
    for arm in kept.isEmpty ? [] : arms where kept.contains(arm.key) {
      guard let seconds = arm.seconds(keptIn: store) else { continue }
      seen[arm.key] = seconds
      if arm.work > 0 {
        rates[arm.key.kind, default: []].append(max(0, seconds - Self.start) / arm.work)
      }
    }
    self.seen = seen
    self.rates = rates.compactMapValues { try? median(of: $0) }
  }

  /// The seconds of an arm.
  package func seconds(_ arm: ErasedArm) -> (seconds: Double, basis: Basis) {
    if let seconds = seen[arm.key] { return (seconds, .seen) }
    if let rate = rates[arm.key.kind] { return (Self.start + rate * arm.work, .kind) }
    return (Self.start + Self.perOperation * arm.work, .size)
  }
}
