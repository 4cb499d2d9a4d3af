import Foundation
import Results
import Statistics

/// The recycle-rate differential of a sustained workload: the isolated over the mixed rate, over
/// all seeds' slabs together.
struct Differential {
  /// Measured, with its interval; nil where a run recycled nothing.
  var measured: RateRatio
  /// The closed form; nil where there is none.
  var predicted: Double?

  /// How many standard errors the logarithm lies above that of the closed form.
  var deviations: Double? {
    predicted.map { log(measured.value / $0) / measured.logarithmicError }
  }

  /// Pools the runs of both routings; nil where one of them has none, or recycled nothing.
  init?(
    isolated: [TwoPointRow], mixed: [TwoPointRow], predicted: Double?
  ) throws(StatisticsError) {
    func pooled(_ rows: [TwoPointRow]) -> (recycled: Int, used: Int) {
      let recycled = rows.reduce(0) { $0 + $1.slabsRecycled }
      return (recycled, recycled + rows.reduce(0) { $0 + $1.slabsCreated })
    }
    let (above, below) = (pooled(isolated), pooled(mixed))
    guard above.used > 0, below.used > 0,
      let ratio = try RateRatio(
        above.recycled, of: above.used, over: below.recycled, of: below.used)
    else { return nil }
    measured = ratio
    self.predicted = predicted
  }
}
