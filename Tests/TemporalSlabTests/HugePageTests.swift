#if os(Linux)
  import Foundation
  import Testing

  @testable import TemporalSlab

  @Suite struct HugePageTests {
    /// What the system was told of the mapping at an address (proc_pid_smaps(5), VmFlags).
    private func flags(at address: UnsafeMutableRawPointer) throws -> [Substring] {
      let file = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
      let mappings = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
      var isThere = false
      for line in mappings.split(separator: "\n") {
        let range = line.prefix { $0 != " " }.split(separator: "-").map { UInt($0, radix: 16) }
        if range.count == 2, let first = range[0], let end = range[1] {
          isThere = (first..<end).contains(UInt(bitPattern: address))
        } else if isThere, line.hasPrefix("VmFlags:") {
          return line.split(separator: " ")
        }
      }
      return []
    }

    @Test(
      "huge pages are asked for when the configuration says so, and refused otherwise",
      .enabled(
        if: FileManager.default.fileExists(atPath: "/sys/kernel/mm/transparent_hugepage"),
        "the kernel has no huge pages"))
    func advice() throws {
      for usesHugePages in [false, true] {
        let allocator = try SlabAllocator(
          smallConfiguration { $0.usesHugePages = usesHugePages })
        let heap = try allocator.makeHeap()
        let objects = try heap.allocate(768, count: 10_000, in: allocator.currentEpoch)
        let flags = try flags(at: objects[9_999].pointer)
        #expect(flags.contains("hg") == usesHugePages)
        #expect(flags.contains("nh") != usesHugePages)
        #expect(heap.free(objects) == 10_000)
        // Single slabs go back all the same.
        let report = try heap.close(allocator.currentEpoch)
        #expect(report.returnedByteCount == (2_000 - 32) * 4_096)
        #expect(try allocator.checkInvariants() == 0)
      }
    }
  }
#endif
