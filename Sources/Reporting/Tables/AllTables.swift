import Results

/// The tables made of results, in the order in which they are shown.
public let allTables: [TableGroup] = [
  TableGroup("twopoint", in: .routing, needs: [.twoPoint]) { results in
    let rows = try results(TwoPointRow.self)
    return [
      twoPointTable(rows, published: results.published), boundaryTable(rows),
      classTable(rows, published: results.published),
    ]
  },
  TableGroup("differential", in: .routing, needs: [.twoPoint, .coefficients]) { results in
    let table = differentialTable(
      try results.coefficients("twopoint", "recycle_rate_differential"))
    return table.rows.isEmpty ? nil : [table]
  },
  TableGroup("psweep", in: .sweep, needs: [.psweep]) { results in
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
  TableGroup("slope", in: .slope, needs: [.slope]) { results in
    [slopeTable(try results(SlopeRow.self), published: results.published)]
  },
  TableGroup("churn", in: .churn, needs: [.churn]) { results in
    [churnTable(try results(ChurnRow.self), published: results.published)]
  },
  TableGroup("dsr", in: .profiler, needs: [.dsr]) { results in
    [dsrTable(try results(DSRRow.self))]
  },
  TableGroup("diagnose", in: .profiler, needs: [.diagnose]) { results in
    [serviceTable(try results(DiagnoseRow.self))]
  },
  TableGroup("redis", in: .redis, needs: [.redis]) { results in
    redisTables(
      try results(RedisRow.self), try results(Coefficient.self), published: results.published)
  },
  TableGroup("peers", in: .peers, needs: [.peers]) { results in
    peersTables(try results(PeersRow.self), try results(Coefficient.self))
  },
  TableGroup("lifetimes", in: .lifetimes, needs: [.lifetimes]) { results in
    [lifetimesTable(try results(LifetimesRow.self))]
  },
  TableGroup("sensitivity", in: .sensitivity, needs: [.sensitivity]) { results in
    let rows = try results(SensitivityRow.self)
    return [boundaryGridTable(rows), costTable(rows)]
  },
  TableGroup("threshold", in: .threshold, needs: [.threshold]) { results in
    let rows = try results(ThresholdRow.self)
    return [powerTable(rows), countedLinearityTable(rows, published: results.published)]
  },
  TableGroup("classes", in: .classes, needs: [.classes]) { results in
    let rows = try results(ClassesRow.self)
    return [classMatrixTable(rows), classRoutingTable(rows)]
  },
  TableGroup("granules", in: .granules, needs: [.granules]) { results in
    [granulesTable(try results(GranulesRow.self))]
  },
  TableGroup("predictor", in: .predictor, needs: [.predictor]) { results in
    let rows = try results(PredictorRow.self)
    return [predictorDSRTable(rows), predictorTable(rows)]
  },
  TableGroup("bench", in: .speed, needs: [.bench]) { results in
    let rows = try results(BenchRow.self)
    let coefficients = try results.coefficients("bench", "time_ratio")
    return [benchTable(rows, coefficients), latencyTable(rows, published: results.published)]
  },
  TableGroup("profiler", in: .profiler, needs: [.profiler]) { results in
    [profilerTable(try results(ProfilerRow.self))]
  },
]

extension Gathered<[Table]> {
  /// The tables in their order.
  public var tables: [Table] { made.flatMap(\.content) }

  /// The tables as one Markdown page.
  ///
  /// - Parameter source: where the published figures come from.
  public func markdown(source: String) -> String {
    "# Measured beside published\n\nPublished figures: \(source).\n\n"
      + TableFormat.markdown.render(tables)
  }
}
