import Results

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Functions of this process that are looked up by name, because a preloaded library may bring
/// them.
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

  /// The file that a function of this process comes from, as /proc tells of its memory.
  static func file(ofSymbol name: String) -> String? {
    let address = UInt(bitPattern: dlsym(nil, name))
    return mappedFiles.first { $0.bounds ~= address }?.path
  }

  /// Has all code of this process in memory, so that none is counted when it is first run.
  static func loadCode() {
    #if os(Linux)
      let populateRead: Int32 = 22
      for file in mappedFiles where !file.isWritable {
        madvise(
          UnsafeMutableRawPointer(bitPattern: file.bounds.lowerBound), file.bounds.count,
          populateRead)
      }
    #endif
  }

  private static var mappedFiles: [(bounds: Range<UInt>, isWritable: Bool, path: String)] {
    // A read gives a page at most, so that it is read until nothing comes.
    let bytes = (try? ResultsFolder("/proc/self").readBytes("maps")) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 5)
      let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard words.count == 6, bounds.count == 2 else { return nil }
      let path = words[5].drop { $0 == " " }
      return path.hasPrefix("/")
        ? (bounds[0]..<bounds[1], words[1].contains("w"), String(path)) : nil
    }
  }

  /// Whether this process has a function of the given name.
  static func hasSymbol(_ name: String) -> Bool { dlsym(nil, name) != nil }
}
