/// What of a recording could not be used, so that no figure hides it.
package struct Losses: Sendable, Equatable {
  /// Lines with a known letter, or rows, that could not be read.
  package var malformedLines = 0
  /// The first of them, counted from 1; 0 when there is none.
  package var firstMalformedLine = 0
  /// Lines too long to be of a recording.
  package var longLines = 0
  /// Lines with a letter that is not known.
  package var unknownLines = 0
  /// Frees of addresses at which nothing was live.
  package var unknownFrees = 0
  /// Allocations at an address where an object was live; the earlier object ends there.
  package var doubleAllocations = 0
  /// Allocations whose trace is not in the recording.
  package var unknownTraces = 0
  /// Times that went backwards; the clock stands still meanwhile.
  package var timeReversals = 0
  /// Allocations that no address space can hold.
  package var impossibleObjects = 0
  /// The line at which another program begins, which is not read; 0 when there is none.
  package var otherProgramLine = 0
  /// Whether the recording ends in the middle of a line.
  package var endsInsideLine = false
  /// What the decompressing program said when it could not go on; nil when it read to the end.
  package var decompression: String?

  package init() {}

  /// Whether the whole recording was used.
  package var areNone: Bool { self == Losses() }

  /// Adds what a sink has counted.
  mutating func add(_ other: Losses) {
    unknownFrees += other.unknownFrees
    doubleAllocations += other.doubleAllocations
    impossibleObjects += other.impossibleObjects
  }

  mutating func malformed(line: Int) {
    if malformedLines == 0 { firstMalformedLine = line }
    malformedLines += 1
  }

  /// A sentence for each kind of loss that occurred; none where nothing was lost.
  ///
  /// - Parameter isAttached: whether recording began while the program ran, which explains frees of
  ///   unknown addresses.
  package func sentences(isAttached: Bool = false) -> [String] {
    var sentences: [String] = []
    func say(_ count: Int, _ one: String, _ many: String) {
      if count > 0 { sentences.append(count == 1 ? "1 \(one)" : "\(count) \(many)") }
    }
    say(
      malformedLines, "line could not be read, line \(firstMalformedLine)",
      "lines could not be read, the first is line \(firstMalformedLine)")
    say(longLines, "line was too long to read", "lines were too long to read")
    say(unknownLines, "line of an unknown kind was skipped", "lines of unknown kinds were skipped")
    let before = isAttached ? ", allocated before recording began" : ""
    say(
      unknownFrees, "free was of an unknown address\(before)",
      "frees were of unknown addresses\(before)")
    say(
      doubleAllocations, "allocation was at the address of a live object",
      "allocations were at the addresses of live objects")
    say(
      unknownTraces, "allocation names a trace that is not in the recording",
      "allocations name traces that are not in the recording")
    say(
      timeReversals, "time lies before an earlier one", "times lie before earlier ones")
    say(
      impossibleObjects, "allocation is larger than an address space",
      "allocations are larger than an address space")
    if otherProgramLine > 0 {
      sentences.append(
        "another program wrote behind it: line \(otherProgramLine) and what follows was left out")
    }
    if endsInsideLine { sentences.append("the recording ends inside a line") }
    if let decompression { sentences.append("the file is cut short: \(decompression)") }
    return sentences
  }
}
