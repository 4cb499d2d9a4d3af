import Results

/// An allocator that can be measured.
package enum Allocator: String, CaseIterable, Codable, CSVValue {
  /// This project's allocator.
  case temporalSlab = "temporal-slab"
  /// The C library's malloc.
  case glibc
  /// jemalloc (Evans, 2006).
  case jemalloc
  /// mimalloc (Leijen et al., 2019).
  case mimalloc
  /// tcmalloc (Ghemawat and Menage), the gperftools build without profilers.
  case tcmalloc

  /// Shared libraries that provide it as malloc, the likeliest name first; empty when none is
  /// needed.
  var libraries: [String] {
    switch self {
    case .temporalSlab, .glibc: []
    case .jemalloc: ["libjemalloc.so.2"]
    case .mimalloc: ["libmimalloc.so.2", "libmimalloc.so.2.0", "libmimalloc.so"]
    case .tcmalloc: ["libtcmalloc_minimal.so.4", "libtcmalloc.so.4"]
    }
  }

  /// The Debian package with the library.
  var package: String? {
    switch self {
    case .temporalSlab, .glibc: nil
    case .jemalloc: "libjemalloc2"
    case .mimalloc: "libmimalloc2.0"
    case .tcmalloc: "libtcmalloc-minimal4"
    }
  }

  /// A function that only this allocator's library has.
  var symbol: String? {
    switch self {
    case .temporalSlab, .glibc: nil
    case .jemalloc: "mallctl"
    case .mimalloc: "mi_version"
    case .tcmalloc: "MallocExtension_GetStats"
    }
  }

  /// Whether objects can be given a place of their own by the caller.
  var hasHeaps: Bool {
    switch self {
    case .temporalSlab, .jemalloc, .mimalloc: true
    case .glibc, .tcmalloc: false
    }
  }

  /// What a process on the allocator needs in its environment: the library, and for mimalloc that it
  /// shall not wait before it gives memory back.
  func environment(preloading library: String?) -> [String: String] {
    var result = library.map { ["LD_PRELOAD": $0] } ?? [:]
    if self == .mimalloc {
      // The option has had three names; a version reads its own.
      for name in ["PURGE_DELAY", "DECOMMIT_DELAY", "SEGMENT_DECOMMIT_DELAY", "RESET_DELAY"] {
        result["MIMALLOC_" + name] = "0"
      }
    }
    return result
  }

  /// Throws unless this process's malloc is the allocator's.
  func requireLoaded() throws {
    for other in Allocator.allCases {
      guard let symbol = other.symbol else { continue }
      let isLoaded = Platform.hasSymbol(symbol)
      if isLoaded != (other == self) {
        throw ExperimentError.inconsistent(
          "this process was to run on \(rawValue), and \(other.rawValue) is "
            + (isLoaded ? "loaded" : "not loaded"))
      }
    }
  }
}
