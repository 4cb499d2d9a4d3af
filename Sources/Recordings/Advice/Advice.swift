/// What advice is asked for.
package struct AdviceOptions: Sendable, Equatable {
  package var model = ModelOptions()
  package var moment = Moment.worst
  /// Innermost frames that make a site; `SiteRouting.wholeStack` for all.
  package var depth = 1
  package var skipping: [String] = []
  /// Whether a site's objects are moved by size class, and not all together.
  package var bySize = false
  /// Sites that are moved at most.
  package var sites = 10
  /// Share of the structural bytes without routing below which a site is not worth moving; nil for
  /// a tenth of an even share, and 1 % at most.
  package var leastShare: Double?
  /// Whether keys of other depths are compared.
  package var comparesKeys = false
  /// The file of frames; nil for the one beside each recording, if there is one.
  package var framesPath: String?

  package init() {}

  /// The share that counts.
  var worthwhileShare: Double { leastShare ?? 0.1 / Double(max(10, sites)) }

  var rule: SiteRule {
    SiteRule(depth: depth == SiteRouting.wholeStack ? .max : depth, skipping: skipping)
  }
}

/// Which sites of a program to move to granules of their own, in which order, and what that saves.
///
///     let advice = try Advice(on: ["monday.raw.zst"], judgedOn: "tuesday.raw.zst")
///     for step in advice.steps { print(step.savedBytes, step.site.label) }
///     try print(advice.routing.text())
package struct Advice: Sendable {
  /// One site that is moved.
  package struct Step: Sendable, Equatable {
    package var site: Site
    /// The sizes of the objects that are moved; nil for all.
    package var sizes: ClosedRange<UInt64>?
    /// Structural bytes that it saves after those before it.
    package var savedBytes: Int
    /// Retained bytes after it.
    package var retainedBytes: Int
    /// Objects that it allocates, up to the moment; and what is known of their lives.
    package var objects: Int
    package var knowledge: LifetimeKnowledge
    /// On the recording that advice is judged on: structural bytes saved, and retained after it;
    /// nil without such a recording.
    package var heldOutSavedBytes: Int?
    package var heldOutRetainedBytes: Int?
  }

  /// A heap in a model, at the moments that advice looks at.
  package struct Heap: Sendable, Equatable {
    /// The moment, or the last of several, in nanoseconds from the start.
    package var time: UInt64 = 0
    package var liveBytes = 0
    /// Bytes of granules that hold an object without routing.
    package var retainedBytes = 0
    /// Bytes of the fewest granules that hold the same objects: slots, not bytes asked for.
    package var fewestBytes = 0
    /// Bytes of granules that any routing of the sites leaves at least; and structural bytes
    /// without routing of the streams for which that is less than all of them by trial.
    package var leastBytes = 0
    package var triedBytes = 0
    /// Retained bytes where objects that die together share granules: routing by lifetime, with
    /// hindsight.
    package var hindsightBytes = 0
    /// Structural bytes, the mean over the whole recording: without routing, and with all of it.
    package var meanUnroutedBytes = 0
    package var meanRoutedBytes = 0
    /// Allocations above the largest class, which routing does not reach.
    package var largeObjects = 0

    package var structuralBytes: Int { retainedBytes - fewestBytes }
    /// The most that any routing of the sites saves.
    package var boundBytes: Int { retainedBytes - leastBytes }
    package var hindsightSavedBytes: Int { retainedBytes - hindsightBytes }
  }

  package var options: AdviceOptions
  /// The recordings that advice is chosen on.
  package var summaries: [RecordingSummary]
  package var digests: [String]
  package var heap: Heap
  package var steps: [Step]
  /// What the chosen sites know, and what all sites together do: those of which most objects
  /// outlive their epoch are predicted to.
  package var routed: LifetimeKnowledge
  package var bySite: LifetimeKnowledge
  package var law: Law
  /// Keys of other depths, where they were asked for.
  package var keys: [KeyRow] = []

  /// The recording that advice is judged on, and its heap.
  package var test: RecordingSummary?
  package var testHeap: Heap?
  /// Steps whose site is not in that recording.
  package var unmatched: [Int] = []

  /// Structural bytes that the predictor law gives in slabs by epochs (`PredictorLaw`), where
  /// objects that are predicted to outlive their epoch go to slabs that stay open.
  package struct Law: Sendable, Equatable {
    /// Nothing is predicted to.
    package var unroutedBytes = 0
    /// The objects of the chosen sites are.
    package var routedBytes = 0
    /// Those of all sites are of which most objects do.
    package var bySiteBytes = 0
  }

  /// What advice by another key of objects is worth.
  package struct KeyRow: Sendable, Equatable {
    /// Innermost frames; `SiteRouting.wholeStack` for all, nil for none.
    package var depth: Int?
    package var bySize: Bool
    /// Whether the span of the allocation clock belongs to the key.
    package var byTime = false
    /// Keys that are moved, at most as many as sites were asked for.
    package var moved: Int
    package var savedBytes: Int
    package var heldOutSavedBytes: Int?
    /// Of all keys, as `bySite`.
    package var knowledge: LifetimeKnowledge

    package static let depths = [1, 2, 4, 8, SiteRouting.wholeStack]
    /// Spans of the allocation clock of the recordings that advice is chosen on.
    package static let spans = 64
  }

  /// The routing file's contents: each site with granules of its own.
  package var routing: SiteRouting {
    SiteRouting(
      model: options.model.model.rawValue, granuleBytes: options.model.granuleBytes,
      depth: options.depth, skipping: options.skipping,
      training: zip(summaries, digests).map { summary, digest in
        SiteRouting.Training(
          recording: summary.path, digest: digest, executable: summary.executable,
          events: summary.events)
      }, unroutedBytes: heap.structuralBytes, routedBytes: heap.structuralBytes - savedBytes,
      entries: steps.enumerated().map { index, step in
        SiteRouting.Entry(
          site: step.site, sizes: step.sizes, granule: index + 1, savedBytes: step.savedBytes)
      })
  }

  /// Structural bytes saved by all steps.
  package var savedBytes: Int { steps.reduce(0) { $0 + $1.savedBytes } }
  /// The same on the recording that advice is judged on.
  package var heldOutSavedBytes: Int? {
    test == nil ? nil : steps.reduce(0) { $0 + ($1.heldOutSavedBytes ?? 0) }
  }
}

extension Advice {
  /// Reads recordings, chooses on some and judges on another.
  ///
  /// - Parameters:
  ///   - paths: recordings of one program to choose on, 1 or more.
  ///   - test: another recording of it; nil to judge on none.
  /// - Throws: `RecordingError`, `noFrees` and `routingDoesNotFit` among them.
  package init(
    on paths: [String], judgedOn test: String? = nil, _ options: AdviceOptions = AdviceOptions()
  ) throws(RecordingError) {
    self = try AdviceBuilder(on: paths, judgedOn: test, options).build()
  }
}
