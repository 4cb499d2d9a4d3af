/// Writes a program's own allocations and frees as a recording in CSV.
///
///     let recording = try RecordingWriter(path: "run.csv")
///     recording.allocated(pointer, size: 64, named: handle, by: "server.c:12", at: 0)
///     recording.freed(handle, at: 5)
///     try recording.finish()
package final class RecordingWriter {
  private var file: OutputFile?
  private var text = Array("\(CSVReader.header)\n".utf8)
  private var failure: RecordingError?
  /// Addresses of what is live, by the program's own names.
  private var addresses: [UInt64: UInt] = [:]
  private static let blockBytes = 1 << 16

  /// - Throws: `cannotWrite`, or `programMissing` where the name asks for a compressor.
  package init(path: String) throws(RecordingError) { file = try OutputFile(path: path) }

  deinit {
    if let file = file.take() { file.abandon() }
  }

  /// - Parameters:
  ///   - name: what `freed` is told.
  ///   - time: nanoseconds, not less than before.
  package func allocated(
    _ pointer: UnsafeRawPointer, size: Int, named name: UInt64, by site: String, at time: UInt64
  ) {
    let address = UInt(bitPattern: pointer)
    addresses[name] = address
    add("\(time),allocate,\(address),\(size),\(FrameFile.field(site))\n")
  }

  package func freed(_ name: UInt64, at time: UInt64) {
    if let address = addresses.removeValue(forKey: name) { add("\(time),free,\(address),,\n") }
  }

  private func add(_ row: String) {
    text += row.utf8
    if text.count >= Self.blockBytes { flush() }
  }

  private func flush() {
    guard failure == nil else { return }
    do { try file?.write(text) } catch { failure = error }
    text.removeAll(keepingCapacity: true)
  }

  /// Gives the file its name.
  ///
  /// - Throws: `cannotWrite` for this or an earlier write.
  package func finish() throws(RecordingError) {
    flush()
    if let failure { throw failure }
    if let file = file.take() { try file.finish() }
  }
}
