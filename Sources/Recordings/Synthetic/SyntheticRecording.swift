import Statistics

/// A recording of a program that never was, of any length, from a seed.
///
///     var recording = SyntheticRecording(seed: 1)
///     recording.events = 100_000_000
///     try recording.write(to: "large.raw.zst")
///
/// Sites allocate at rates that fall by rank; each keeps a share of its objects for long. Objects
/// are resized, empty and large now and then. The same seed gives the same bytes everywhere.
package struct SyntheticRecording: Sendable, Equatable {
  package var seed: UInt64
  /// Allocations and frees.
  package var events = 10_000
  /// Live objects around which the number stays once it is reached.
  package var liveObjects = 1_500
  /// Sites that allocate, each with four stacks.
  package var sites = 12
  /// Events from one line of time to the next, 10 ms later.
  package var eventsPerTick = 100
  /// The largest object in bytes, and how many of 1,000 objects are larger than a page.
  package var largestObject: UInt64 = 6 << 20
  package var largePerMille: UInt64 = 4

  package init(seed: UInt64) { self.seed = seed }

  /// Writes the recording in raw format 3.
  ///
  /// - Parameter emit: takes the next bytes.
  package func writeRaw(_ emit: ([UInt8]) throws(RecordingError) -> Void)
    throws(RecordingError)
  {
    var program = SyntheticProgram(self)
    try program.run(RawSyntheticWriter(), emit)
  }

  /// Writes the recording as CSV rows; a row's site is the place that the frames file names.
  package func writeCSV(_ emit: ([UInt8]) throws(RecordingError) -> Void)
    throws(RecordingError)
  {
    var program = SyntheticProgram(self)
    try program.run(CSVSyntheticWriter(), emit)
  }

  /// Writes the recording to a file, compressed where the name ends in `.zst` or `.gz`; CSV where
  /// it otherwise ends in `.csv`, raw elsewhere.
  ///
  /// - Throws: `cannotWrite`, or `programMissing` where the compressor is.
  package func write(to path: String) throws(RecordingError) {
    var file = try OutputFile(path: path)
    do {
      if path.contains(".csv") {
        try writeCSV { bytes throws(RecordingError) in try file.write(bytes) }
      } else {
        try writeRaw { bytes throws(RecordingError) in try file.write(bytes) }
      }
    } catch {
      file.abandon()
      throw error
    }
    try file.finish()
  }

  /// The frames file of the raw recording.
  package func framesText() throws(RecordingError) -> String {
    var program = SyntheticProgram(self)
    try program.run(RawSyntheticWriter()) { _ throws(RecordingError) in }
    var text = FrameFile.header + "\n"
    for (index, pointer) in program.pointersOfTraces.enumerated() {
      text += FrameFile.row(trace: index + 1, SyntheticProgram.frame(of: pointer))
    }
    return text
  }
}
