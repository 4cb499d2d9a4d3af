import Statistics
import TemporalSlab

/// The name of an object, which fits a machine word.
protocol BenchToken: BitwiseCopyable {
  var word: UInt64 { get }
  /// - Parameter word: the word of a token.
  init(word: UInt64)
}

extension SlabHandle: BenchToken {
  var word: UInt64 { bits }
  init(word: UInt64) { self.init(bits: word) }
}

extension UnsafeMutableRawPointer: BenchToken {
  var word: UInt64 { UInt64(UInt(bitPattern: self)) }
  // The words are addresses of objects, never 0.
  init(word: UInt64) { self = Self(bitPattern: UInt(word)).unsafelyUnwrapped }
}

/// What the patterns need of an allocator.
///
/// The loops are written once, in an extension; the compiler makes a copy of each for each heap and
/// sees through `allocate` and `free`, so that no call through a protocol is measured along.
protocol BenchHeap: ~Copyable, SendableMetatype {
  associatedtype Token: BenchToken

  func allocate(_ size: Int) -> Token
  func free(_ token: Token) -> Bool
  /// Gets ready for a measurement.
  mutating func begin()
  /// Keeps nothing that other threads might wait for, until the next `begin`.
  mutating func rest()
  /// As `batch`, with the heap's epoch closed after each and the next one opened.
  mutating func epochs(_ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape) -> Int
  /// As `batch`, with the objects ended all at once where the allocator can.
  mutating func regions(_ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape) -> Int
  /// As `batch`, each in a phase that is opened for it and closed after it.
  mutating func phases(_ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape) -> Int
  /// Serves requests, each in a phase of its own; the frees that were accepted.
  mutating func serve(_ requests: Int, _ work: borrowing RequestWork<Token>) -> Int
  /// Names an object that outlives phases.
  mutating func allocateSession(_ size: Int) -> Token
}

/// The process's own malloc, whichever library serves it.
///
/// The two functions are looked up when the process starts: the compiler knows what malloc and free
/// do, and would leave out pairs whose object nobody reads.
struct MallocHeap: BenchHeap, ~Copyable {
  private let mallocFunction = Platform.mallocFunction
  private let freeFunction = Platform.freeFunction

  @inline(__always) func allocate(_ size: Int) -> UnsafeMutableRawPointer {
    // A benchmark of some megabytes is not refused memory.
    let pointer = mallocFunction(size).unsafelyUnwrapped
    pointer.storeBytes(of: UInt64(truncatingIfNeeded: size), as: UInt64.self)
    return pointer
  }

  @inline(__always) func free(_ token: UnsafeMutableRawPointer) -> Bool {
    freeFunction(token)
    return true
  }

  mutating func begin() {}
  mutating func rest() {}

  mutating func epochs(_ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape) -> Int {
    batch(tokens, shape)
  }

  mutating func phases(_ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape) -> Int {
    batch(tokens, shape)
  }

  mutating func regions(_ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape) -> Int {
    batch(tokens, shape)
  }

  @inline(never) mutating func serve(
    _ requests: Int, _ work: borrowing RequestWork<Token>
  ) -> Int {
    var freed = 0
    for request in 0..<requests {
      freed &+= work.serve(request, { allocate($0) }, { allocate($0) }, { free($0) })
    }
    return freed
  }

  mutating func allocateSession(_ size: Int) -> Token { allocate(size) }
}

/// A heap of the temporal-slab allocator, freeing by handle with every check.
struct SlabBenchHeap: BenchHeap, ~Copyable {
  private let heap: SlabHeap<NoObserver>
  private var epoch: Epoch
  /// The epoch of what outlives phases, once there is any.
  private var sessions: Epoch?

  init(_ allocator: SlabAllocator<NoObserver>) throws {
    heap = try allocator.makeHeap()
    epoch = Self.nextEpoch(of: allocator)
  }

  /// A heap that allocates in phases alone, each a domain of its own.
  init(phasesOf allocator: SlabAllocator<NoObserver>) throws {
    heap = try allocator.makeHeap()
    epoch = allocator.currentEpoch
  }

  deinit {
    _ = try? heap.close(epoch)
    if let sessions { _ = try? heap.close(sessions) }
  }

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

  @inline(__always) func allocate(_ size: Int) -> SlabHandle { allocate(size, in: epoch) }

  @inline(__always) private func allocate(_ size: Int, in epoch: Epoch) -> SlabHandle {
    do {
      let object = try heap.allocate(size, in: epoch)
      object.pointer.storeBytes(of: UInt64(truncatingIfNeeded: size), as: UInt64.self)
      return object.handle
    } catch {
      Self.fail(error)
    }
  }

  mutating func allocateSession(_ size: Int) -> SlabHandle {
    do {
      let epoch = try sessions ?? heap.allocator.openPersistent()
      sessions = epoch
      return allocate(size, in: epoch)
    } catch {
      Self.fail(error)
    }
  }

  @inline(never) mutating func serve(
    _ requests: Int, _ work: borrowing RequestWork<Token>
  ) -> Int {
    guard let sessions else { return 0 }
    var freed = 0
    for request in 0..<requests {
      do throws(EpochDomainError<Never>) {
        freed &+= try heap.withEpochDomain { epoch in
          work.serve(
            request, { allocate($0, in: epoch) }, { allocate($0, in: sessions) }, { free($0) })
        }
      } catch {
        Self.fail(error)
      }
    }
    return freed
  }

  @inline(never)
  private static func fail(_ error: some Error) -> Never { preconditionFailure("\(error)") }

  @inline(__always) func free(_ token: SlabHandle) -> Bool { heap.free(token) }

  @inline(never) mutating func epochs(
    _ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape
  ) -> Int {
    var freed = 0
    for _ in 0..<shape.batches {
      freed &+= fillAndEmpty(tokens, shape.count, { allocate($0) }, { free($0) })
      do {
        try heap.close(epoch)
      } catch {
        Self.fail(error)
      }
      epoch = Self.nextEpoch(of: heap.allocator)
    }
    return freed
  }

  @inline(never) mutating func regions(
    _ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape
  ) -> Int {
    var ended = 0
    for _ in 0..<shape.batches {
      for index in 0..<shape.count { tokens[index] = allocate(TimedBlocks.objectSize) }
      do {
        ended &+= try heap.close(epoch, discarding: true).discardedObjects
      } catch {
        Self.fail(error)
      }
      epoch = Self.nextEpoch(of: heap.allocator)
    }
    return ended
  }

  @inline(never) mutating func phases(
    _ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape
  ) -> Int {
    var freed = 0
    for _ in 0..<shape.batches {
      do throws(EpochDomainError<Never>) {
        freed &+= try heap.withEpochDomain { epoch in
          fillAndEmpty(tokens, shape.count, { allocate($0, in: epoch) }, { free($0) })
        }
      } catch {
        Self.fail(error)
      }
    }
    return freed
  }
}
