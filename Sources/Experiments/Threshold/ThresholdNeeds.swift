import Results
import Statistics

/// The samples that each signal needs for a power of 95 %, by the closed form, within the length of
/// a run.
struct ThresholdNeeds: Sendable {
  private struct Key: Hashable {
    var reuse: ReuseMode
    var p: Double
    var signal: GrowthSignal
  }

  private var counts: [Key: Int] = [:]
  private var detections: [Int: StepDetection] = [:]

  /// Fewer samples tell little of a line, and few steps among them are a curve.
  static let leastSamples = 12

  /// Finds them by halving, as power grows with the run.
  init(_ configuration: ThresholdConfiguration) throws(StatisticsError) {
    let most = configuration.samples
    for reuse in configuration.reuse {
      for p in configuration.p where p > 0 {
        let theory = configuration.theory(reuse, p: p)
        for signal in GrowthSignal.allCases {
          guard try reaches(theory, signal, most) else { continue }
          // Not looked at before `low`, enough at `high`.
          var (low, high) = (Self.leastSamples - 1, most)
          while high - low > 1 {
            let middle = (low + high) / 2
            if try reaches(theory, signal, middle) { high = middle } else { low = middle }
          }
          counts[Key(reuse: reuse, p: p, signal: signal)] = high
        }
      }
    }
  }

  private mutating func reaches(
    _ theory: ThresholdTheory, _ signal: GrowthSignal, _ samples: Int
  ) throws(StatisticsError) -> Bool {
    guard let power = try theory.power(signal, detection(samples: samples)) else { return false }
    return power >= ThresholdTheory.wantedPower
  }

  /// What is missed of so many samples, worked out once.
  mutating func detection(samples: Int) throws(StatisticsError) -> StepDetection {
    if let known = detections[samples] { return known }
    let detection = try StepDetection(samples: samples)
    detections[samples] = detection
    return detection
  }

  /// Samples that the signal needs; nil where the run is too short, or has no closed form.
  func samples(_ signal: GrowthSignal, _ reuse: ReuseMode, p: Double) -> Int? {
    counts[Key(reuse: reuse, p: p, signal: signal)]
  }

  /// What the signals need, in the order of the signals; those without are left out.
  func samples(_ reuse: ReuseMode, p: Double) -> [Int] {
    GrowthSignal.allCases.compactMap { samples($0, reuse, p: p) }
  }
}
