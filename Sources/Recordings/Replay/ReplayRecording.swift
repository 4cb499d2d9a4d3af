import Results

/// A recording made ready to be done again: its script, its sites, and what was lost of it.
///
/// The script lies in a temporary folder that goes with this value.
package final class ReplayRecording {
  package let script: ReplayScript
  package let summary: RecordingSummary
  /// All sites, by the number that events have.
  package let sites: [Site]
  private let folder: String

  /// Converts a recording in one pass.
  ///
  /// - Parameters:
  ///   - moment: where memory is compared; not `each`.
  ///   - model: places the heap whose worst moment that may be.
  ///   - rule: what a site is.
  ///   - framesPath: names; nil for those beside the recording.
  /// - Throws: `RecordingError`, for one without allocations and one without frees too.
  package static func read(
    _ path: String, at moment: Moment, model: ModelOptions = ModelOptions(), rule: SiteRule,
    framesPath: String?
  ) throws(RecordingError) -> ReplayRecording {
    let (book, hasNames) = try TraceBook.book(for: path, rule: rule, framesPath: framesPath)
    let folder: String
    do { folder = try Platform.makeTemporaryFolder() } catch {
      throw .cannotWrite(path: "a folder in \(Platform.temporaryPlace)", reason: error.reason)
    }
    do throws(RecordingError) {
      var (script, summary) = try convert(path, book, moment, model, to: folder + "/script")
      if script.frees == 0 { throw .noFrees(path: path, allocations: summary.allocations) }
      if hasNames { summary.hasNames = true }
      return ReplayRecording(script, summary, sites: book.sites, folder: folder)
    } catch {
      Platform.remove(folder + "/script")
      Platform.removeFolder(folder)
      throw error
    }
  }

  private init(
    _ script: ReplayScript, _ summary: RecordingSummary, sites: [Site], folder: String
  ) {
    self.script = script
    self.summary = summary
    self.sites = sites
    self.folder = folder
  }

  private static func convert(
    _ path: String, _ book: TraceBook, _ moment: Moment, _ model: ModelOptions,
    to scriptPath: String
  ) throws(RecordingError) -> (ReplayScript, RecordingSummary) {
    let file: Int32
    do { file = try Platform.openForWriting(scriptPath) } catch {
      throw .cannotWrite(path: scriptPath, reason: error.reason)
    }
    defer { Platform.close(file) }
    var sink = ScriptSink(
      book: book, moment: moment, model: model, file: file, path: scriptPath)
    var summary = try readRecording(path, book: book, into: &sink)
    sink.finish()
    if let failure = sink.failure {
      throw .cannotWrite(path: scriptPath, reason: failure.reason)
    }
    summary.losses.add(sink.losses)
    return (sink.script, summary)
  }

  /// What a routing moves in the recording.
  package struct Routed: Sendable {
    /// The script with granules in place of sites: 0 for what stays, others from 1 on.
    package var script: ReplayScript
    /// Granules from 1 on.
    package var granules = 0
    /// Objects that are moved, and bytes of those that live at the moment.
    package var movedObjects = 0
    package var movedLiveBytes = 0
    /// Entries of the routing that no site of the recording is.
    package var unmatched: [SiteRouting.Entry]
  }

  /// The script with the granules of a routing in place of sites.
  ///
  /// - Throws: `routingDoesNotFit`, or `cannotWrite`.
  package func routed(by routing: SiteRouting) throws -> Routed {
    let match = try routing.match(sites, of: summary)
    let path = folder + "/routed"
    var result = Routed(script: script, unmatched: match.unmatched)
    result.script.path = path
    let file: Int32
    do { file = try Platform.openForWriting(path) } catch {
      throw RecordingError.cannotWrite(path: path, reason: error.reason)
    }
    defer { Platform.close(file) }
    var numbers: [Int: UInt32] = [0: 0]
    var moved = Array(repeating: UInt64(0), count: script.slots)
    var event = 0
    try script.forEachBlock { events in
      var block = Array(events)
      for index in block.indices {
        let slot = Int(block[index].slot)
        if block[index].origin == ReplayEvent.free {
          if event < script.moment.events { result.movedLiveBytes -= Int(moved[slot]) }
          moved[slot] = 0
        } else {
          let size = block[index].size
          let granule = match.granule(site: block[index].origin, size: size)
          let number = numbers[granule] ?? UInt32(numbers.count)
          numbers[granule] = number
          block[index].origin = number
          if number > 0 {
            result.movedObjects += 1
            moved[slot] = size
            if event < script.moment.events { result.movedLiveBytes += Int(size) }
          }
        }
        event += 1
      }
      if let failure = ReplayScript.write(block, to: file) {
        throw RecordingError.cannotWrite(path: path, reason: failure.reason)
      }
    }
    result.granules = numbers.count - 1
    return result
  }

  deinit {
    for path in [script.path, folder + "/routed"] { Platform.remove(path) }
    Platform.removeFolder(folder)
  }
}
