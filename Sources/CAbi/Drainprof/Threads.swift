import CDrainprof
import DrainProfiler

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// The calls that are made for every object, and all that looks at the words of a thread.

@c @implementation
package func drainprof_alloc_register(
  _ prof: OpaquePointer!, _ granule: drainprof_granule_id, _ alloc: drainprof_alloc_id,
  _ size: Int
) -> Int32 {
  guard let prof else { return Instance.misuse }
  let instance = Instance.Pointer(prof)
  if let shard = shardAtHand(of: instance) {
    return shard.registers(in: granule) ? 0 : Instance.misuse
  }
  return register(instance, granule, alloc, size, nil, 0)
}

@c @implementation
package func drainprof_alloc_register_located(
  _ prof: OpaquePointer!, _ granule: drainprof_granule_id, _ alloc: drainprof_alloc_id,
  _ size: Int, _ file: UnsafePointer<CChar>!, _ line: UInt32
) -> Int32 {
  guard let prof else { return Instance.misuse }
  let instance = Instance.Pointer(prof)
  if let shard = shardAtHand(of: instance) {
    return shard.registers(in: granule) ? 0 : Instance.misuse
  }
  return register(instance, granule, alloc, size, file, line)
}

@c @implementation
package func drainprof_alloc_deregister(
  _ prof: OpaquePointer!, _ granule: drainprof_granule_id, _ alloc: drainprof_alloc_id
) -> Int32 {
  guard let prof else { return Instance.misuse }
  let instance = Instance.Pointer(prof)
  if let shard = shardAtHand(of: instance) {
    return shard.deregisters(in: granule) ? 0 : Instance.misuse
  }
  return deregister(instance, granule, alloc)
}

/// The thread's shard of the production profiler that it used last, if it is this one.
@inline(__always)
private func shardAtHand(of instance: Instance.Pointer) -> ShardPointer? {
  let thread = drainprof_this_thread()
  guard _fastPath(thread.pointee.production == instance.pointee.fastSerial) else { return nil }
  // The two words are set together.
  return thread.pointee.production_shard.unsafelyUnwrapped
    .assumingMemoryBound(to: ShardState.self)
}

/// In diagnostic mode, on the first call of a thread, and for a profiler that is verbose or not the
/// one that the thread used last.
@inline(never)
private func register(
  _ instance: Instance.Pointer, _ granule: UInt64, _ alloc: UInt64, _ size: Int,
  _ file: UnsafePointer<CChar>?, _ line: UInt32
) -> Int32 {
  let wasOpen: Bool
  // An object has no size below 0; what C says is a size_t.
  let size = size < 0 ? Int.max : size
  if let diagnostic = instance.pointee.diagnostic {
    let shard = diagnosticShard(of: instance.pointee)
    wasOpen = diagnostic._withUnsafeGuaranteedRef {
      $0.register(alloc, size: size, in: granule, file: file, line: line, shard)
    }
  } else {
    wasOpen = productionShard(of: instance.pointee).registers(in: granule)
  }
  if wasOpen { return 0 }
  instance.pointee.log.tell("registration of object \(alloc) in granule \(granule), not open")
  return Instance.misuse
}

@inline(never)
private func deregister(
  _ instance: Instance.Pointer, _ granule: UInt64, _ alloc: UInt64
) -> Int32 {
  let wasLive: Bool
  if let diagnostic = instance.pointee.diagnostic {
    let shard = diagnosticShard(of: instance.pointee)
    wasLive = diagnostic._withUnsafeGuaranteedRef { $0.deregister(alloc, in: granule, shard) }
  } else {
    wasLive = productionShard(of: instance.pointee).deregisters(in: granule)
  }
  if wasLive { return 0 }
  instance.pointee.log.tell("deregistration of object \(alloc) in granule \(granule), not live")
  return Instance.misuse
}

/// A thread's shard of one profiler.
private struct ThreadShard {
  let serial: UInt64
  let shard: UnsafeMutableRawPointer
  let isDiagnostic: Bool
  var next: Pointer?

