import Exhibits
import Results

/// What the allocators that people run give back after a peak.
enum Peers: Experiment {
  static let name = "peers"

  static let words = ExperimentWords(
    "what four other allocators give back, and routing on them", seconds: 27,
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
      """,
    examples: [
      ("drainbench peers", "every allocator that is installed"),
      ("drainbench peers --quick", "fewer points, one seed"),
      ("drainbench peers --allocator jemalloc --session-fraction 0.01", "one point"),
    ])

  static let standing = Standing.beyondPaper
  static let section = ReportSection("peers", "The same on other allocators")
  static let files = [CSVKind(PeersRow.self), CSVKind(PeersSample.self)]
  static let arms: [any Arm.Type] = [PeersArm.self]
  static let coefficients: [CoefficientKind] = [
    .effectiveCapacity, .effectiveGranule, .peakGranules, .peersFloor, .routingRecovery,
  ]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("peers", in: section, needs: [PeersRow.self]) { results in
        peersTables(try results(PeersRow.self), try results(Coefficient.self))
      }
    ],
    plots: [peersPlot, peersRoutingPlot], findings: [peersFindingSource])

  static func checkRequirements(_ configuration: PeersConfiguration, given: Set<String>) throws {
    try Allocator.require(configuration.allocators, given: given)
  }

  static func run(
    _ configuration: PeersConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let libraries = try laboratory.libraries(of: configuration.allocators)
    let peers = PeersAnalysis(
      configuration, try laboratory.run(configuration.arms(libraries: libraries)))
    return try Analysis(
      peers.rows, peers.samples, coefficients: peers.coefficients, checks: peers.checks)
  }
}
