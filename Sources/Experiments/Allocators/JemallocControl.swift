/// jemalloc's `mallctl`, by the names of its controls.
struct JemallocControl {
  private typealias Function =
    @convention(c) (
      UnsafePointer<CChar>, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?,
      UnsafeMutableRawPointer?, Int
    ) -> Int32

  private let function: Function

  /// The number that stands for all arenas (`MALLCTL_ARENAS_ALL`).
  private static let allArenas = 4_096

  init() throws { function = try MallocFunctions.named("mallctl", Function.self) }

  /// Reads a number of exactly that width.
  func read<Value: FixedWidthInteger>(_ name: String) throws -> Value {
    var value: Value = 0
    var size = MemoryLayout<Value>.size
    let code = function(name, &value, &size, nil, 0)
    guard code == 0, size == MemoryLayout<Value>.size else { throw Self.failure(name, code) }
    return value
  }

  /// Makes an arena of its own.
  func makeArena() throws -> UInt32 { try read("arenas.create") }

  /// Gives back what the thread's cache and all arenas hold free.
  func purge() throws {
    for name in ["thread.tcache.flush", "arena.\(Self.allArenas).purge"] {
      let code = function(name, nil, nil, nil, 0)
      guard code == 0 else { throw Self.failure(name, code) }
    }
  }

  /// A statistic in bytes, as of now; nil where jemalloc was built without statistics.
  func statistic(_ name: String) -> Int? {
    var epoch: UInt64 = 1
    guard function("epoch", nil, nil, &epoch, MemoryLayout<UInt64>.size) == 0 else { return nil }
    return try? read(name)
  }

  private static func failure(_ name: String, _ code: Int32) -> ExperimentError {
    .inconsistent("jemalloc's mallctl(\"\(name)\") failed with \(code)")
  }
}
