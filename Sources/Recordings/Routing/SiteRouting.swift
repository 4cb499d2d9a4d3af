/// Which sites' objects go to granules of their own.
///
///     let routing = try SiteRouting(reading: "routing.json")
///     // The recording's sites by the routing's own rule: depth and skipped prefixes.
///     let routed = try routing.match(sites, of: summary)
///     let granule = routed.granule(site: 12, size: 256)   // 0: with everything else
///
/// A site is known by function, file name and line of its frames, so that a routing holds for every
/// recording of the same build, wherever it was made.
package struct SiteRouting: Sendable, Equatable {
  /// One site, in the order in which sites are to be moved.
  package struct Entry: Sendable, Equatable {
    /// The site's frames, innermost first; as many as the routing's depth, or fewer where the
    /// stack ended.
    package var site: Site
    /// The sizes of its objects that are moved, in bytes; nil for all.
    package var sizes: ClosedRange<UInt64>?
    /// Where they go: 1 or more. Sites of the same number share granules.
    package var granule: Int
    /// Structural bytes that moving it saves after those before it, in the model.
    package var savedBytes: Int

    package init(site: Site, sizes: ClosedRange<UInt64>? = nil, granule: Int, savedBytes: Int) {
      self.site = site
      self.sizes = sizes
      self.granule = granule
      self.savedBytes = savedBytes
    }
  }

  /// A recording that a routing was chosen on.
  package struct Training: Sendable, Equatable {
    /// The file as it was named.
    package var recording: String
    /// The digest of the events, 16 hexadecimal digits: the same however the file is compressed.
    package var digest: String
    /// The program's file; empty where the recording does not say.
    package var executable: String
    /// Allocations and frees.
    package var events: Int

    package init(recording: String, digest: String, executable: String, events: Int) {
      self.recording = recording
      self.digest = digest
      self.executable = executable
      self.events = events
    }
  }

  /// The version of the file's format.
  package static let version = 1
  /// The depth that stands for whole stacks.
  package static let wholeStack = 0

  /// The allocator model in which sites were chosen: slab, region or epoch.
  package var model: String
  /// Bytes of a granule in that model.
  package var granuleBytes: Int
  /// Innermost frames that make a site; `wholeStack` for all of them.
  package var depth: Int
  /// Beginnings of names that are no site, beyond those that no recording counts.
  package var skipping: [String]
  package var training: [Training]
  /// Structural bytes on the training recordings: without routing, and with all of `entries`.
  package var unroutedBytes: Int
  package var routedBytes: Int
  package var entries: [Entry]

  package init(
    model: String, granuleBytes: Int, depth: Int = 1, skipping: [String] = [],
    training: [Training] = [], unroutedBytes: Int = 0, routedBytes: Int = 0, entries: [Entry] = []
  ) {
    self.model = model
    self.granuleBytes = granuleBytes
    self.depth = depth
    self.skipping = skipping
    self.training = training
    self.unroutedBytes = unroutedBytes
    self.routedBytes = routedBytes
    self.entries = entries
  }

  /// The model in which sites were chosen, with the usual epochs.
  package var modelOptions: ModelOptions {
    var options = ModelOptions()
    options.model = AllocatorModel(rawValue: model) ?? .slab
    options.granuleBytes = GranuleSize(rawValue: granuleBytes)?.bytes ?? options.granuleBytes
    return options
  }

  /// How the sites of a recording have to be found for `match`.
  package var rule: SiteRule {
    SiteRule(depth: depth == Self.wholeStack ? .max : depth, skipping: skipping)
  }
}
