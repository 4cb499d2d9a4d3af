/// Finds out whether a library can be preloaded and is the allocator that it should be.
struct LibraryProbe: Arm {
  var allocator: Allocator
  /// The library that should provide it.
  var library: String

  static let kind = "library-probe"

  var label: String { "library-probe \(library)" }

  var environment: [String: String] { ["LD_PRELOAD": library] }

  func run() -> Bool { allocator.symbol.map { Platform.hasSymbol($0) } ?? true }
}

extension Allocator {
  /// The library of each allocator that this machine has; nil for one that needs none. An allocator
  /// without an entry is not installed.
  static func installed(of allocators: [Allocator]) throws -> [Allocator: String?] {
    var result: [Allocator: String?] = [:]
    for allocator in allocators where allocator.libraries.isEmpty { result[allocator] = .some(nil) }
    let probes = allocators.flatMap { allocator in
      allocator.libraries.map { LibraryProbe(allocator: allocator, library: $0) }
    }
    for (probe, isLoaded) in try ArmRunner(jobs: 1).run(probes).finished
    where isLoaded && result[probe.allocator] == nil {
      result[probe.allocator] = probe.library
    }
    return result
  }

  /// Throws `MissingLibrary` for the first that `--allocator` asks for and that is not installed.
  ///
  /// - Parameter given: the names of the options that the user gave.
  static func require(_ allocators: [Allocator], given: Set<String>) throws {
    guard given.contains("allocator") else { return }
    let libraries = try installed(of: allocators)
    for allocator in allocators where libraries[allocator] == nil {
      throw MissingLibrary(allocator: allocator)
    }
  }
}

extension Laboratory {
  /// The libraries of the allocators that are installed; the others are named and left out.
  func libraries(of allocators: [Allocator]) throws -> [Allocator: String?] {
    let libraries = try Allocator.installed(of: allocators)
    for allocator in allocators where libraries[allocator] == nil {
      warn("\(allocator.rawValue) is skipped: \(MissingLibrary(allocator: allocator).reason)")
    }
    return libraries
  }
}

/// An allocator that is not installed.
struct MissingLibrary: MissingRequirement {
  let allocator: Allocator

  var isMissing: Bool { true }

  /// What is not there, and what to install.
  var reason: String {
    "no \(allocator.libraries.joined(separator: " or ")) can be preloaded; the Debian package "
      + "\(allocator.package ?? "") has it"
  }

  var description: String { "\(allocator.rawValue): \(reason)" }
}
