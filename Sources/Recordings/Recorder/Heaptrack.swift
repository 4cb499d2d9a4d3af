import Results

/// heaptrack as it is installed.
struct Heaptrack {
  /// The library that is loaded before all others, and the one that is put into a running program.
  let preload: String
  let inject: String
  /// The program that finds names; nil where it is missing.
  let interpreter: String?
  /// The program that knows how this system loads a library; nil where it is missing.
  let environment: String?

  /// Where heaptrack's libraries may be: beside the one on PATH first.
  static var usualFolders: [String] {
    var folders = ["/usr/lib/heaptrack", "/usr/local/lib/heaptrack", "/usr/lib64/heaptrack"]
    if let script = Platform.program(named: "heaptrack") {
      let place = Platform.resolved(script).split(separator: "/").dropLast(2)
      folders.insert("/" + (place + ["lib", "heaptrack"]).joined(separator: "/"), at: 0)
    }
    return folders
  }

  /// - Throws: `programMissing`.
  init(folders: [String] = usualFolders) throws(RecordingError) {
    guard
      let folder = folders.first(where: { Platform.exists($0 + "/libheaptrack_preload.so") })
    else {
      throw .programMissing(
        program: "heaptrack", package: "heaptrack", purpose: "to record a program")
    }
    preload = folder + "/libheaptrack_preload.so"
    inject = folder + "/libheaptrack_inject.so"
    let libexec = ["\(folder)/libexec", "/usr/libexec", "/usr/local/libexec"]
    func find(_ name: String) -> String? {
      libexec.lazy.compactMap { Platform.program(named: "\($0)/\(name)") }.first
    }
    interpreter = find("heaptrack_interpret")
    environment = find("heaptrack_env")
  }
}
