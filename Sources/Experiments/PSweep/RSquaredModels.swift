import Exhibits
import Results
import Statistics

/// How RSS may have been counted in the published sweep: a model of what its R-squared shows beside
/// the growth.
struct CounterModel {
  /// In words.
  var words: String
  /// Steps of the counter by which RSS grew between the first sample and the second, beside the
  /// sessions.
  var startUpSteps = 0
  /// Requests between two samples.
  var sampleEvery = 1_000

  /// The step in which the kernel's batched RSS counter moves, in bytes.
  static let step = 131_072.0
  /// Positions of the counter, relative to its step, at which a series may begin.
  private static let phases = 16

  /// The models that are tried.
  static let all = [
    CounterModel(words: "steps of 128 KiB"),
    CounterModel(words: "and one step of growth at the start", startUpSteps: 1),
    CounterModel(
      words: "and one step at the start, a sample every 5,000 requests", startUpSteps: 1,
      sampleEvery: 5_000),
    CounterModel(
      words: "and one step at the start, a sample every 10,000 requests", startUpSteps: 1,
      sampleEvery: 10_000),
    CounterModel(words: "and three steps at the start", startUpSteps: 3),
  ]

  /// R-squared of growth at one p under the model: from the least to the most over the Bernoulli
  /// paths of all seeds and positions of the counter; nil without samples.
  ///
  /// - Parameter bytesPerSession: what a session adds to RSS.
  func rSquared(_ samples: [PSweepSample], bytesPerSession: Double) -> ClosedRange<Double>? {
    var values: [Double] = []
    for seed in Set(samples.map(\.seed)).sorted() {
      let series = samples.filter { $0.seed == seed }
      guard let first = series.first else { continue }
      let chosen = series.filter { $0.request == first.request || $0.request % sampleEvery == 0 }
      for phase in 0..<Self.phases {
        let start = Double(phase) / Double(Self.phases) * Self.step
        let counted = chosen.map { sample in
          let begun = sample.request == first.request ? 0 : Double(startUpSteps) * Self.step
          return ((Double(sample.sessions) * bytesPerSession + begun + start) / Self.step)
            .rounded(.down)
        }
        let fit = try? LinearFit(x: chosen.map { Double($0.request) }, y: counted)
        if let value = fit?.rSquared { values.append(value) }
      }
    }
    guard let low = values.min(), let high = values.max() else { return nil }
    return low...high
  }
}

/// A model beside the published R-squared of the points that are not 1.000.
struct CounterFit {
  var model: CounterModel
  /// By ascending p.
  var points: [(p: Double, published: Double, range: ClosedRange<Double>)]

  /// Half the last digit that is published.
  private static let rounding = 0.0005

  static func holds(_ published: Double, _ range: ClosedRange<Double>) -> Bool {
    range.lowerBound <= published + rounding && published - rounding <= range.upperBound
  }

  /// The points whose published value the model reaches.
  var matching: [Double] { points.filter { Self.holds($0.published, $0.range) }.map(\.p) }
}

/// Every model with what it makes of the sessions of the ring runs, as many bytes each as the
/// published growth at p = 1 has; none without those runs.
func counterFits(_ samples: [PSweepSample], published: PublishedFigures) -> [CounterFit] {
  guard let most = published.point(at: 1) else { return [] }
  let bytesPerSession = most.rssGrowthMib * Figures.bytesPerMiB / Double(most.sessions)
  let printed = published.psweep.filter { ($0.rSquared ?? 1) < 1 }
  let series = printed.map { point in
    samples.filter { $0.reuse == .ring && $0.p == point.p }
  }
  return CounterModel.all.compactMap { model in
    let points = zip(printed, series).compactMap { point, samples in
      model.rSquared(samples, bytesPerSession: bytesPerSession).map {
        (p: point.p, published: point.rSquared ?? 1, range: $0)
      }
    }
    return points.count == printed.count ? CounterFit(model: model, points: points) : nil
  }
}

private func words(_ range: ClosedRange<Double>) -> String {
  "\(Figures.decimal(range.lowerBound, 4)) to \(Figures.decimal(range.upperBound, 4))"
}

/// What each model makes of the published R-squared; nil without the runs.
func rSquaredTable(_ samples: [PSweepSample], published: PublishedFigures) -> Table? {
  let fits = counterFits(samples, published: published)
  guard let first = fits.first else { return nil }
  var table = Table(
    "psweep-r-squared", "p-sweep: what may explain the published R²",
    [.text("RSS counted in")]
      + first.points.map { .number("p = \(Figures.probability($0.p))") } + [.text("reaches")])
  for fit in fits {
    table.append(
      [fit.model.words]
        + fit.points.map { words($0.range) } + ["\(fit.matching.count) of \(fit.points.count)"])
  }
  table.append(
    ["published"] + first.points.map { Figures.decimal($0.published, 3) } + [Figures.none])
  table.notes = [
    "From the least to the most over the sessions of \(Set(samples.map(\.seed)).count) seeds, with "
      + "the published bytes a session, and 16 positions of the counter. How often the published "
      + "runs were sampled, and what they grew by at their start, is not stated; at p = 0 they grew "
      + "by one step."
  ]
  return table
}

let roundingOddity = FindingSource("rounded-rss", in: .oddities, PSweepSample.self) {
  samples, published in
  let fits = counterFits(samples, published: published)
  guard let steps = fits.first(where: { $0.model.startUpSteps == 0 }) else { return nil }
  func names(_ points: [Double]) -> String {
    points.isEmpty
      ? "none" : points.map { "p = \(Figures.probability($0))" }.joined(separator: ", ")
  }
  func ranges(_ fit: CounterFit) -> String {
    fit.points.map {
      "\(words($0.range)) at p = \(Figures.probability($0.p)) (published "
        + "\(Figures.decimal($0.published, 3)))"
    }.joined(separator: ", ")
  }
  let explained = steps.matching.count == steps.points.count
  let others = fits.filter { $0.model.startUpSteps > 0 && $0.matching.count == $0.points.count }
  return Finding(
    explained
      ? "Counting RSS in steps of 128 KiB explains the published R²"
      : "Counting RSS in steps of 128 KiB does not explain all of the published R²",
    [
      "The kernel's counter moves in steps of 128 KiB. Steps alone leave R² = \(ranges(steps)): they "
        + "reach the published value at \(names(steps.matching)).",
      others.isEmpty
        ? "None of the other models that were tried reaches all of them."
        : "All published values are reached by steps "
          + others.map(\.model.words).joined(separator: "; or by steps ")
          + ". Which of these it was, if any, is a conjecture: neither the growth at the start nor "
          + "the sampling of the published runs is stated.",
    ])
}
