/// What jemalloc says of its slabs, from the text of `malloc_stats_print`.
///
/// jemalloc calls a slab's slots regions, and a size class a bin. Columns are found by their name
/// in the header, because versions add and move them; the merged figures come first where there is
/// more than one arena.
struct MallocStatistics: Equatable, Sendable {
  /// One size class.
  struct SizeClass: Equatable, Sendable {
    /// Bytes of a region.
    var size = 0
    /// Regions of a slab.
    var regionsPerSlab = 0
    /// Bytes of a slab.
    var slabByteCount = 0
    /// Regions that are allocated, those in thread caches included.
    var liveRegions = 0
    /// Slabs with a live region.
    var slabs = 0
    /// Slabs with a free region too; nil where this version does not say.
    var partialSlabs: Int?
    /// Slabs that were ever made.
    var createdSlabs = 0
  }

  /// The version, such as `5.3.0`.
  var version: String
  /// The size classes of small objects, by ascending size.
  var classes: [SizeClass]
}

/// A text without the figures that are wanted.
enum MallocStatisticsError: Error, Equatable, CustomStringConvertible {
  /// Another allocator's, or none's: its beginning.
  case notJemalloc(String)
  /// No `Page size`, or no table of size classes.
  case missing(String)
  /// A table without that column.
  case missingColumn(String, version: String)
  /// A row that has another number of fields than the header, or no number where one has to be.
  case badRow(String, version: String)

  var description: String {
    switch self {
    case .notJemalloc(let text): "no statistics of jemalloc: '\(text)'"
    case .missing(let what): "the statistics of jemalloc have no \(what)"
    case .missingColumn(let name, let version):
      "the size classes of jemalloc \(version) have no column \(name)"
    case .badRow(let row, let version):
      "a size class of jemalloc \(version) cannot be read: '\(row)'"
    }
  }
}

extension MallocStatistics {
  /// Reads the text; the classes without a slab, which it leaves out in places, are left out.
  init(parsing text: String) throws(MallocStatisticsError) {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.contains(where: { $0.contains("Begin jemalloc statistics") }) else {
      throw .notJemalloc(String(text.prefix(60)))
    }
    version = Self.value(of: "Version:", in: lines).map(Self.shortVersion) ?? "unknown"
    guard let pageSize = Self.value(of: "Page size:", in: lines).flatMap({ Int($0) }) else {
      throw .missing("page size")
    }
    guard let header = lines.firstIndex(where: { $0.hasPrefix("bins:") }) else {
      throw .missing("size classes")
    }
    let columns = try Columns(lines[header], version: version)
    classes = []
    for line in lines[(header + 1)...] {
      let fields = line.split(separator: " ")
      // The table ends with the next heading; a gap stands for classes that were never used.
      if fields.first.map({ Int($0) == nil && $0 != "---" }) ?? true { break }
      if fields[0] == "---" { continue }
      classes.append(try columns.sizeClass(fields, line, pageSize: pageSize))
    }
    if classes.isEmpty { throw .missing("size classes") }
  }

  private static func value(of label: String, in lines: [Substring]) -> String? {
    lines.first { $0.hasPrefix(label) }.map {
      $0.dropFirst(label.count).filter { $0 != "\"" && $0 != " " }
    }
  }

  /// `5.3.0` of `5.3.0-0-g54eaed1d8b56`.
  private static func shortVersion(_ text: String) -> String {
    String((text.split(separator: "-").first ?? "").prefix(20))
  }

  /// Where the table's columns are.
  private struct Columns {
    var count: Int
    var size, regions, pages, live, slabs, created: Int
    var partial: Int?
    var version: String

    init(_ header: Substring, version: String) throws(MallocStatisticsError) {
      let names = header.dropFirst("bins:".count).split(separator: " ")
      func optional(_ name: String) -> Int? { names.firstIndex { $0 == name } }
      func column(_ name: String) throws(MallocStatisticsError) -> Int {
        guard let index = optional(name) else { throw .missingColumn(name, version: version) }
        return index
      }
      count = names.count
      self.version = version
      size = try column("size")
      regions = try column("regs")
      pages = try column("pgs")
      live = try column("curregs")
      slabs = try column("curslabs")
      created = try column("nslabs")
      partial = optional("nonfull_slabs")
    }

    func sizeClass(
      _ fields: [Substring], _ line: Substring, pageSize: Int
    ) throws(MallocStatisticsError) -> SizeClass {
      func number(_ index: Int) throws(MallocStatisticsError) -> Int {
        guard fields.count == count, let value = Int(fields[index]), 0...1 << 48 ~= value
        else {
          throw .badRow(String(line.prefix(100)), version: version)
        }
        return value
      }
      var result = SizeClass()
      result.size = try number(size)
      result.regionsPerSlab = try number(regions)
      let (byteCount, overflows) = try number(pages).multipliedReportingOverflow(by: pageSize)
      if overflows { throw .badRow(String(line.prefix(100)), version: version) }
      result.slabByteCount = byteCount
      result.liveRegions = try number(live)
      result.slabs = try number(slabs)
      result.createdSlabs = try number(created)
      if let partial { result.partialSlabs = try number(partial) }
      return result
    }
  }
}
