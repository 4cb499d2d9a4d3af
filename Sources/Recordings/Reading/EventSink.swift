/// What takes the events of a recording, in their order.
protocol EventSink: ~Copyable {
  /// An allocation; the range of its bytes fits below 2^57.
  mutating func allocated(_ size: UInt64, trace: UInt32, at address: UInt64)
  /// A free, perhaps of an address that is not live.
  mutating func freed(_ address: UInt64)
  /// The clock, in nanoseconds from the start, never less than before.
  mutating func reached(_ time: UInt64)
  /// The resident set of the program, in bytes.
  mutating func resident(_ bytes: UInt64)
}
