/// The frames of each trace's own instruction pointer, innermost first, and each frame once.
struct FrameTable: Sendable {
  /// All frames, by number.
  private(set) var frames: [Frame] = []
  private var numbers: [Frame: UInt32] = [:]
  /// Where each trace's frames begin in `members`; trace n has those from n to n + 1.
  private var starts: [Int] = [0, 0]
  private var members: [UInt32] = []

  /// The number of a frame, which is added where it is new.
  mutating func number(of frame: Frame) -> UInt32 {
    if let number = numbers[frame] { return number }
    let number = UInt32(frames.count)
    frames.append(frame)
    numbers[frame] = number
    return number
  }

  /// The last trace that has a row; traces are numbered from 1.
  var lastTrace: Int { starts.count - 2 }

  /// Adds the next outer frame of a trace, which is the last one or a later one.
  mutating func append(_ frame: Frame, to trace: Int) {
    while lastTrace < trace { starts.append(members.count) }
    members.append(number(of: frame))
    starts[trace + 1] = members.count
  }

  /// The frames of a trace; none where the file has no row of it.
  func own(_ trace: Int) -> ArraySlice<UInt32> {
    trace < 1 || trace > lastTrace ? [] : members[starts[trace]..<starts[trace + 1]]
  }
}
