import Results

/// Snapshots of a profiler, one line of JSON each.
struct SnapshotLines {
  /// The members of a line.
  static let members: [JSONMember] = [
    JSONMember("drainprof", .one, "the version of the format", "1"),
    JSONMember("time", .seconds, "when it was taken, since 1970", "a number from 0"),
    counted("closes", .closes, "granules closed"),
    counted("drained", .closes, "of these, those without a live object"),
    counted("pinned", .closes, "the others"),
    counted("open_granules", .granules, "granules that are open"),
    counted("drainable_open_granules", .granules, "of these, those without a live object"),
    counted("peak_open_granules", .granules, "the most that were open at once"),
    counted("retained_granules", .granules, "closed granules with a live object"),
    counted("allocations", .objects, "objects registered"),
    counted("deallocations", .objects, "objects deregistered"),
    JSONMember("misuse.NAME", .one, "calls that were wrong in way NAME", count),
    counted("dropped_reports", .closes, "reports that were not read in time", isOptional: true),
    JSONMember(
      "sites[].site", .word, "a line of code whose objects pinned granules", isOptional: true),
    counted("sites[].granules", .granules, "granules that it pinned", isOptional: true),
    counted("sites[].objects", .objects, "objects of it that did", isOptional: true),
    counted("sites[].bytes", .bytes, "their bytes", isOptional: true),
    counted("sites[].near_misses", .objects, "of them, those that died soon", isOptional: true),
    counted("sites[].mismatches", .objects, "of them, those that died late", isOptional: true),
    JSONMember(
      "lifetime_delta_seconds.bounds[]", .seconds,
      "upper bounds of the histogram of lifetimes past the boundary", "a list of numbers",
      isOptional: true),
    JSONMember(
      "lifetime_delta_seconds.counts[]", .objects, "objects up to each bound, and beyond the last",
      "a list of whole numbers", isOptional: true),
    JSONMember(
      "lifetime_delta_seconds.sum", .seconds, "sum of these lifetimes", "a number from 0",
      isOptional: true),
  ]

  private static let count = "a whole number from 0"

  private static func counted(
    _ path: String, _ unit: DataUnit, _ meaning: String, isOptional: Bool = false
  ) -> JSONMember { JSONMember(path, unit, meaning, count, isOptional: isOptional) }

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
