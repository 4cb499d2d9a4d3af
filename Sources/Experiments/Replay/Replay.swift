import Recordings
import Results

/// A recording done again on real allocators.
package struct Replay {
  /// Its name in tables and files.
  package let name: String
  let recording: ReplayRecording
  /// What a routing moves; nil without one.
  let routed: ReplayRecording.Routed?
  /// The allocators that are installed, with the library to preload, in their order.
  let allocators: [(allocator: Allocator, library: String?)]
  /// Processes that do the same.
  let rounds: Int
  /// Looks at each process on the way.
  let looks: Int

  /// Prepares a replay.
  ///
  /// - Parameters:
  ///   - path: of the recording, which gives the name.
  ///   - allocators: those to replay on; what is not installed is left out.
  ///   - warn: is told what is left out.
  /// - Throws: `RecordingError` where the routing does not fit, `ReplayError`.
  package init(
    _ recording: ReplayRecording, of path: String, routing: SiteRouting?,
    on allocators: [Allocator], rounds: Int, looks: Int, warn: (String) -> Void
  ) throws {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    name = RecordingSummary.name(of: file)
    self.recording = recording
    (self.rounds, self.looks) = (rounds, looks)
    let memory = Platform.memoryByteCount
    if recording.script.peakBytes > memory {
      throw ReplayError.tooLarge(name, live: recording.script.peakBytes, memory: memory)
    }
    routed = try routing.map { try recording.routed(by: $0) }
    let libraries = try Allocator.installed(of: allocators)
    self.allocators = allocators.compactMap { allocator in
      libraries[allocator].map { (allocator, $0) }
    }
    for allocator in allocators where libraries[allocator] == nil {
      warn("\(allocator.rawValue) is left out: \(MissingLibrary(allocator: allocator).reason)")
    }
    guard let routed else { return }
    for (allocator, _) in self.allocators {
      guard let noun = allocator.placeNoun else {
        warn(
          "\(allocator.rawValue) has no arenas or heaps that a program can choose: it is replayed "
            + "without routing only")
        continue
      }
      if routed.granules > allocator.mostGranules {
        throw ReplayError.tooManyGranules(
          routed.granules, "\(allocator.rawValue) has \(allocator.mostGranules) \(noun)s")
      }
    }
    if !routed.unmatched.isEmpty {
      warn(
        "\(routed.unmatched.count) of the routing's sites are not in \(name), the first is "
          + "\(routed.unmatched[0].site.label)")
    }
  }

  /// The recording's end in allocated bytes, cut into looks.
  private var interval: Int { max(1, recording.script.end.allocatedBytes / max(1, looks)) }

  /// The processes, by allocator, routing and round.
  var arms: [ReplayArm] {
    allocators.flatMap { allocator, library in
      let routings: [ReplayRecording.Routed?] =
        allocator.hasHeaps && routed != nil ? [nil, routed] : [nil]
      return routings.flatMap { routed in
        (0..<rounds).map { round in
          ReplayArm(
            allocator: allocator, library: library, script: routed?.script ?? recording.script,
            granules: routed?.granules, interval: interval, round: round)
        }
      }
    }
  }

  /// What was found.
  package struct Findings {
    package var rows: [ReplayRow] = []
    package var samples: [ReplaySample] = []
    /// Processes that gave no result.
    package var failures: [ArmFailure] = []
    package var wasInterrupted = false
  }

  /// Processes that `run` starts.
  package var processes: Int { arms.count }

  /// Runs every process, and the models beside them.
  ///
  /// - Parameter runner: starts the processes.
  package func run(_ runner: ArmRunner) throws -> Findings {
    let outcomes = try runner.run(arms)
    var findings = Findings()
    findings.failures = outcomes.failures
    findings.wasInterrupted = outcomes.wasInterrupted
    var predictions: [PredictionKey: ReplayPrediction] = [:]
    for (arm, outcome) in outcomes.finished {
      let key = PredictionKey(allocator: arm.allocator, routing: arm.routing)
      let prediction =
        try predictions[key]
        ?? arm.script.predict(outcome.shape, granules: arm.granules, interval: interval)
      predictions[key] = prediction
      findings.rows.append(row(arm, outcome, prediction))
      findings.samples += samples(arm, outcome, prediction)
    }
    return findings
  }

  private struct PredictionKey: Hashable {
    var allocator: Allocator
    var routing: Routing
  }

  private func row(
    _ arm: ReplayArm, _ outcome: ReplayArm.Outcome, _ prediction: ReplayPrediction
  ) -> ReplayRow {
    let (before, moment) = (outcome.before, outcome.moment)
    let isRouted = arm.granules != nil
    return ReplayRow(
      recording: name, allocator: arm.allocator.rawValue, routing: arm.routing, round: arm.round,
      events: arm.script.events, momentEvent: moment.heap.events,
      liveObjects: moment.heap.liveObjects, liveBytes: moment.heap.liveBytes,
      largeBytes: outcome.shape.largestObject == nil ? nil : moment.largeBytes,
      movedBytes: isRouted ? routed?.movedLiveBytes ?? 0 : 0, granules: arm.granules ?? 0,
      rssBytes: moment.rssBytes - before.purgedBytes,
      retainedBytes: moment.purgedBytes - before.purgedBytes,
      retainedBytesPredicted: prediction.moment,
      inUseBytes: difference(moment.own.inUse, before.own.inUse),
      heldBytes: difference(moment.own.held, before.own.held),
      replaySeconds: Double(outcome.nanoseconds) / 1e9)
  }

  private func samples(
    _ arm: ReplayArm, _ outcome: ReplayArm.Outcome, _ prediction: ReplayPrediction
  ) -> [ReplaySample] {
    zip(outcome.looks, prediction.looks).map { look, predicted in
      ReplaySample(
        recording: name, allocator: arm.allocator.rawValue, routing: arm.routing,
        round: arm.round, allocatedBytes: look.heap.allocatedBytes,
        liveBytes: look.heap.liveBytes,
        retainedBytes: look.purgedBytes - outcome.before.purgedBytes,
        retainedBytesPredicted: predicted,
        heldBytes: difference(look.own.held, outcome.before.own.held))
    }
  }

  private func difference(_ value: Int?, _ before: Int?) -> Int? {
    value.flatMap { value in before.map { value - $0 } }
  }
}

/// Why a recording cannot be done again.
package enum ReplayError: Error, CustomStringConvertible {
  /// More bytes live at once than the machine has.
  case tooLarge(String, live: Int, memory: Int)
  /// A routing with more places than an allocator has, as a sentence about it.
  case tooManyGranules(Int, String)

  package var description: String {
    switch self {
    case .tooLarge(let name, let live, let memory):
      "\(name) has up to \(Words.size(live)) live at once, all of which a replay writes to; "
        + "expected at most the \(Words.size(memory)) of this machine"
    case .tooManyGranules(let granules, let limit):
      "the routing has \(granules) places of their own; expected at most as many as "
        + "\(limit.replacing(" has ", with: " can make, "))"
    }
  }
}
