import Exhibits
import Results
import Statistics

let quotientOddity = FindingSource("slope-ratio", in: .oddities, needs: []) { results in
  let slopes = results.published.slope.slopesKibPerRequest
  return Finding(
    "The published slope ratio is not the quotient of the published slopes",
    [
      "Printed: \(Figures.decimal(results.published.slope.lastOverFirst, 3)). The last quarter's slope "
        + "over the first's is \(Figures.decimal(slopes[slopes.count - 1], 3)) / "
        + "\(Figures.decimal(slopes[0], 3)) = "
        + "\(Figures.decimal(slopes[slopes.count - 1] / slopes[0], 3))."
    ])
}
