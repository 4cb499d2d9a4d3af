import Foundation

/// An allocator that can be measured.
package enum BenchAllocator: String, CaseIterable, Codable, Sendable {
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
  package var libraries: [String] {
    switch self {
    case .temporalSlab, .glibc: []
    case .jemalloc: ["libjemalloc.so.2"]
    case .mimalloc: ["libmimalloc.so.2", "libmimalloc.so.2.0", "libmimalloc.so"]
    case .tcmalloc: ["libtcmalloc_minimal.so.4", "libtcmalloc.so.4"]
    }
  }

  /// The Debian package with the library.
  package var package: String? {
    switch self {
    case .temporalSlab, .glibc: nil
    case .jemalloc: "libjemalloc2"
    case .mimalloc: "libmimalloc2.0"
    case .tcmalloc: "libtcmalloc-minimal4"
    }
  }

  /// Why it cannot be measured where its library is not there, and what to install.
  package var absence: String {
    "no \(libraries.joined(separator: " or ")) can be preloaded; the Debian package "
      + "\(package ?? "") has it"
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

  /// Throws unless this process's malloc is the allocator's.
  func requireLoaded() throws {
    for other in BenchAllocator.allCases {
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

/// Finds out whether a library can be preloaded and is the allocator that it should be.
package struct BenchProbe: Arm {
  /// The allocator.
  package var allocator: BenchAllocator
  /// The library that should provide it.
  package var library: String

  /// The word that tells these arms from others.
  package static let kind = "bench-probe"

  /// What tells this arm from its siblings.
  package var label: String { "bench-probe \(library)" }

  /// What the arm's process needs in its environment.
  package var environment: [String: String] { ["LD_PRELOAD": library] }

  /// Runs the workload in this process.
  package func run() -> Bool {
    allocator.symbol.map { Platform.hasSymbol($0) } ?? true
  }

  /// The library of each allocator that this machine has; nil for one that needs none. An allocator
  /// without an entry is not installed.
  package static func installed(
    of allocators: [BenchAllocator]
  ) throws -> [BenchAllocator: String?] {
    var result: [BenchAllocator: String?] = [:]
    for allocator in allocators {
      if allocator.libraries.isEmpty { result[allocator] = .some(nil) }
    }
    let probes = allocators.flatMap { allocator in
      allocator.libraries.map { BenchProbe(allocator: allocator, library: $0) }
    }
    for (probe, isLoaded) in try ArmRunner(jobs: 1).run(probes).finished
    where isLoaded && result[probe.allocator] == nil {
      result[probe.allocator] = probe.library
    }
    return result
  }
}
