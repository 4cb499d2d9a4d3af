/// When a heap is looked at.
package enum Moment: Sendable, Equatable {
  /// The time of most structural bytes before the program's ending: `WorstMoment`.
  case worst
  /// After the last event.
  case end
  /// After the last event up to a time in nanoseconds from the start; the end where it is later.
  case time(UInt64)
  /// So many times, evenly spaced over the recording, the last of them its end.
  case each(Int)
}
