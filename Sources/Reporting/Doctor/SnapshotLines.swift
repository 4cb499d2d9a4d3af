import Results

/// Snapshots of a profiler, one line of JSON each.
struct SnapshotLines {
  private let file: String
  private let lines: [(number: Int, bytes: [UInt8])]

  init(_ bytes: [UInt8], file: String) {
    self.file = file
    lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().map { ($0.offset + 1, Array($0.element)) }
      .filter { !$0.bytes.allSatisfy { Set(" \t\r".utf8).contains($0) } }
  }

  /// A reading of each line.
  func readings() throws -> [ProfilerReading] {
    var readings: [ProfilerReading] = []
    for (number, bytes) in lines {
      do { readings.append(try reading(of: bytes)) } catch let error as JSONError {
        throw JSONError(
          file: file,
          position: TextPosition(line: number + error.line - 1, column: error.column),
          keyPath: error.keyPath, problem: error.problem)
      } catch let error as ReadingError {
        throw ReadingError(
          file: file, position: TextPosition(line: number, column: 1), sentence: error.sentence)
      }
    }
    return readings
  }

  private func reading(of bytes: [UInt8]) throws -> ProfilerReading {
    var object = try JSONReader(JSONValue.parse(bytes, file: file), file: file)
    let count = ValueKind<Int>.whole(ProfilerReading.counts)
    _ = try object.required("drainprof", ValueKind<Int>.whole(1...1))
    var reading = ProfilerReading()
    reading.time = try object.required("time", ValueKind<Double>(0 ... .infinity))
    reading.drained = try object.required("drained", count)
    reading.pinned = try object.required("pinned", count)
    let closes = try object.required("closes", count)
    guard closes == reading.closes else {
      throw ReadingError(
        file: file, position: .start,
        sentence: "expected drained and pinned closes to add up to closes; \(reading.drained) and "
          + "\(reading.pinned) are not \(closes)")
    }
    reading.openGranules = try object.required("open_granules", count)
    reading.drainableOpenGranules = try object.required("drainable_open_granules", count)
    _ = try object.required("peak_open_granules", count)
    reading.retainedGranules = try object.required("retained_granules", count)
    reading.allocations = try object.required("allocations", count)
    reading.deallocations = try object.required("deallocations", count)
    var misuse = try object.object("misuse")
    for kind in misuse.keys { reading.misuse[kind] = try misuse.required(kind, count) }
    reading.droppedReports = try object.optional("dropped_reports", count) ?? 0
    _ = object.optionalValue("lifetime_delta_seconds")
    guard let sites = try object.optionalObjects("sites") else { return reading }
    reading.sites = try sites.map { site in
      var members = site
      var site = ProfilerReading.Site(name: try members.string("site"))
      site.granules = try members.required("granules", count)
      site.objects = try members.required("objects", count)
      site.bytes = try members.required("bytes", count)
      site.nearMisses = try members.required("near_misses", count)
      site.mismatches = try members.required("mismatches", count)
      return site
    }
    return reading
  }
}
