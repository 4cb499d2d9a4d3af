import Testing

@testable import Recordings

/// The synthetic recording of 10,000 events that several tests read.
struct SyntheticSample {
  static let recording = SyntheticRecording(seed: 16)
  let folder: TemporaryFolder
  let path: String
  let framesPath: String

  init(_ recording: SyntheticRecording = recording) throws {
    folder = try TemporaryFolder()
    var bytes: [UInt8] = []
    try recording.writeRaw { part throws(RecordingError) in bytes += part }
    path = try folder.file("sample.raw", bytes)
    framesPath = try folder.file("sample.frames.csv", recording.framesText())
  }

  func report(
    _ granule: GranuleSize, _ moment: Moment,
    _ change: (inout AttributionOptions) -> Void = { _ in }
  ) throws -> AttributionReport {
    var options = AttributionOptions()
    options.granule = granule
    options.moment = moment
    change(&options)
    return try AttributionReport(of: path, options)
  }
}

extension Attribution {
  /// The rows as `attribution_reference.py` prints them.
  func referenceRows(_ moment: String) -> String {
    let key = "\(totals.granuleBytes),\(moment),"
    var text =
      "\(key)*,\(totals.strandedBytes),\(totals.structuralBytes),\(time),"
      + "\(totals.occupiedGranules),\(totals.liveBytes),\(totals.liveObjects),,,\n"
    for row in sites.sorted(by: { $0.label < $1.label }) {
      text +=
        "\(key)\(FrameFile.field(row.label)),\(row.sharedBytes),\(row.soleBytes),"
        + "\(row.soleStrandedBytes),\(row.granules),\(row.liveBytes),\(row.liveObjects),"
        + "\(row.youngest),\(row.medianAge),\(row.oldest)\n"
    }
    return text
  }
}
