/// The figures that the paper and its project page publish (`experiments/published.json`).
///
/// The paper prints "MB"; its RSS figures are multiples of 1/8 MiB, so they are read as MiB.
public struct PublishedFigures: Sendable, Equatable {
  /// One row of the p-sweep table.
  public struct SweepPoint: Sendable, Equatable {
    /// Violation fraction.
    public var p: Double
    /// Session objects allocated.
    public var sessions: Int
    /// RSS growth in MiB.
    public var rssGrowthMiB: Double
    /// R-squared of RSS on requests; nil at p = 0.
    public var rSquared: Double?
    /// The paper's word for the curve.
    public var behavior: String
    /// RSS growth over p in MiB; nil at p = 0.
    public var growthPerPMiB: Double?
  }

  /// One arm of the two-point experiment.
  public struct TwoPointArm: Sendable, Equatable {
    /// The routing.
    public var routing: Routing
    /// Requests that the arm ran.
    public var requests: Int
    /// Epochs closed.
    public var epochCloses: Int
    /// Slabs created.
    public var slabsCreated: Int
    /// Slabs recycled.
    public var slabsRecycled: Int
    /// Recycled over recycled and created.
    public var recycleRate: Double
    /// Slabs retained at the end.
    public var retainedSlabs: Int
  }

  /// Slabs of one size class in one arm of the two-point experiment.
  public struct ClassCount: Sendable, Equatable {
    /// The routing.
    public var routing: Routing
    /// Object size in bytes.
    public var sizeClass: Int
    /// Slabs created.
    public var slabsCreated: Int
    /// Slabs recycled.
    public var slabsRecycled: Int
  }

  /// One percentile of an operation's latency, on the paper's machine.
  public struct Latency: Sendable, Equatable {
    /// The percentile's name, such as `p99`.
    public var percentile: String
    /// The original allocator's, in nanoseconds.
    public var temporalSlabNS: Double
    /// The system's malloc's, in nanoseconds.
    public var systemMallocNS: Double
  }

  /// Memory under sustained replacement.
  public struct Churn: Sendable, Equatable {
    /// Committed MiB after the fill and at the end.
    public var committedMiB: [Double]
    /// The least and the greatest growth of RSS, as shares.
    public var rssGrowth: [Double]
  }

  /// Where the figures come from.
  public var source: String
  /// The p-sweep, by ascending p.
  public var psweep: [SweepPoint]
  /// Slope of each quarter of the p = 1 run, in KiB per request.
  public var quartileSlopesKiB: [Double]
  /// The published last-over-first ratio of those slopes.
  public var quartileSlopeRatio: Double
  /// The two arms.
  public var twopoint: [TwoPointArm]
  /// The two arms by size class.
  public var twopointClasses: [ClassCount]
  /// Isolated over mixed recycle rate.
  public var recycleRateDifferential: Double
  /// The instrumented Redis; its megabytes are Redis's own, which are MiB.
  public var redis: [RedisFigure]
  /// Latency by ascending percentile.
  public var latency: [Latency]
  /// The churn run.
  public var churn: Churn

  /// The figures that are built into the program.
  public static let bundled: PublishedFigures = {
    do {
      return try PublishedFigures(BundledFiles.published, file: "experiments/published.json")
    } catch {
      // The file is part of the build and a test reads it.
      preconditionFailure("\(error)")
    }
  }()

  /// Reads the figures from JSON.
  public init(_ bytes: [UInt8], file: String) throws(JSONError) {
    var reader = try JSONReader(JSONValue.parse(bytes, file: file), file: file)
    source = try reader.string("source")
    psweep = []
    for var point in try reader.objects("psweep", atLeast: 1) {
      psweep.append(
        SweepPoint(
          p: try point.double("p", in: 0...1), sessions: try point.int("sessions"),
          rssGrowthMiB: try point.double("rss_growth_mib"),
          rSquared: try point.optionalDouble("r_squared"),
          behavior: try point.string("behavior"),
          growthPerPMiB: try point.optionalDouble("growth_per_p_mib")))
      try point.finish()
    }
    quartileSlopesKiB = []
    for var quartile in try reader.objects("quartiles", atLeast: 4) {
      _ = try quartile.int("quartile", in: 1...4)
      quartileSlopesKiB.append(try quartile.double("slope_kib_per_request"))
      try quartile.finish()
    }
    quartileSlopeRatio = try reader.double("quartile_slope_ratio")
    twopoint = []
    for var arm in try reader.objects("twopoint", atLeast: 2) {
      twopoint.append(
        TwoPointArm(
          routing: try arm.choice("routing"), requests: try arm.int("requests"),
          epochCloses: try arm.int("epoch_closes"),
          slabsCreated: try arm.int("slabs_created"),
          slabsRecycled: try arm.int("slabs_recycled"),
          recycleRate: try arm.double("recycle_rate"),
          retainedSlabs: try arm.int("retained_slabs")))
    }
    twopointClasses = []
    for var row in try reader.objects("twopoint_classes") {
      twopointClasses.append(
        ClassCount(
          routing: try row.choice("routing"), sizeClass: try row.int("size_class"),
          slabsCreated: try row.int("slabs_created"),
          slabsRecycled: try row.int("slabs_recycled")))
    }
    recycleRateDifferential = try reader.double("recycle_rate_differential")
    redis = try Self.redisFigures(&reader)
    latency = []
    for var row in try reader.objects("latency") {
      latency.append(
        Latency(
          percentile: try row.string("percentile"),
          temporalSlabNS: try row.double("temporal_slab_ns"),
          systemMallocNS: try row.double("system_malloc_ns")))
    }
    var run = try reader.object("churn")
    churn = Churn(
      committedMiB: try run.doubles("committed_mib", in: 0...1e9),
      rssGrowth: try run.doubles("rss_growth", in: 0...1e9))
  }

  /// The published point at `p`; nil when the paper has none.
  public func point(at p: Double) -> SweepPoint? { psweep.first { $0.p == p } }

  /// The published arm.
  public func arm(_ routing: Routing) -> TwoPointArm? {
    twopoint.first { $0.routing == routing }
  }
}
