import DrainProfiler

/// Runs a service on an arena of its own, and has the profiler name the line that keeps its blocks.
///
///     swift run --package-path Examples InstrumentedArena
@main
enum InstrumentedArena {
  static func main() {
    let profiler = DiagnosticProfiler()
    let arena = Arena(profiler)
    var connections: [Arena.Object] = []
    for phase in 0..<50 {
      let requests = (0..<40).map { _ in arena.allocate(256) }
      if phase % 5 == 0 {
        // Outlives its block, and keeps it.
        connections.append(arena.allocate(64))
      }
      for request in requests { arena.free(request) }
      arena.nextPhase()
    }
    let snapshot = profiler.snapshot()
    print("\(snapshot.closes) blocks closed, \(snapshot.drained) of them drained")
    print("\(arena.blocksHeld - 1) closed blocks of \(Arena.blockSize) bytes are kept, by:")
    for site in profiler.summary() {
      print("  \(site.site): \(site.granulesPinned) blocks, \(site.objects) objects")
    }
    precondition(snapshot.pinned == connections.count, "each connection keeps one block")
    for connection in connections { arena.free(connection) }
    print("after the connections have closed: \(arena.blocksHeld - 1) closed blocks are kept")
  }
}
