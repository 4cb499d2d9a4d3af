/// The functions of the process's malloc, found by name.
enum MallocFunctions {
  static func touched(_ pointer: UnsafeMutableRawPointer?, _ size: Int) throws -> UInt {
    guard let pointer else { throw ExperimentError.inconsistent("no memory for \(size) bytes") }
    pointer.storeBytes(of: UInt64(truncatingIfNeeded: size), as: UInt64.self)
    return UInt(bitPattern: pointer)
  }

  static func free(_ token: UInt) {
    Platform.freeFunction(UnsafeMutableRawPointer(bitPattern: token))
  }

  static func usableSize(of token: UInt) throws -> Int {
    let function = try named(
      "malloc_usable_size", (@convention(c) (UnsafeMutableRawPointer?) -> Int).self)
    return function(UnsafeMutableRawPointer(bitPattern: token))
  }

  /// A function that the allocator's library has to have.
  static func named<Function>(_ name: String, _ type: Function.Type) throws -> Function {
    guard let function = Platform.function(name, as: type) else {
      throw ExperimentError.inconsistent("the allocator's library has no function \(name)")
    }
    return function
  }

  /// The flags of `mallocx` and `dallocx` for an arena without a thread cache.
  static func mallocxFlags(arena: UInt32) -> Int32 {
    // `MALLOCX_ARENA` and `MALLOCX_TCACHE_NONE`.
    Int32(arena + 1) << 20 | 1 << 8
  }
}
