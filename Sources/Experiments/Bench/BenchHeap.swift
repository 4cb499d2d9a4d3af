import Statistics
import TemporalSlab

/// What the patterns need of an allocator.
///
/// The loops are written once, in `BenchLoop`, and take the two operations as closures. A heap
/// hands in its own, so that the compiler sees through them: a call through a protocol would be
/// measured along.
protocol BenchHeap: ~Copyable, SendableMetatype {
  /// The name of an object.
  associatedtype Token: BitwiseCopyable

  /// Gets ready for a measurement.
  mutating func begin()
  /// Keeps nothing that other threads might wait for, until the next `begin`.
  mutating func rest()
  mutating func pair(_ pairs: Int) -> Int
  mutating func batch(_ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape) -> Int
  /// As `batch`, each in a phase that is opened for it and closed after it.
  mutating func phases(_ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape) -> Int
  mutating func fill(_ live: inout LiveSet<Token>)
  mutating func replace(_ live: inout LiveSet<Token>, times: Int) -> Int
  mutating func time(
    _ live: inout LiveSet<Token>, times: Int, overhead: UInt64,
    into histogram: inout LogLinearHistogram
  ) -> Int
  mutating func empty(_ live: inout LiveSet<Token>)
  mutating func produce(_ pairs: Int, into queue: HandOver)
  mutating func consume(_ pairs: Int, from queue: HandOver) -> Int
}

/// The process's own malloc, whichever library serves it.
///
/// The two functions are looked up when the process starts: the compiler knows what malloc and free
/// do, and would leave out pairs whose object nobody reads.
struct MallocHeap: BenchHeap, ~Copyable {
  typealias Token = UnsafeMutableRawPointer
  private let mallocFunction = Platform.mallocFunction
  private let freeFunction = Platform.freeFunction

  @inline(__always)
  private func allocate(_ size: Int) -> Token {
    // A benchmark of some megabytes is not refused memory.
    let pointer = mallocFunction(size).unsafelyUnwrapped
    pointer.storeBytes(of: UInt64(truncatingIfNeeded: size), as: UInt64.self)
    return pointer
  }

  @inline(__always)
  private func free(_ token: Token) -> Bool {
    freeFunction(token)
    return true
  }

  mutating func begin() {}
  mutating func rest() {}

  @inline(never) mutating func pair(_ pairs: Int) -> Int {
    BenchLoop.pair(pairs, { allocate($0) }, { free($0) })
  }

  @inline(never) mutating func batch(
    _ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape
  ) -> Int {
    BenchLoop.batch(tokens, shape, { allocate($0) }, { free($0) }, {})
  }

  @inline(never) mutating func phases(
    _ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape
  ) -> Int {
    BenchLoop.batch(tokens, shape, { allocate($0) }, { free($0) }, {})
  }

  @inline(never) mutating func fill(_ live: inout LiveSet<Token>) {
    BenchLoop.fill(&live) { allocate($0) }
  }

  @inline(never) mutating func replace(_ live: inout LiveSet<Token>, times: Int) -> Int {
    BenchLoop.replace(&live, times: times, { allocate($0) }, { free($0) })
  }

  @inline(never) mutating func time(
    _ live: inout LiveSet<Token>, times: Int, overhead: UInt64,
    into histogram: inout LogLinearHistogram
  ) -> Int {
    BenchLoop.time(
      &live, times: times, overhead: overhead, into: &histogram, { allocate($0) }, { free($0) })
  }

  mutating func empty(_ live: inout LiveSet<Token>) {
    BenchLoop.empty(&live) { free($0) }
  }

  @inline(never) mutating func produce(_ pairs: Int, into queue: HandOver) {
    BenchLoop.produce(pairs, into: queue) {
      UInt64(UInt(bitPattern: allocate($0)))
    }
  }

  @inline(never) mutating func consume(_ pairs: Int, from queue: HandOver) -> Int {
    BenchLoop.consume(pairs, from: queue) { word in
      // The words are addresses that the other side allocated, never 0.
      free(UnsafeMutableRawPointer(bitPattern: UInt(word)).unsafelyUnwrapped)
    }
  }
}

