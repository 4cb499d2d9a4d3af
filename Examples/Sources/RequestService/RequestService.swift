import TemporalSlab

/// Serves requests whose objects die with their epoch, and sessions that live on, with both kinds of
/// routing: sessions among the requests' objects, and sessions in an epoch of their own.
///
///     swift run --package-path Examples RequestService
@main
enum RequestService {
  static func main() throws {
    let mixed = try retainedBytes(routesSessionsApart: false)
    let isolated = try retainedBytes(routesSessionsApart: true)
    print("100 epochs of 1,000 requests; one session object of 256 bytes every 100 requests")
    print("sessions among the requests' objects: \(mixed) bytes of slabs are retained")
    print("sessions in an epoch of their own:    \(isolated) bytes of slabs are retained")
    precondition(isolated < mixed, "routing apart has to retain less")
  }

  /// Bytes of slabs that hold an object after the last request epoch has closed.
  static func retainedBytes(routesSessionsApart: Bool) throws -> Int {
    // An era has slabs of its own, so that what an epoch pins is seen.
    var configuration = SlabConfiguration()
    configuration.reuse = .strict
    let allocator = try SlabAllocator(configuration)
    // One heap for each thread; this program has one thread.
    let heap = try allocator.makeHeap()
    let sessions = try allocator.openPersistent(label: "sessions")
    try heap.close(allocator.currentEpoch)
    for _ in 0..<100 {
      let epoch = try allocator.advance(label: "requests")
      for request in 0..<1_000 {
        let buffer = try heap.allocate(256, in: epoch)
        if request % 100 == 0 {
          // Lives to the end of the program.
          _ = try heap.allocate(256, in: routesSessionsApart ? sessions : epoch)
        }
        heap.free(buffer.handle)
      }
      // The reclaim boundary: the slabs come back in which nothing lives.
      try heap.close(epoch)
    }
    return allocator.snapshot().classes.reduce(0) { $0 + $1.slabs } * configuration.slabSize
  }
}
