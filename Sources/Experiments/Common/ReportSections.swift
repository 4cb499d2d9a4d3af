import Exhibits

extension ReportSection {
  /// Mixed against isolated routing.
  package static let routing = ReportSection("routing", "Routing: mixed against isolated")
  /// Churn.
  package static let churn = ReportSection("churn", "Sustained replacement")
  /// The profiler: DSR, diagnosis, cost.
  package static let profiler = ReportSection("profiler", "The drainability profiler")
  /// A real Redis.
  package static let redis = ReportSection("redis", "A real Redis on jemalloc")
  /// The allocators that people run.
  package static let peers = ReportSection("peers", "The same on other allocators")
  /// Speed.
  package static let speed = ReportSection("speed", "Speed")
}
