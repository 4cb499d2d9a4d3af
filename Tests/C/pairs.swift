// Nanoseconds of an allocation and its free through the Swift API, measured as pairs.c does.
import TemporalSlab

@main
struct Pairs {
  static let size = 128
  static let pairs = 20_000

  @inline(never)
  static func block(_ heap: borrowing SlabHeap<NoObserver>, _ epoch: Epoch) throws(AllocationError)
  {
    for _ in 0..<pairs {
      let object = try heap.allocate(size, in: epoch)
      object.pointer.storeBytes(of: 1, as: UInt8.self)
      heap.free(object.handle)
    }
  }

  static func main() throws {
    let allocator = try SlabAllocator(SlabConfiguration())
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    var best = Duration.seconds(1)
    for _ in 0..<400 {
      let began = ContinuousClock.now
      try block(heap, epoch)
      best = min(best, began.duration(to: .now))
    }
    let hundredths = best / pairs / .nanoseconds(1) * 100
    print("\(Int(hundredths) / 100).\(Int(hundredths) % 100 / 10)\(Int(hundredths) % 10)")
  }
}