  typealias Pointer = UnsafeMutablePointer<ThreadShard>

  /// Gives the shard back, if its profiler is still there.
  func end() {
    switch Registry.profiler(serial) {
    case .production(let profiler)?:
      profiler.takeBack(shard.assumingMemoryBound(to: ShardState.self))
    case .diagnostic(let profiler)?:
      profiler.takeBack(shard.assumingMemoryBound(to: DiagnosticShardState.self))
    case nil:
      // The rest of a shard ended with its profiler.
      if isDiagnostic {
        DiagnosticProfiler.forget(shard.assumingMemoryBound(to: DiagnosticShardState.self))
      }
    }
  }
}

private func productionShard(of instance: Instance) -> ShardPointer {
  let thread = drainprof_this_thread()
  let shard = shard(of: instance) {
    UnsafeMutableRawPointer(instance.counts._withUnsafeGuaranteedRef { $0.lendShard() })
  }
  if instance.fastSerial != Instance.slowSerial {
    thread.pointee.production = instance.fastSerial
    thread.pointee.production_shard = shard
  }
  return shard.assumingMemoryBound(to: ShardState.self)
}

private func diagnosticShard(of instance: Instance) -> DiagnosticShardPointer {
  let thread = drainprof_this_thread()
  if thread.pointee.diagnostic == instance.serial, let shard = thread.pointee.diagnostic_shard {
    return shard.assumingMemoryBound(to: DiagnosticShardState.self)
  }
  let shard = shard(of: instance) {
    // It has one: it was asked for as a diagnostic profiler.
    UnsafeMutableRawPointer(
      instance.diagnostic.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0.lendShard() })
  }
  thread.pointee.diagnostic = instance.serial
  thread.pointee.diagnostic_shard = shard
  return shard.assumingMemoryBound(to: DiagnosticShardState.self)
}

/// The calling thread's shard of a profiler, which `lend` makes on the first call.
private func shard(
  of instance: Instance, lend: () -> UnsafeMutableRawPointer
) -> UnsafeMutableRawPointer {
  let thread = drainprof_this_thread()
  let first = thread.pointee.all?.assumingMemoryBound(to: ThreadShard.self)
  var next = first
  while let node = next {
    if node.pointee.serial == instance.serial { return node.pointee.shard }
    next = node.pointee.next
  }
  let node = ThreadShard.Pointer.allocate(capacity: 1)
  node.initialize(
    to: ThreadShard(
      serial: instance.serial, shard: lend(), isDiagnostic: instance.diagnostic != nil,
      next: first.flatMap(withoutTheDead)))
  thread.pointee.all = UnsafeMutableRawPointer(node)
  // The system calls the key's destructor with it when the thread ends.
  pthread_setspecific(threadEnd, node)
  return node.pointee.shard
}

/// A list of shards less those whose profilers are gone.
private func withoutTheDead(_ first: ThreadShard.Pointer) -> ThreadShard.Pointer? {
  var kept: ThreadShard.Pointer?
  var next: ThreadShard.Pointer? = first
  while let node = next {
    next = node.pointee.next
    if Registry.profiler(node.pointee.serial) != nil {
      node.pointee.next = kept
      kept = node
    } else {
      node.pointee.end()
      node.deallocate()
    }
  }
  return kept
}

/// Ends a thread's shards.
private let threadEnd: pthread_key_t = {
  var key = pthread_key_t()
  pthread_key_create(&key) { nodes in endShards(nodes) }
  return key
}()

private func endShards(_ nodes: UnsafeMutableRawPointer?) {
  // The thread may yet use a profiler, in a destructor that runs later.
  drainprof_this_thread().pointee = drainprof_thread()
  var next = nodes?.assumingMemoryBound(to: ThreadShard.self)
  while let node = next {
    next = node.pointee.next
    node.pointee.end()
    node.deallocate()
  }
}
