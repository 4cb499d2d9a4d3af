import TestSupport
import Testing

@testable import Experiments
@testable import Results

@Suite struct RowsTests {
  private func header<Row: CSVRecord>(of kind: Row.Type) -> String {
    kind.fileName + ": " + kind.columns.map(\.name).joined(separator: ", ")
  }

  private func names<Row: CSVRecord>(in row: Row, _ role: ColumnRole) -> [String] {
    Row.columns.filter { $0.role(in: row) == role }.map(\.name)
  }

  @Test("The columns of each file are the published ones, in order")
  func headers() {
    #expect(
      header(of: PSweepRow.self)
        == "psweep.csv: p, reuse, seed, requests, epochs_closed, sessions, rss_growth_bytes, "
        + "committed_growth_bytes, retained_slabs, live_bytes, slope_bytes_per_request, r_squared, "
        + "r_squared_slabs, r_squared_expected, growth_per_p_bytes, bound_ratio, behavior, "
        + "wall_seconds, session_size, slab_capacity")
    #expect(
      header(of: PSweepSample.self)
        == "psweep-timeseries.csv: p, reuse, seed, request, epochs_closed, rss_bytes, "
        + "committed_bytes, retained_slabs, live_bytes, sessions")
    #expect(
      header(of: SlopeRow.self)
        == "slope.csv: p, reuse, seed, metric, quartile, slope_per_request, ratio_to_first")
    #expect(
      header(of: TwoPointRow.self)
        == "twopoint.csv: routing, reuse, seed, requests, epochs_closed, session_fraction, "
        + "object_size, slab_capacity, slabs_created, slabs_recycled, recycle_rate, "
        + "boundary_slabs, boundary_recycled, boundary_recycle_rate, "
        + "boundary_recycle_rate_predicted, retained_slabs, live_bytes, structural_bytes, "
        + "rss_growth_bytes, wall_seconds, protocol, churn, reclaim, live_objects, "
        + "peak_retained_slabs, bound_margin, empty_slabs_per_close, net_slabs_per_request, "
        + "recycle_rate_predicted")
    #expect(
      header(of: TwoPointSample.self)
        == "twopoint-timeseries.csv: routing, reuse, seed, request, epochs_closed, "
        + "retained_slabs, structural_bytes, live_bytes, rss_bytes, protocol, churn, reclaim, "
        + "live_objects, slabs_created, slabs_recycled")
    #expect(
      header(of: Coefficient.self)
        == "coefficients.csv: experiment, coefficient, parameter, value, ci_low, ci_high, "
        + "predicted, published, unit")
  }

  @Test("Columns from time and RSS are noisy, the rest is not")
  func roles() {
    #expect(
      names(in: PSweepRow.blank, .noisy) == [
        "rss_growth_bytes", "slope_bytes_per_request", "r_squared", "growth_per_p_bytes",
        "behavior", "wall_seconds",
      ])
    #expect(names(in: PSweepRow.blank, .key) == ["p", "reuse", "session_size"])
    #expect(names(in: PSweepRow.blank, .repetition) == ["seed"])
    #expect(names(in: PSweepSample.blank, .noisy) == ["rss_bytes"])
    #expect(names(in: PSweepSample.blank, .key) == ["p", "reuse"])
    #expect(names(in: PSweepSample.blank, .position) == ["request"])
    #expect(names(in: TwoPointRow.blank, .noisy) == ["rss_growth_bytes", "wall_seconds"])
    #expect(
      names(in: TwoPointRow.blank, .key)
        == [
          "routing", "reuse", "session_fraction", "object_size", "protocol", "churn", "reclaim",
        ])
    #expect(names(in: TwoPointSample.blank, .noisy) == ["rss_bytes"])
    #expect(
      names(in: TwoPointSample.blank, .key)
        == ["routing", "reuse", "protocol", "churn", "reclaim"])
    #expect(names(in: TwoPointSample.blank, .position) == ["request"])
    #expect(names(in: BenchRow.blank, .repetition) == ["round"])
  }

  @Test("The unit in a column's name says which way it is better, unless its kind does")
  func preferences() {
    func better<Row: CSVRecord>(_ kind: Row.Type, _ name: String) -> Preference? {
      Row.columns.first { $0.name == name }?.better
    }
    #expect(better(PSweepRow.self, "rss_growth_bytes") == .lower)
    #expect(better(PSweepRow.self, "growth_per_p_bytes") == .lower)
    #expect(better(PSweepRow.self, "r_squared") == .neither)
    #expect(better(BenchRow.self, "ns_per_pair") == .lower)
    #expect(better(SlopeRow.self, "slope_per_request") == .lower)
    #expect(ColumnUnit(ofColumn: "requests_per_second").better == .higher)
    #expect(ColumnUnit(ofColumn: "bytes_per_second") == .perSecond)
    #expect(ColumnUnit(ofColumn: "p50_ns") == .nanoseconds)
    #expect(ColumnUnit(ofColumn: "expenses") == .one)
  }

  @Test("Every kind of file has a name and a header of its own")
  func kinds() {
    #expect(Set(CSVKind.all.map(\.fileName)).count == CSVKind.all.count)
    for kind in CSVKind.all { #expect(!kind.identifyingNames.isEmpty, "\(kind.fileName)") }
    #expect(BenchRow.blank.isReference)
    #expect(!PSweepRow.blank.isReference)
  }

  @Test("A slope is noisy when it is of RSS, and exact when it is of retained slabs")
  func slopeRoles() {
    var row = SlopeRow.blank
    row.metric = .rssBytes
    #expect(names(in: row, .noisy) == ["slope_per_request", "ratio_to_first"])
    row.metric = .retainedSlabs
    #expect(names(in: row, .noisy) == [])
    #expect(names(in: row, .exact) == ["slope_per_request", "ratio_to_first"])
  }

  @Test("A coefficient is noisy unless its kind is exact, its prediction only where it says so")
  func coefficientRoles() throws {
    func noisy(_ experiment: String, _ name: String, _ parameter: String) throws -> [String] {
      var row = Coefficient.blank
      (row.experiment, row.coefficient) = (experiment, name)
      row.parameter = try #require(Parameters(csvField: parameter))
      let document = try CSVDocument(
        parsing: Coefficient.csvText(of: [row]), file: Coefficient.fileName)
      let kind = try #require(CSVKind.all.kind(of: document, named: Coefficient.fileName))
      let table = try kind.classify(document)
      return zip(table.columns, table.rows[0].roles).filter { $1 == .noisy }.map(\.0.name)
    }
    let all = ["value", "ci_low", "ci_high"]
    #expect(try noisy("psweep", "growth_per_p", "p=0.05 reuse=ring") == all)
    #expect(try noisy("dsr", "dsr", "p=0.05") == [])
    let ring = "p=0.05 reuse=ring metric="
    #expect(try noisy("slope", "quartile_slope_ratio", ring + "rss_bytes") == all)
    #expect(try noisy("slope", "quartile_slope_ratio", ring + "retained_slabs") == [])
    #expect(try noisy("nothing", "known", "p=1") == all)
    // Of a server's other objects nothing is known but what was measured.
    #expect(try noisy("redis", "rss_ratio", "pattern=odd") == all + ["predicted"])
  }

  @Test("An undefined figure is an empty field and comes back undefined")
  func undefined() throws {
    var row = PSweepRow.blank
    row.seed = .max
    row.rssGrowthBytes = -4096
    row.wallSeconds = 1.25
    let text = try PSweepRow.csvText(of: [row])
    #expect(
      text.split(separator: "\n").last
        == "0.0,ring,18446744073709551615,0,0,0,-4096,0,0,0,0.0,,,,,,plateau,1.25,0,0")
    #expect(try PSweepRow.read(text.bytes, file: "psweep.csv") == [row])
  }
}
