import Exhibits

extension ReportSection {
  /// The profiler: DSR, diagnosis, cost.
  package static let profiler = ReportSection("profiler", "The drainability profiler")
  /// Sessions that die.
  package static let lifetimes = ReportSection("lifetimes", "When sessions die")
  /// Slab size, object size, load.
  package static let sensitivity = ReportSection("sensitivity", "What slab and object sizes do")
  /// What a monitor sees.
  package static let threshold = ReportSection("threshold", "When growth can be seen")
}
