import CDrainprof
import DrainProfiler
import TemporalSlab

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a `drainprof *` points to.
struct Instance {
  /// Unique in the process and never 0: memory of one that was destroyed may hold another.
  let serial: UInt64
  /// The same where the fast paths may take it, and `slowSerial` elsewhere.
  let fastSerial: UInt64
  /// The registry keeps both alive.
  let counts: Unmanaged<DrainProfiler>
  let diagnostic: Unmanaged<DiagnosticProfiler>?
  let log: Log

  /// A number that no thread keeps.
  static let slowSerial = UInt64.max

  typealias Pointer = UnsafeMutablePointer<Instance>

  /// What `misuse` answers with in C.
  static let misuse: Int32 = -1
}

/// The profilers that are not destroyed, by serial number, so that a thread that ends gives its
/// shards back to those alone.
struct Registry {
  enum Profiler: Sendable {
    case production(DrainProfiler)
    case diagnostic(DiagnosticProfiler)
  }

  private var profilers: [UInt64: Profiler] = [:]
  private var lastSerial: UInt64 = 0

  private static let shared = Lock(Registry())
  /// It stays for good.
  private static let forks = ForkParticipant.join {
    shared.mutex.lock()
  } unlock: { _ in
    shared.mutex.unlock()
  }

  static func insert(_ profiler: Profiler) -> UInt64 {
    _ = forks
    return shared.withLock { registry in
      registry.lastSerial += 1
      registry.profilers[registry.lastSerial] = profiler
      return registry.lastSerial
    }
  }

  static func profiler(_ serial: UInt64) -> Profiler? {
    shared.withLock { $0.profilers[serial] }
  }

  static func remove(_ serial: UInt64) {
    // It ends after the lock is given back.
    _ = shared.withLock { $0.profilers.removeValue(forKey: serial) }
  }
}

/// What C calls with each report; the caller answers for its thread safety.
private struct PinCallback: @unchecked Sendable {
  let function: drainprof_pin_callback
  let userData: UnsafeMutableRawPointer?
}

@c @implementation
package func drainprof_config_default(_ config: UnsafeMutablePointer<drainprof_config>!) {
  guard let config else { return }
  config.pointee = drainprof_config()
  config.pointee.max_buffered_reports = 1_024
}

@c @implementation
package func drainprof_create() -> OpaquePointer! { drainprof_create_with_config(nil) }

@c @implementation
package func drainprof_create_with_config(
  _ config: UnsafePointer<drainprof_config>!
) -> OpaquePointer! {
  _ = Rehearsal.done
  return makeInstance(config)
}

func makeInstance(_ config: UnsafePointer<drainprof_config>?) -> OpaquePointer? {
  var standard = drainprof_config()
  drainprof_config_default(&standard)
  let config = config?.pointee ?? standard
  guard config.mode == DRAINPROF_PRODUCTION || config.mode == DRAINPROF_DIAGNOSTIC,
    // With as much room as a profiler takes at first, so that what follows hardly fails.
    let probe = malloc(1 << 16)
  else { return nil }
  free(probe)
  guard let memory = malloc(MemoryLayout<Instance>.size) else { return nil }
  let log = Log(interval: config.log_interval, isVerbose: config.verbose)
  let instance = memory.bindMemory(to: Instance.self, capacity: 1)
  if config.mode == DRAINPROF_DIAGNOSTIC {
    let profiler = diagnosticProfiler(config)
    let serial = Registry.insert(.diagnostic(profiler))
    instance.initialize(
      to: Instance(
        serial: serial, fastSerial: Instance.slowSerial,
        counts: .passUnretained(profiler.counts),
        diagnostic: .passUnretained(profiler), log: log))
  } else {
    let profiler = DrainProfiler()
    let serial = Registry.insert(.production(profiler))
    instance.initialize(
      to: Instance(
        serial: serial, fastSerial: log.isVerbose ? Instance.slowSerial : serial,
        counts: .passUnretained(profiler), diagnostic: nil, log: log))
  }
  return OpaquePointer(instance)
}

private func diagnosticProfiler(_ config: drainprof_config) -> DiagnosticProfiler {
  var kept = DiagnosticConfiguration()
  kept.reportCapacity = Int(config.max_buffered_reports)
  kept.objectsPerReport = 4_096
  guard let function = config.on_pinning else { return DiagnosticProfiler(kept) }
  let callback = PinCallback(function: function, userData: config.callback_user_data)
  return DiagnosticProfiler(kept) { report in
    guard let block = ReportBlock.make(report) else { return }
    callback.function(block, callback.userData)
    free(block)
  }
}

@c @implementation
package func drainprof_destroy(_ prof: OpaquePointer!) {
  guard let prof else { return }
  let instance = Instance.Pointer(prof)
  Registry.remove(instance.pointee.serial)
  free(instance)
}
