import Exhibits
import Results

/// Checks, one after the other.
typealias Checks = Listing<ReproductionCheck>

extension Experiment {
  /// A check that passes exactly if `holds`.
  static func check(_ statement: String, measured: String, holds: Bool) -> ReproductionCheck {
    ReproductionCheck(name, statement, measured: measured, holds: holds)
  }

  /// A remark that neither passes nor fails.
  static func note(_ statement: String, measured: String = "") -> ReproductionCheck {
    ReproductionCheck(note: statement, name, measured: measured)
  }

  /// A coefficient that is exact at all points or at none.
  static func coefficient(
    _ name: String, unit: String = "1", isExact: Bool = true, isPredictionExact: Bool = true
  ) -> CoefficientKind {
    CoefficientKind(
      Self.name, name, unit: unit, isExact: isExact, isPredictionExact: isPredictionExact)
  }
}
