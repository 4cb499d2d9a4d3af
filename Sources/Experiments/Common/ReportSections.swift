import Exhibits

extension ReportSection {
  /// Mixed against isolated routing.
  package static let routing = ReportSection("routing", "Routing: mixed against isolated")
  /// The p-sweep.
  package static let sweep = ReportSection("sweep", "Growth against the violation fraction")
  /// Quartile slopes.
  package static let slope = ReportSection("slope", "Is growth sustained?")
  /// Churn.
  package static let churn = ReportSection("churn", "Sustained replacement")
  /// The profiler: DSR, diagnosis, cost.
  package static let profiler = ReportSection("profiler", "The drainability profiler")
  /// A real Redis.
  package static let redis = ReportSection("redis", "A real Redis on jemalloc")
  /// The allocators that people run.
  package static let peers = ReportSection("peers", "The same on other allocators")
  /// Sessions that die.
  package static let lifetimes = ReportSection("lifetimes", "When sessions die")
  /// Slab size, object size, load.
  package static let sensitivity = ReportSection("sensitivity", "What slab and object sizes do")
  /// What a monitor sees.
  package static let threshold = ReportSection("threshold", "When growth can be seen")
  /// Speed.
  package static let speed = ReportSection("speed", "Speed")
}
