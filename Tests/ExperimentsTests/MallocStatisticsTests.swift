import TestSupport
import Foundation
import Testing

@testable import Experiments

/// The samples are what redis-server 7.0.15 printed with 100,000 keys of 1,000 bytes, running on
/// each of the two libraries.
@Suite struct MallocStatisticsTests {
  private func sample(_ version: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try String(
      contentsOf: folder.appending(path: "Samples/jemalloc-\(version).txt"), encoding: .utf8)
  }

  @Test("the size classes of both layouts are read", arguments: ["5.2.1", "5.3.0"])
  func layouts(version: String) throws {
    let statistics = try MallocStatistics(parsing: sample(version))
    #expect(statistics.version == version)
    #expect(statistics.classes.map(\.size) == statistics.classes.map(\.size).sorted())
    let values = try #require(statistics.classes.first { $0.size == 1_024 })
    #expect(values.regionsPerSlab == 4 && values.slabByteCount == 4_096)
    #expect(values.liveRegions == 100_010 && values.slabs == 25_003 && values.partialSlabs == 0)
    #expect(values.createdSlabs == (version == "5.3.0" ? 25_003 : 25_005))
    let eighty = try #require(statistics.classes.first { $0.size == 80 })
    #expect(eighty.regionsPerSlab == 256 && eighty.slabByteCount == 5 * 4_096)
    for entry in statistics.classes {
      #expect(entry.size * entry.regionsPerSlab == entry.slabByteCount, "class \(entry.size)")
      #expect(entry.liveRegions <= entry.slabs * entry.regionsPerSlab, "class \(entry.size)")
    }
  }

  @Test("columns are found by their names, wherever they stand", arguments: ["5.2.1", "5.3.0"])
  func order(version: String) throws {
    let text = try sample(version)
    // Every row of the table reversed, its header too.
    var isTable = false
    let turned = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasPrefix("bins:") {
        isTable = true
        let names = line.dropFirst("bins:".count).split(separator: " ").reversed()
        return "bins: " + names.joined(separator: " ")
      }
      if line.hasPrefix("large:") { isTable = false }
      return isTable ? line.split(separator: " ").reversed().joined(separator: " ") : String(line)
    }
    #expect(
      try MallocStatistics(parsing: turned.joined(separator: "\n"))
        == MallocStatistics(parsing: text))
  }

  private func small(_ header: String, _ rows: String...) -> String {
    """
    ___ Begin jemalloc statistics ___
    Version: "5.1.0-0-g0"
    Page size: 4096
    bins: \(header)
    \(rows.joined(separator: "\n"))
    large: size
    --- End jemalloc statistics ---
    """
  }

  @Test("a version without the column of partial slabs is read without it")
  func optionalColumn() throws {
    let statistics = try MallocStatistics(
      parsing: small("size regs pgs curregs curslabs nslabs", "   ---", "64 64 1 70 2 5", "   ---"))
    var expected = MallocStatistics.SizeClass()
    expected.size = 64
    expected.regionsPerSlab = 64
    expected.slabByteCount = 4_096
    expected.liveRegions = 70
    expected.slabs = 2
    expected.createdSlabs = 5
    #expect(statistics.classes == [expected])
  }

  @Test("the first table counts, which is the merged one")
  func merged() throws {
    let first = small("size regs pgs curregs curslabs nslabs", "64 64 1 70 2 5")
    let second = small("size regs pgs curregs curslabs nslabs", "64 64 1 1 1 1")
    #expect(
      try MallocStatistics(parsing: first + "\n" + second) == MallocStatistics(parsing: first))
  }

  @Test("what is missing or wrong is named")
  func errors() {
    func failure(_ text: String) -> String? {
      error(MallocStatisticsError.self) { _ = try MallocStatistics(parsing: text) }?.description
    }
    #expect(
      failure("Stats not supported for the current allocator")
        == "no statistics of jemalloc: 'Stats not supported for the current allocator'")
    #expect(
      failure(small("size regs pgs curregs nslabs", "64 64 1 70 5"))
        == "the size classes of jemalloc 5.1.0 have no column curslabs")
    #expect(
      failure(small("size regs pgs curregs curslabs nslabs", "64 64 1 70 2"))
        == "a size class of jemalloc 5.1.0 cannot be read: '64 64 1 70 2'")
    #expect(
      failure(small("size regs pgs curregs curslabs nslabs", "64 64 1 x 2 5"))
        == "a size class of jemalloc 5.1.0 cannot be read: '64 64 1 x 2 5'")
    #expect(
      failure(small("size regs pgs curregs curslabs nslabs"))
        == "the statistics of jemalloc have no size classes")
    #expect(
      failure("Begin jemalloc statistics\nbins: size")
        == "the statistics of jemalloc have no page size")
  }
}
