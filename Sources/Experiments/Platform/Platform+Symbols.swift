#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Functions of this process that are looked up by name, because a preloaded library may bring them.
extension Platform {
  /// The malloc and free of this process, looked up by name.
  static let mallocFunction = unsafeBitCast(
    dlsym(nil, "malloc"), to: (@convention(c) (Int) -> UnsafeMutableRawPointer?).self)
  static let freeFunction = unsafeBitCast(
    dlsym(nil, "free"), to: (@convention(c) (UnsafeMutableRawPointer?) -> Void).self)

  /// The function of that name, of which the caller knows the type; nil when there is none.
  static func function<Function>(_ name: String, as type: Function.Type) -> Function? {
    dlsym(nil, name).map { unsafeBitCast($0, to: type) }
  }

  /// Whether this process has a function of the given name.
  static func hasSymbol(_ name: String) -> Bool { dlsym(nil, name) != nil }
}