/// A heap of the temporal-slab allocator, freeing by handle with every check.
struct SlabBenchHeap: BenchHeap, ~Copyable {
  typealias Token = SlabHandle
  private let heap: SlabHeap<NoObserver>
  private var epoch: Epoch

  init(_ allocator: SlabAllocator<NoObserver>) throws {
    heap = try allocator.makeHeap()
    epoch = Self.nextEpoch(of: allocator)
  }

  /// A heap that allocates in phases alone, each a domain of its own.
  init(phasesOf allocator: SlabAllocator<NoObserver>) throws {
    heap = try allocator.makeHeap()
    epoch = allocator.currentEpoch
  }

  deinit { _ = try? heap.close(epoch) }

  /// The next epoch of the ring; waits while another thread is a round behind and holds its slot.
  private static func nextEpoch(of allocator: SlabAllocator<NoObserver>) -> Epoch {
    while true {
      if let epoch = try? allocator.advance() { return epoch }
      Platform.yield()
    }
  }

  mutating func begin() {
    if (try? heap.allocator.state(of: epoch)) != .open {
      epoch = Self.nextEpoch(of: heap.allocator)
    }
  }

  mutating func rest() { _ = try? heap.close(epoch) }

  @inline(__always)
  private func allocate(_ size: Int) -> Token { allocate(size, in: epoch) }

  @inline(__always)
  private func allocate(_ size: Int, in epoch: Epoch) -> Token {
    do {
      let object = try heap.allocate(size, in: epoch)
      object.pointer.storeBytes(of: UInt64(truncatingIfNeeded: size), as: UInt64.self)
      return object.handle
    } catch {
      Self.fail(error)
    }
  }

  @inline(never)
  private static func fail(_ error: AllocationError) -> Never { preconditionFailure("\(error)") }

  @inline(__always) private func free(_ token: Token) -> Bool { heap.free(token) }

  @inline(never) mutating func pair(_ pairs: Int) -> Int {
    BenchLoop.pair(pairs, { allocate($0) }, { free($0) })
  }

  @inline(never) mutating func batch(
    _ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape
  ) -> Int {
    var freed = 0
    var shape = shape
    guard shape.isPhased else {
      return BenchLoop.batch(tokens, shape, { allocate($0) }, { free($0) }, {})
    }
    let batches = shape.batches
    shape.batches = 1
    for _ in 0..<batches {
      freed &+= BenchLoop.batch(tokens, shape, { allocate($0) }, { free($0) }, {})
      do {
        try heap.close(epoch)
      } catch {
        preconditionFailure("\(error)")
      }
      epoch = Self.nextEpoch(of: heap.allocator)
    }
    return freed
  }

  @inline(never) mutating func phases(
    _ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape
  ) -> Int {
    var freed = 0
    var phase = shape
    phase.batches = 1
    for _ in 0..<shape.batches {
      do throws(EpochDomainError<Never>) {
        freed &+= try heap.withEpochDomain { epoch in
          BenchLoop.batch(
            tokens, phase, { allocate($0, in: epoch) }, { free($0) }, {})
        }
      } catch {
        preconditionFailure("\(error)")
      }
    }
    return freed
  }

  @inline(never) mutating func fill(_ live: inout LiveSet<Token>) {
    BenchLoop.fill(&live) { allocate($0) }
  }

  @inline(never) mutating func replace(_ live: inout LiveSet<Token>, times: Int) -> Int {
    BenchLoop.replace(&live, times: times, { allocate($0) }, { free($0) })
  }

  @inline(never) mutating func time(
    _ live: inout LiveSet<Token>, times: Int, overhead: UInt64,
    into histogram: inout LogLinearHistogram
  ) -> Int {
    BenchLoop.time(
      &live, times: times, overhead: overhead, into: &histogram, { allocate($0) }, { free($0) })
  }

  mutating func empty(_ live: inout LiveSet<Token>) {
    BenchLoop.empty(&live) { free($0) }
  }

  @inline(never) mutating func produce(_ pairs: Int, into queue: HandOver) {
    BenchLoop.produce(pairs, into: queue) { allocate($0).bits }
  }

  @inline(never) mutating func consume(_ pairs: Int, from queue: HandOver) -> Int {
    BenchLoop.consume(pairs, from: queue) { free(SlabHandle(bits: $0)) }
  }
}
