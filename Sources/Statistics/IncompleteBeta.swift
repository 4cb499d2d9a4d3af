/// The continued fraction of the regularised incomplete beta function: `I_x(a, b)` is
/// `x^a y^b / B(a, b)` times the result.
///
/// This is the even part of DLMF 8.17.22: each step takes in two of its terms, and the difference
/// of `1` and a number near it, which costs the plain form its digits for large `a`, is formed
/// from `y` without cancellation. Source: DiDonato and Morris, "Algorithm 708: significant digit
/// computation of the incomplete beta function ratios", ACM TOMS 18(3), 1992, function BFRAC;
/// evaluated by the modified Lentz method of Thompson and Barnett, "Coulomb and Bessel functions
/// of complex arguments and order", Journal of Computational Physics 64, 1986.
/// - Parameters:
///   - a: Above 0.
///   - b: Above 0.
///   - x: From 0 to `(a + 1) / (a + b + 2)`, where the fraction converges fast.
///   - y: `1 - x`, given apart because a small one has digits that `x` has lost.
func incompleteBetaFraction(a: Double, b: Double, x: Double, y: Double) -> Double {
  let tiny = 1e-300
  let termLimit = 10_000
  var fraction = (a * y - b * x + 1) * (a / (a + 1))
  if fraction.magnitude < tiny { fraction = tiny }
  var c = fraction
  var d = 0.0
  for term in 1...termLimit {
    let m = Double(term)
    let span = a + 2 * m - 1
    // In this order the product of a large b and a small x never overflows.
    let numerator = m * ((a + m - 1) / span) * ((a + b + m - 1) / span * x) * ((b - m) * x)
    let denominator =
      m + m * (b - m) * x / span + (a + m) * (a * y - b * x + 1 + m * (1 + y)) / (a + 2 * m + 1)
    d = denominator + numerator * d
    if d.magnitude < tiny { d = tiny }
    d = 1 / d
    c = denominator + numerator / c
    if c.magnitude < tiny { c = tiny }
    fraction *= c * d
    if (c * d - 1).magnitude < 0x1p-52 { break }
  }
  return 1 / fraction
}

/// The complete beta function `B(a, 1/2)` for `a` above 0.
///
/// The difference of two log-gammas would lose as many digits as `a` has, so the ratio of gammas
/// is taken from the difference of their Stirling series (DLMF 5.11.1), reached for small `a` by
/// the recurrence `gamma(a + 1) = a gamma(a)`.
func betaWithOneHalf(_ a: Double) -> Double {
  var large = a
  var recurrence = 1.0
  while large < 16 {
    recurrence *= (large + 0.5) / large
    large += 1
  }
  let logRatio =
    large * naturalLog1p(0.5 / large) - 0.5
    + stirlingCorrection(large + 0.5) - stirlingCorrection(large)
  // gamma(large + 1/2) / gamma(large) is exp(logRatio) times the root of large.
  return Double.pi.squareRoot() * recurrence / (exponential(logRatio) * large.squareRoot())
}

/// What the leading terms of Stirling's formula leave of log-gamma at `z`, 16 or more.
private func stirlingCorrection(_ z: Double) -> Double {
  let inverseSquare = 1 / (z * z)
  let coefficients = [1.0 / 1_188, -1.0 / 1_680, 1.0 / 1_260, -1.0 / 360, 1.0 / 12]
  return coefficients.reduce(0) { $0 * inverseSquare + $1 } / z
}
