@testable import Experiments

/// The time series of one run, and what NumPy and exact arithmetic say of it.
///
/// The series is what `drainbench psweep --p 0.05 --seed 1 --repeat 1` wrote to
/// psweep-timeseries.csv. The figures are exact rational arithmetic rounded once, and agree with
/// `numpy.polyfit` (NumPy 2.4.6) on centred data to 15 digits:
///
///     rows = list(csv.DictReader(open("psweep-timeseries.csv")))
///     x = [int(r["request"]) for r in rows]
///     y = [int(r["rss_bytes"]) for r in rows]
///     mx, my = Fraction(sum(x), len(x)), Fraction(sum(y), len(y))
///     sxx = sum((a - mx) ** 2 for a in x)
///     sxy = sum((a - mx) * (b - my) for a, b in zip(x, y))
///     syy = sum((b - my) ** 2 for b in y)
///     print(float(sxy / sxx), float(sxy**2 / (sxx * syy)))
///     xc, yc = np.array(x) - np.mean(x), np.array(y) - np.mean(y)
///     print(np.polyfit(xc, yc, 1)[0])
///
/// and for quarter k the same over points `k * 200 // 4` up to `(k + 1) * 200 // 4`.
enum ReferenceSeries {
  static let residentSlope = 10.509964893122328
  static let residentRSquared = 0.999780316724995
  static let residentQuarterSlopes = [
    10.317396206482593, 10.715096662665067, 10.32172331332533, 9.984799039615845,
  ]
  static let slabSlope = 0.0025209412735318383
  static let slabRSquared = 0.999786999037077
  static let slabQuarterSlopes = [
    0.0024823049219687876, 0.002572581032412965, 0.002488019207683073, 0.002407683073229292,
  ]
  static let sessions = 5_017

  static var outcome: ViolationRun.Outcome {
    var outcome = ViolationRun.Outcome()
    outcome.epochsClosed = 100_000
    outcome.pinnedCloses = sessions
    outcome.sessions = sessions
    outcome.samples = zip(residentPages, retainedSlabs).enumerated().map { index, value in
      var sample = ViolationRun.Sample()
      sample.request = (index + 1) * 1_000
      sample.epochsClosed = (index + 1) * 500
      sample.rssBytes = value.0 * 4_096
      sample.retainedSlabs = value.1
      return sample
    }
    return outcome
  }

  /// `rss_bytes` over 4,096, one every 1,000 requests.
  private static let residentPages: [Int] = [
    5_116, 5_122, 5_122, 5_122, 5_122, 5_128, 5_129, 5_132, 5_136, 5_138, 5_143, 5_144, 5_146,
    5_150, 5_151, 5_154, 5_155, 5_157, 5_160, 5_164, 5_167, 5_169, 5_169, 5_171, 5_179, 5_181,
    5_181, 5_182, 5_185, 5_188, 5_189, 5_193, 5_195, 5_196, 5_201, 5_205, 5_206, 5_207, 5_211,
    5_213, 5_216, 5_216, 5_221, 5_225, 5_227, 5_229, 5_232, 5_236, 5_239, 5_240, 5_241, 5_245,
    5_247, 5_250, 5_253, 5_256, 5_257, 5_260, 5_261, 5_263, 5_267, 5_270, 5_271, 5_273, 5_276,
    5_277, 5_282, 5_284, 5_286, 5_288, 5_291, 5_296, 5_297, 5_299, 5_303, 5_305, 5_310, 5_311,
    5_314, 5_318, 5_319, 5_322, 5_324, 5_325, 5_328, 5_330, 5_332, 5_335, 5_338, 5_344, 5_347,
    5_348, 5_350, 5_353, 5_358, 5_359, 5_361, 5_365, 5_368, 5_371, 5_372, 5_375, 5_379, 5_381,
    5_382, 5_386, 5_386, 5_391, 5_394, 5_398, 5_402, 5_404, 5_406, 5_407, 5_411, 5_412, 5_414,
    5_417, 5_421, 5_422, 5_424, 5_427, 5_434, 5_436, 5_436, 5_436, 5_438, 5_443, 5_447, 5_450,
    5_451, 5_452, 5_454, 5_456, 5_459, 5_460, 5_465, 5_469, 5_470, 5_471, 5_472, 5_478, 5_479,
    5_481, 5_484, 5_489, 5_492, 5_492, 5_493, 5_498, 5_500, 5_504, 5_508, 5_510, 5_512, 5_514,
    5_517, 5_520, 5_523, 5_524, 5_527, 5_530, 5_532, 5_535, 5_536, 5_537, 5_540, 5_541, 5_546,
    5_548, 5_551, 5_553, 5_553, 5_555, 5_559, 5_562, 5_565, 5_570, 5_571, 5_573, 5_574, 5_575,
    5_579, 5_581, 5_584, 5_588, 5_590, 5_590, 5_595, 5_597, 5_599, 5_600, 5_604, 5_609, 5_610,
    5_612, 5_614, 5_617, 5_621, 5_622,
  ]

  /// `retained_slabs`, one every 1,000 requests.
  private static let retainedSlabs: [Int] = [
    10, 16, 16, 16, 16, 22, 23, 26, 30, 32, 37, 38, 40, 44, 45, 48, 49, 51, 54, 58, 61, 63, 63, 64,
    72, 74, 74, 75, 78, 81, 82, 86, 88, 89, 94, 98, 99, 100, 104, 106, 109, 109, 114, 118, 120, 122,
    125, 128, 131, 132, 133, 137, 139, 142, 144, 147, 148, 151, 152, 154, 158, 161, 162, 164, 167,
    168, 173, 175, 177, 179, 182, 187, 188, 190, 193, 195, 200, 201, 204, 208, 209, 212, 214, 215,
    218, 220, 222, 225, 228, 234, 237, 238, 240, 243, 248, 249, 251, 255, 257, 260, 261, 264, 268,
    270, 271, 275, 275, 280, 283, 287, 291, 293, 295, 296, 300, 301, 303, 306, 310, 311, 313, 316,
    322, 324, 324, 324, 326, 331, 335, 338, 339, 340, 342, 344, 347, 348, 353, 357, 358, 359, 360,
    366, 367, 369, 372, 377, 380, 380, 381, 385, 387, 391, 395, 397, 399, 401, 404, 407, 410, 411,
    414, 417, 419, 422, 423, 424, 427, 428, 433, 435, 438, 440, 440, 442, 446, 448, 451, 456, 457,
    459, 460, 461, 465, 467, 470, 474, 476, 476, 481, 483, 485, 486, 490, 495, 496, 498, 500, 503,
    507, 508,
  ]
}
