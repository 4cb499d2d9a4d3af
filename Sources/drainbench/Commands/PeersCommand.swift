import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench peers`
enum PeersCommand {
  static let command = Command.beyondPaper(
    ParameterOptions<PeersConfiguration>(defaultTexts: ["allocator": "those installed"]),
    output: CommonOptions.output,
    summary: "what four other allocators give back, and routing on them",
    discussion: """
      Allocates objects up to a peak, frees all but a fraction f of them chosen at random, and asks \
      the allocator to give back what it can, by its own call. Every point is a process of its own, \
      with the allocator preloaded as malloc. What stays at f = 0 is taken off as the floor; from \
      the curve of what is retained against f, 1 - (1 - f)^C, follows the granule that the allocator \
      behaves as if it had, shown beside its documented slab, page or span.

      With isolated routing the objects that stay go to a place of their own: a separate jemalloc \
      arena without thread cache, a separate mimalloc heap, a persistent epoch of temporal-slab. \
      glibc and tcmalloc have none.

      mimalloc runs with its purge delay at 0, which its environment variable sets. An allocator \
      that is not installed is named and skipped, unless --allocator asks for it.

      Writes peers.csv, peers-phases.csv, coefficients.csv and manifest.json.
      """,
    examples: [
      Example("drainbench peers", "every allocator that is installed"),
      Example("drainbench peers --quick", "fewer points, one seed"),
      Example("drainbench peers --allocator jemalloc --session-fraction 0.01", "one point"),
    ]
  ) { configuration, invocation in
    guard invocation.given.contains("allocator") else {
      return { try run(configuration, $0.libraries(of: configuration.allocators), $0) }
    }
    let libraries = try BenchProbe.installed(of: configuration.allocators)
    for allocator in configuration.allocators where libraries[allocator] == nil {
      throw MissingLibrary(allocator: allocator)
    }
    return { try run(configuration, libraries, $0) }
  }

  /// Runs the processes and writes their files.
  static func run(
    _ configuration: PeersConfiguration, _ libraries: [BenchAllocator: String?],
    _ session: Session
  ) throws -> Findings {
    let outcomes = try session.run(configuration.arms(libraries: libraries))
    let analysis = PeersAnalysis(configuration, outcomes.finished)
    var findings = Findings()
    findings.note(outcomes)
    if analysis.rows.isEmpty { return findings }
    let coefficients = analysis.coefficients
    findings.tables = peersTables(analysis.rows, coefficients)
    findings.tables.state(peersFinding(analysis.rows, coefficients))
    findings.checks = analysis.checks
    try findings.show(analysis.rows)
    try session.folder.write(analysis.rows)
    try session.folder.write(analysis.samples)
    try session.write(coefficients, of: PeersConfiguration.experiment)
    try session.record(configuration.json, of: PeersConfiguration.experiment)
    return findings
  }

  /// An allocator that was asked for and is not there.
  struct MissingLibrary: StatusError, CustomStringConvertible {
    let allocator: BenchAllocator
    var status: ExitStatus { .unavailable }
    var description: String { "\(allocator.rawValue): \(allocator.absence)" }
  }
}
