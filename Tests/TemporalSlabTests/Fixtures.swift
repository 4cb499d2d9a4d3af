import Foundation
import Testing

@testable import TemporalSlab

/// The default configuration with a reservation that suits a test, changed by `change`.
func smallConfiguration(
  reservedByteCount: Int = 1 << 28, _ change: (inout SlabConfiguration) -> Void = { _ in }
) -> SlabConfiguration {
  var configuration = SlabConfiguration()
  configuration.reservedByteCount = reservedByteCount
  change(&configuration)
  return configuration
}

extension SlabHeap {
  /// Allocates `count` objects of `size` bytes.
  borrowing func allocate(
    _ size: Int, count: Int, in epoch: Epoch
  ) throws(AllocationError) -> [Allocation] {
    var objects: [Allocation] = []
    for _ in 0..<count { objects.append(try allocate(size, in: epoch)) }
    return objects
  }

  /// Frees the objects; how many of the frees were accepted.
  @discardableResult
  borrowing func free(_ objects: some Sequence<Allocation>) -> Int {
    var count = 0
    for object in objects where free(object.handle) { count += 1 }
    return count
  }

  /// The error that an allocation is refused with; nil when it succeeds.
  borrowing func refusal(of size: Int, in epoch: Epoch) -> AllocationError? {
    do throws(AllocationError) {
      _ = try allocate(size, in: epoch)
      return nil
    } catch {
      return error
    }
  }
}

extension SlabAllocator {
  /// The ring's epochs in use, each closed by `heap` before the next is opened, `count` times.
  @discardableResult
  func turn(_ count: Int, closingWith heap: borrowing SlabHeap<Observer>) throws -> [Epoch] {
    var epochs: [Epoch] = []
    for _ in 0..<count {
      try heap.close(currentEpoch)
      epochs.append(try advance())
    }
    return epochs
  }
}

/// Whether the process runs under a sanitizer, which keeps memory and system calls to itself.
let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

/// How many of the pages from `address` are in memory.
func residentPages(at address: UnsafeMutableRawPointer, byteCount: Int) -> Int {
  let pages = byteCount / Int(getpagesize())
  var states = [UInt8](repeating: 0, count: pages)
  guard mincore(address, byteCount, &states) == 0 else { return -1 }
  return states.count { $0 & 1 == 1 }
}
