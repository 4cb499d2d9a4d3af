import Results

/// A program whose objects live either for an epoch or to the end of the run, and where they are
/// routed by a predictor.
struct PredictorWorkload: Codable, Sendable, Equatable {
  /// Probability that an object lives to the end of the run.
  var longFraction = 0.0
  /// Objects of an epoch.
  var objects = 0
  /// Epochs of a run, each closed.
  var epochs = 0
  /// Epochs that a rotating granule of long-lived objects spans.
  var span = 0
  /// Bytes of every object.
  var objectSize = 0
  /// Bytes of a slab.
  var slabSize = 0

  /// Slots of a slab.
  var capacity: Int { slabSize / ParameterRules.slotSize(of: objectSize) }

  static let parameters: [Parameter<Self>] = [
    .number(
      "long-fraction", \.longFraction, .one,
      NumberRange(0...1, .fraction, includesLower: false, includesUpper: false),
      "share of the objects that live to the end of the run"),
    .whole("objects", \.objects, .objects, WholeRange(1...100_000), "objects of an epoch"),
    .whole("epochs", \.epochs, .epochs, WholeRange(1...1_000_000), "epochs of a run"),
    .whole(
      "span", \.span, .epochs, WholeRange(1...1_000_000),
      "epochs of a rotating granule for objects predicted to live long"),
    .objectSize("object-size", \.objectSize, "bytes of every object"),
    .slabSize(\.slabSize),
  ]
}

/// A predictor of "lives long" by its confusion matrix, whose errors are independent from object to
/// object.
struct LifetimePredictor: Codable, Sendable, Equatable {
  /// Share of the objects predicted to live long that do, above 0 to 1.
  var precision: Double
  /// Share of the long-lived objects that are predicted to be, 0 to 1.
  var recall: Double

  /// No prediction: every object is taken to die by its epoch's close.
  static let none = LifetimePredictor(precision: 1, recall: 0)

  /// Probability that an object is predicted to live long, where a fraction f of them does. Of
  /// those predicted a share `precision` is right, and right are `f recall`.
  func predictedShare(longFraction: Double) -> Double { longFraction * recall / precision }

  /// Probability that an object that dies by its epoch's close is predicted to live long.
  func falsePositiveRate(longFraction: Double) -> Double {
    longFraction * recall * (1 - precision) / (precision * (1 - longFraction))
  }
}
