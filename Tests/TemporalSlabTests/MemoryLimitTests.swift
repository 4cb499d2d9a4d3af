#if os(Linux)
  import Foundation
  import Testing

  @testable import TemporalSlab

  /// Limits hold for a whole process, so each test runs in a process of its own.
  @Suite(.enabled(if: !isSanitized, "sanitizers need address space of their own"))
  struct MemoryLimitTests {
    @Test("where the whole reservation is refused, a smaller one is made")
    func smallerReservation() async {
      await #expect(processExitsWith: .success) {
        setLimit(.addressSpace, to: processBytes("VmSize") + 1 << 30)
        let allocator = try SlabAllocator(SlabConfiguration())
        let bytes = allocator.slabLimit * 4_096
        check(bytes >= 1 << 26 && bytes < 1 << 30, "\(bytes) reserved")
        let heap = try allocator.makeHeap()
        let objects = try heap.allocate(768, count: 10_000, in: allocator.currentEpoch)
        check(heap.free(objects) == 10_000, "objects were lost")
        check(try allocator.checkInvariants() == 0, "objects are left")
      }
    }

    @Test("where not even one slab can be reserved, making an allocator throws")
    func noReservation() async {
      await #expect(processExitsWith: .success) {
        let smallest = smallConfiguration(reservedByteCount: 1 << 20)
        setLimit(.addressSpace, to: 4_096)
        var refusal: ConfigurationError?
        do throws(ConfigurationError) {
          _ = try SlabAllocator(smallest)
        } catch {
          refusal = error
        }
        setLimit(.addressSpace, to: nil)
        check(refusal == .cannotReserve(byteCount: 4_096), "\(refusal, default: "no refusal")")
        _ = try SlabAllocator(smallest)
      }
    }

    @Test("where the system has no memory for a slab, allocation throws and nothing else changes")
    func outOfMemory() async {
      await #expect(processExitsWith: .success) {
        let allocator = try SlabAllocator(smallConfiguration(reservedByteCount: 1 << 26))
        let heap = try allocator.makeHeap()
        let epoch = allocator.currentEpoch
        var objects = try heap.allocate(768, count: 5, in: epoch)
        for object in objects { memset(object.pointer, 0x5a, 768) }
        objects.reserveCapacity(20_000)
        setLimit(.data, to: processBytes("VmData"))
        var refusal: AllocationError?
        while refusal == nil, objects.count < 20_000 {
          do throws(AllocationError) {
            objects.append(try heap.allocate(768, in: epoch))
          } catch {
            refusal = error
          }
        }
        let again = heap.refusal(of: 64, in: epoch)
        setLimit(.data, to: nil)
        guard case .outOfMemory(4_096, let reason)? = refusal else {
          fatalError("\(refusal, default: "no refusal") after \(objects.count) objects")
        }
        check(reason == "Cannot allocate memory", reason)
        check(again == refusal, "\(again, default: "an allocation") after \(reason)")
        check(try allocator.checkInvariants() == objects.count, "objects were lost")
        for object in objects.prefix(5) {
          let bytes = UnsafeRawBufferPointer(start: object.pointer, count: 768)
          check(bytes.allSatisfy { $0 == 0x5a }, "an object was written over")
        }
        objects += try heap.allocate(768, count: 2_000, in: epoch)
        check(heap.free(objects) == objects.count, "objects were lost")
        check(try heap.close(epoch).isDrained, "objects are left")
        check(try allocator.checkInvariants() == 0, "objects are left")
      }
    }

    @Test("where the system has no memory for a heap, making one throws and the others go on")
    func noMemoryForHeap() async {
      await #expect(processExitsWith: .success) {
        final class HeldHeap {
          let heap: SlabHeap<NoObserver>
          init(_ heap: consuming SlabHeap<NoObserver>) { self.heap = heap }
        }
        let allocator = try SlabAllocator(smallConfiguration(reservedByteCount: 1 << 26))
        var heaps = [HeldHeap(try allocator.makeHeap())]
        heaps.reserveCapacity(2_000)
        let object = try heaps[0].heap.allocate(768, in: allocator.currentEpoch)
        setLimit(.data, to: processBytes("VmData") + 8 << 20)
        var refusal: HeapError?
        while refusal == nil, heaps.count < 2_000 {
          do throws(HeapError) {
            heaps.append(HeldHeap(try allocator.makeHeap()))
          } catch {
            refusal = error
          }
        }
        setLimit(.data, to: nil)
        guard case .outOfMemory? = refusal else {
          fatalError("\(refusal, default: "no refusal") after \(heaps.count) heaps")
        }
        check(heaps[0].heap.free(object.handle), "the object is lost")
        heaps.append(HeldHeap(try allocator.makeHeap()))
        check(try allocator.checkInvariants() == 0, "objects are left")
      }
    }
  }

  private enum Limit { case addressSpace, data }

  /// Sets the soft limit of this process, in bytes; nil takes it back to the hard one.
  private func setLimit(_ limit: Limit, to bytes: Int?) {
    let resource = __rlimit_resource_t((limit == .data ? RLIMIT_DATA : RLIMIT_AS).rawValue)
    var values = rlimit()
    check(getrlimit(resource, &values) == 0, "getrlimit")
    values.rlim_cur = bytes.map { rlim_t($0) } ?? values.rlim_max
    check(setrlimit(resource, &values) == 0, "setrlimit")
  }

  /// A size that the system tells of this process, in bytes.
  private func processBytes(_ field: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("\(field):") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? 0) << 10
  }

  /// Ends the process when a statement does not hold.
  private func check(_ holds: Bool, _ message: @autoclosure () -> String) {
    if !holds { fatalError(message()) }
  }
#endif
