import Results

/// Finds out whether a library can be preloaded and is the allocator that it should be.
struct LibraryProbe: Arm {
  var allocator: Allocator
  /// The library that should provide it.
  var library: String

  static let kind = "library-probe"

  var work: Double { 0 }

  var label: String { "library-probe \(library)" }

  var environment: [String: String] { ["LD_PRELOAD": library] }

  /// The library that was loaded, or nil where the allocator is not.
  func run() -> ProgramRecord? {
    allocator.symbol.flatMap(Platform.file(ofSymbol:)).map {
      ProgramRecord(allocator.rawValue, version: allocator.loadedVersion ?? "unknown", path: $0)
    }
  }
}

extension Allocator {
  /// What the library that this process has loaded says of its version.
  fileprivate var loadedVersion: String? {
    typealias Control =
      @convention(c) (
        UnsafePointer<CChar>, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?,
        UnsafeMutableRawPointer?, Int
      ) -> Int32
    typealias Text = @convention(c) () -> UnsafePointer<CChar>?
    typealias Parts =
      @convention(c) (
        UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?,
        UnsafeMutablePointer<UnsafePointer<CChar>?>?
      ) -> UnsafePointer<CChar>?
    var text: UnsafePointer<CChar>?
    switch self {
    case .temporalSlab: break
    case .glibc: text = Platform.function("gnu_get_libc_version", as: Text.self)?()
    case .jemalloc:
      var size = MemoryLayout.size(ofValue: text)
      _ = Platform.function("mallctl", as: Control.self)?("version", &text, &size, nil, 0)
    case .mimalloc:
      typealias Number = @convention(c) () -> Int32
      return Platform.function("mi_version", as: Number.self).map { "\($0())" }
    case .tcmalloc: text = Platform.function("tc_version", as: Parts.self)?(nil, nil, nil)
    }
    return text.map { String(cString: $0) }
  }

  /// The library of each allocator that this machine has; nil for one that needs none. An allocator
  /// without an entry is not installed.
  ///
  /// - Parameter found: is told of each.
  static func installed(
    of allocators: [Allocator], found: (ProgramRecord) -> Void = { _ in }
  ) throws -> [Allocator: String?] {
    var result: [Allocator: String?] = [:]
    for allocator in allocators where allocator.libraries.isEmpty { result[allocator] = .some(nil) }
    if allocators.contains(.glibc), let version = Allocator.glibc.loadedVersion,
      let path = Platform.file(ofSymbol: "gnu_get_libc_version")
    {
      found(ProgramRecord("glibc", version: version, path: path))
    }
    let probes = allocators.flatMap { allocator in
      allocator.libraries.map { LibraryProbe(allocator: allocator, library: $0) }
    }
    for (probe, loaded) in try ArmRunner(jobs: 1).run(probes).finished {
      guard let loaded, result[probe.allocator] == nil else { continue }
      result[probe.allocator] = probe.library
      found(loaded)
    }
    return result
  }

  /// Throws `MissingLibrary` for the first that `--allocator` asks for and that is not installed.
  ///
  /// - Parameter given: the names of the options that the user gave.
  package static func require(_ allocators: [Allocator], given: Set<String>) throws {
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
    let libraries = try Allocator.installed(of: allocators) { record.programs.append($0) }
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
