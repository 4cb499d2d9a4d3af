import Testing

/// A series that is awkward to fit, with its fit in exact rational arithmetic.
///
/// The fits come from Python's `fractions` (roots by mpmath at 40 digits). numpy.polyfit of
/// NumPy 2.4.6 gives the same slopes: to 8 digits for `largeOffset`, where it loses the rest to
/// the offset, to 12 digits or more elsewhere. The intervals take t from scipy.stats 1.17.1.
struct AwkwardSeries: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var x: [Double]
  var y: [Double]
  var slope = 0.0
  var intercept = 0.0
  var rSquared = 0.0
  var residualDeviation = 0.0
  var slopeStandardError = 0.0
  var slopeInterval = (low: 0.0, high: 0.0)

  static let all = [largeOffset, scattered, steps, flat, nearlyPerfect]

  /// Makes the points of the indices from 0 up, of which `x` and `y` are functions.
  private init(_ description: String, count: Int, x: (Int) -> Double, y: (Int) -> Double) {
    testDescription = description
    self.x = (0..<count).map(x)
    self.y = (0..<count).map(y)
  }

  private static let largeOffset = {
    var series = AwkwardSeries("50 points at x = 1e9, y = 1e8", count: 50) { index in
      1e9 + Double(index)
    } y: { index in
      let scatter = Double(index * index * 7 % 11) / 8
      return 1e8 + 0.25 * Double(index) + scatter
    }
    series.slope = 0.25101440576230494
    series.intercept = -151014405.04465786
    series.rSquared = 0.9879500145713734
    series.residualDeviation = 0.40830181440774843
    series.slopeStandardError = 0.004001324770402748
    series.slopeInterval = (0.24296920310239037, 0.2590596084222195)
    return series
  }()

  private static let scattered = {
    var series = AwkwardSeries("200 scattered points", count: 200) { index in
      1_000 * Double(index)
    } y: { index in
      let scatter = Double(index * 37 % 101) / 64
      return 2.5 * Double(index) + scatter
    }
    series.slope = 0.00250018184438986
    series.intercept = 0.7638596082089553
    series.rSquared = 0.9999899885543658
    series.residualDeviation = 0.45902729894023736
    series.slopeStandardError = 5.621983577291834e-07
    series.slopeInterval = (0.002499073179402407, 0.0025012905093773127)
    return series
  }()

  private static let steps = {
    var series = AwkwardSeries("100 points in steps of 128 KiB", count: 100) { index in
      1_000 * Double(index + 1)
    } y: { index in
      131_072 * Double(index / 8)
    }
    series.slope = 16.359421542154216
    series.intercept = -71176.06787878789
    series.rSquared = 0.9937299462430319
    series.residualDeviation = 37891.69299766782
    series.slopeStandardError = 0.13126723843953927
    series.slopeInterval = (16.098925979627747, 16.619917104680685)
    return series
  }()

  private static let flat = {
    var series = AwkwardSeries("64 points that alternate about a level", count: 64) { index in
      0.5 * Double(index)
    } y: { index in
      index.isMultiple(of: 2) ? 6.9375 : 7.0625
    }
    series.slope = 0.00018315018315018315
    series.intercept = 6.997115384615385
    series.rSquared = 0.0007326007326007326
    series.residualDeviation = 0.06347679914192295
    series.slopeStandardError = 0.0008590505054621666
    series.slopeInterval = (-0.0015340673089618148, 0.001900367675262181)
    return series
  }()

  private static let nearlyPerfect = {
    var series = AwkwardSeries("40 points within 1e-9 of a line", count: 40) { index in
      Double(index)
    } y: { index in
      3 * Double(index) + (index.isMultiple(of: 3) ? 0x1p-30 : 0)
    }
    series.slope = 3.0
    series.intercept = 3.2596290111541746e-10
    series.rSquared = 1.0
    series.residualDeviation = 4.557524667397075e-10
    series.slopeStandardError = 6.242598783828651e-12
    series.slopeInterval = (2.9999999999873626, 3.0000000000126374)
    return series
  }()
}
