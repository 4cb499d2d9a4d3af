import DrainProfiler
import Foundation
import Recordings
import Statistics
import Synchronization
import TemporalSlab

/// The service's own time: it goes on by a fixed step with each request.
final class ServiceClock: Sendable {
  private let now = Atomic<UInt64>(0)

  var nanoseconds: UInt64 { now.load(ordering: .relaxed) }

  func advance() { now.add(ServiceWorkload.requestNanoseconds, ordering: .relaxed) }
}

/// A service with a connection pool, as in section 6 of the drainability paper.
///
/// Each epoch serves requests and accepts connections. The one thing that routing changes is the
/// epoch in which `acceptConnection` allocates.
struct ConnectionService: ~Copyable {
  /// How long past its epoch's close a connection lived.
  struct Delta {
    var closes: UInt64
    var nanoseconds: UInt64
  }

  private struct Object {
    var handle: SlabHandle
    var twin: UnsafeMutableRawPointer?
  }

  private struct Connection {
    var object: Object
    /// The epoch that was current when the client connected, from 1.
    var epoch: Int
    /// The request with which the client disconnects, from 0.
    var end: Int
  }

  private let workload: ServiceWorkload
  private let twins: Int
  private let heap: SlabHeap<DiagnosedAllocation>
  private let clock: ServiceClock
  private let connectionEpoch: Epoch?
  private var requestEpoch: Epoch
  private var random: Xoshiro256StarStar
  private var connections: [Connection] = []
  private var requestObjects: [Object] = []
  /// Requests served.
  private var served = 0
  /// When each epoch closed.
  private var closedAt: [UInt64] = []
  /// Lifetimes past the boundary of the connections that ended after it.
  private(set) var deltas: [Delta] = []
  private(set) var objectCount = 0
  private(set) var refusedFrees = 0
  /// The line that allocates connections.
  private(set) var acceptLine = 0
  /// Takes every object, where it is wanted.
  let recording: RecordingWriter?

  init(
    _ run: ServiceRun, _ allocator: SlabAllocator<DiagnosedAllocation>, _ clock: ServiceClock
  ) throws {
    let recording = try run.recording.map { try RecordingWriter(path: $0) }
    let connectionEpoch = run.routing == .fixed ? try allocator.openPersistent() : nil
    heap = try allocator.makeHeap()
    self.recording = recording
    workload = run.workload
    twins = run.twins
    self.clock = clock
    random = Xoshiro256StarStar(seed: run.seed)
    requestEpoch = allocator.currentEpoch
    self.connectionEpoch = connectionEpoch
  }

  /// Serves the requests of an epoch and closes it.
  mutating func serveEpoch() throws {
    let epoch = closedAt.count + 1
    if epoch > 1 { requestEpoch = try heap.allocator.advance() }
    let arrivals = epoch > 1 ? drawArrivals() : [:]
    for request in 0..<workload.requestsPerEpoch {
      for _ in 0..<arrivals[request, default: 0] { try acceptConnection() }
      try handleRequest()
      served += 1
      clock.advance()
      disconnect { $0.end < $1 }
    }
    for object in requestObjects { release(object) }
    requestObjects.removeAll(keepingCapacity: true)
    try heap.close(requestEpoch)
    closedAt.append(clock.nanoseconds)
  }

  /// How many clients connect before which request of the epoch.
  private mutating func drawArrivals() -> [Int: Int] {
    var arrivals: [Int: Int] = [:]
    for _ in 0..<workload.connectionsPerEpoch {
      let request = Int(random.nextBounded(UInt64(workload.requestsPerEpoch)))
      arrivals[request, default: 0] += 1
    }
    return arrivals
  }

  private mutating func acceptConnection() throws {
    acceptLine = #line + 1
    let metadata = try heap.allocate(workload.objectSize, in: connectionEpoch ?? requestEpoch)
    let span = UInt64(workload.longestConnection - workload.shortestConnection + 1)
    let life = workload.shortestConnection + Int(random.nextBounded(span))
    connections.append(
      Connection(
        object: keep(metadata, line: acceptLine), epoch: closedAt.count + 1, end: served + life))
  }

  private mutating func handleRequest() throws {
    for _ in 0..<workload.requestObjects {
      let data = try heap.allocate(workload.objectSize, in: requestEpoch)
      requestObjects.append(keep(data, line: #line - 1))
    }
  }

  private mutating func keep(_ allocation: Allocation, line: Int) -> Object {
    allocation.touch()
    // A moment after the frees that the request before it brought.
    recording?.allocated(
      allocation.pointer, size: allocation.byteCount, named: allocation.handle.bits,
      by: "\(#fileID):\(line)", at: clock.nanoseconds + 1)
    objectCount += 1
    return Object(handle: allocation.handle, twin: twins > 0 ? malloc(workload.objectSize) : nil)
  }

  private mutating func release(_ object: Object) {
    recording?.freed(object.handle.bits, at: clock.nanoseconds)
    if !heap.free(object.handle) { refusedFrees += 1 }
    free(object.twin)
  }

  /// Ends the connections for which `isOver` holds, given the requests served.
  private mutating func disconnect(_ isOver: (Connection, Int) -> Bool) {
    for connection in connections where isOver(connection, served) {
      release(connection.object)
      if connection.epoch <= closedAt.count {
        deltas.append(
          Delta(
            closes: UInt64(closedAt.count - connection.epoch),
            nanoseconds: clock.nanoseconds - closedAt[connection.epoch - 1]))
      }
    }
    let requests = served
    connections.removeAll { isOver($0, requests) }
  }

  /// Ends all connections: no object of the service is left.
  mutating func disconnectAll() { disconnect { _, _ in true } }

  /// Closes what is open besides the request epochs.
  mutating func shutDown() throws { if let connectionEpoch { try heap.close(connectionEpoch) } }

  /// What closed epochs and the connections' epoch retain.
  var retention: [ClassRetention] {
    heap.allocator.retention(including: connectionEpoch.map { [$0] } ?? [])
  }

  /// Retained bytes less the fewest slab bytes that could hold the same live objects.
  var structuralByteCount: Int {
    retention.structuralSlabCount * heap.allocator.configuration.slabSize
  }
}
