import Exhibits
import Results

/// The tables made of results, in the order in which they are shown.
package let allTables: [TableGroup] = [
  TableGroup("twopoint", in: .routing, needs: [TwoPointRow.self]) { results in
    let rows = try results(TwoPointRow.self)
    return [
      twoPointTable(rows, published: results.published), boundaryTable(rows),
      classTable(rows, published: results.published),
    ]
  },
  TableGroup("differential", in: .routing, needs: [TwoPointRow.self, Coefficient.self]) { results in
    let table = differentialTable(
      try results.coefficients("twopoint", "recycle_rate_differential"))
    return table.rows.isEmpty ? nil : [table]
  },
  TableGroup("psweep", in: .sweep, needs: [PSweepRow.self]) { results in
    let rows = try results(PSweepRow.self)
    return ReuseMode.allCases.flatMap { reuse -> [Table] in
      let group = rows.filter { $0.reuse == reuse }
      if group.isEmpty { return [] }
      return [
        sweepTable(group, reuse: reuse, published: results.published),
        linearityTable(group, reuse: reuse, published: results.published),
        growthPerPTable(group, reuse: reuse, published: results.published),
      ]
    }
  },
  TableGroup("slope", in: .slope, needs: [SlopeRow.self]) { results in
    [slopeTable(try results(SlopeRow.self), published: results.published)]
  },
  TableGroup("churn", in: .churn, needs: [ChurnRow.self]) { results in
    [churnTable(try results(ChurnRow.self), published: results.published)]
  },
  TableGroup("dsr", in: .profiler, needs: [DSRRow.self]) { results in
    [dsrTable(try results(DSRRow.self))]
  },
  TableGroup("diagnose", in: .profiler, needs: [DiagnoseRow.self]) { results in
    [serviceTable(try results(DiagnoseRow.self))]
  },
  TableGroup("redis", in: .redis, needs: [RedisRow.self]) { results in
    redisTables(
      try results(RedisRow.self), try results(Coefficient.self), published: results.published)
  },
  TableGroup("peers", in: .peers, needs: [PeersRow.self]) { results in
    peersTables(try results(PeersRow.self), try results(Coefficient.self))
  },
  TableGroup("lifetimes", in: .lifetimes, needs: [LifetimesRow.self]) { results in
    [lifetimesTable(try results(LifetimesRow.self))]
  },
  TableGroup("sensitivity", in: .sensitivity, needs: [SensitivityRow.self]) { results in
    let rows = try results(SensitivityRow.self)
    return [boundaryGridTable(rows), costTable(rows)]
  },
  TableGroup("threshold", in: .threshold, needs: [ThresholdRow.self]) { results in
    let rows = try results(ThresholdRow.self)
    return [powerTable(rows), countedLinearityTable(rows, published: results.published)]
  },
  TableGroup("classes", in: .classes, needs: [ClassesRow.self]) { results in
    let rows = try results(ClassesRow.self)
    return [classMatrixTable(rows), classRoutingTable(rows)]
  },
  TableGroup("granules", in: .granules, needs: [GranulesRow.self]) { results in
    [granulesTable(try results(GranulesRow.self))]
  },
  TableGroup("predictor", in: .predictor, needs: [PredictorRow.self]) { results in
    let rows = try results(PredictorRow.self)
    return [predictorDSRTable(rows), predictorTable(rows)]
  },
  TableGroup("bench", in: .speed, needs: [BenchRow.self]) { results in
    let rows = try results(BenchRow.self)
    let coefficients = try results.coefficients("bench", "time_ratio")
    return [benchTable(rows, coefficients), latencyTable(rows, published: results.published)]
  },
  TableGroup("profiler", in: .profiler, needs: [ProfilerRow.self]) { results in
    [profilerTable(try results(ProfilerRow.self))]
  },
]

extension Gathered<[Table]> {
  /// The tables in their order.
  package var tables: [Table] { made.flatMap(\.content) }

  /// The tables as one Markdown page.
  ///
  /// - Parameter source: where the published figures come from.
  package func markdown(source: String) -> String {
    "# Measured beside published\n\nPublished figures: \(source).\n\n"
      + TableFormat.markdown.render(tables)
  }
}
