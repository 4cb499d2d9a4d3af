/// Where the objects of one recording go under a routing.
package struct RoutedSites: Sendable {
  private struct Part: Sendable {
    var sizes: ClosedRange<UInt64>?
    var granule: Int
  }

  /// By site's number; empty for sites that stay.
  private var parts: [[Part]]
  /// Entries of the routing that no site of the recording is.
  package private(set) var unmatched: [SiteRouting.Entry] = []

  /// - Parameters:
  ///   - entries: of a routing.
  ///   - sites: of a recording, by number.
  init(_ entries: [SiteRouting.Entry], sites: [Site]) {
    parts = Array(repeating: [], count: sites.count)
    var numbers: [SiteKey: [Int]] = [:]
    for (number, site) in sites.enumerated() where !site.frames.isEmpty {
      numbers[SiteKey(site), default: []].append(number)
    }
    for entry in entries {
      guard let found = numbers[SiteKey(entry.site)] else {
        unmatched.append(entry)
        continue
      }
      for number in found {
        parts[number].append(Part(sizes: entry.sizes, granule: entry.granule))
      }
    }
  }

  /// The granule of an object; 0 where it stays with everything else.
  ///
  /// - Parameters:
  ///   - site: the number of its site.
  ///   - size: bytes asked for.
  @inline(__always) package func granule(site: UInt32, size: UInt64) -> Int {
    for part in parts[Int(site)] where part.sizes?.contains(size) ?? true { return part.granule }
    return 0
  }
}

/// What a site is known by in every recording of the same build.
struct SiteKey: Hashable {
  private struct Part: Hashable {
    var function: String
    var file: String
    var line: Int
  }

  private var parts: [Part]

  init(_ site: Site) {
    // Folders differ from one machine to the next.
    parts = site.frames.map { Part(function: $0.function, file: $0.fileName, line: $0.line) }
  }
}

extension SiteRouting {
  /// Finds the routing's sites among those of a recording.
  ///
  /// - Parameters:
  ///   - sites: of the recording by number, found by `rule`.
  ///   - summary: of the recording, for the sentence where nothing is found.
  /// - Throws: `routingDoesNotFit` where not one site of the routing is in the recording, with the
  ///   reason: names are missing, another build, or another program. Sites that are not found
  ///   beside others that are stand in the result's `unmatched`.
  package func match(
    _ sites: [Site], of summary: RecordingSummary
  ) throws(RecordingError) -> RoutedSites {
    let routed = RoutedSites(entries, sites: sites)
    if let first = entries.first, routed.unmatched.count == entries.count {
      throw .routingDoesNotFit(
        recording: summary.path, reason: mismatch(with: sites, of: summary, example: first.site))
    }
    return routed
  }

  private func mismatch(
    with sites: [Site], of summary: RecordingSummary, example: Site
  ) -> String {
    let frames = sites.compactMap(\.frame)
    let wanted = entries.compactMap(\.site.frame)
    if frames.allSatisfy(\.isAddress) && !wanted.allSatisfy(\.isAddress) {
      return "it has no names of functions, so that \(shown(example.label)) cannot be found; "
        + "expected names beside the recording (`drainbench record` writes them) and debug symbols"
    }
    if wanted.allSatisfy(\.isAddress) {
      return "the routing names sites by addresses in modules, such as \(shown(example.label)), "
        + "which hold for one build only, and this is not that build; expected a routing chosen on "
        + "a recording with debug symbols"
    }
    for entry in wanted where !entry.function.isEmpty {
      if let other = frames.first(where: {
        $0.function == entry.function && $0.fileName == entry.fileName
      }) {
        return "it is of another build: \(shown(entry.function)) allocates at "
          + "\(other.place ?? "no known line"), expected \(entry.place ?? "no line")"
          + (depth == 1 ? "" : ", or its callers differ")
      }
    }
    let program = summary.executable.isEmpty ? "" : " of \(summary.executable)"
    let trained = training.first { !$0.executable.isEmpty }?.executable
    return "none of its sites\(program) is one of the routing's \(entries.count), the first of "
      + "which is \(shown(example.label)); expected a recording of "
      + (trained.map { "\($0)" } ?? "the program that the routing was chosen on")
  }

  private func shown(_ text: String) -> String { "`\(text)`" }
}

extension Frame {
  /// The source file without its folders; empty where it is not known.
  var fileName: String { file.split(separator: "/").last.map(String.init) ?? file }

  /// Whether an address stands in place of the function's name.
  var isAddress: Bool { file.isEmpty && (function.contains("+0x") || function.hasPrefix("0x")) }
}
