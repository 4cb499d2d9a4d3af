import Statistics
import Testing

@Suite("Distributions")
struct DistributionTests {
  @Test("The normal distribution agrees with its reference to 12 digits")
  func normalCumulative() {
    for (z, probability) in DistributionReference.normalCumulative {
      let error = relativeError(StandardNormal.cumulative(z), probability)
      #expect(error < 1e-12, "z \(z): error \(error)")
    }
  }

  @Test("The normal quantile agrees with its reference to 14 digits")
  func normalQuantile() throws {
    for (probability, z) in DistributionReference.normalQuantiles {
      let error = relativeError(try StandardNormal.quantile(probability), z)
      #expect(error < 1e-14, "probability \(probability): error \(error)")
    }
  }

  @Test("Student's t distribution agrees with its reference to 12 digits, tails included")
  func studentCumulative() throws {
    for (degreesOfFreedom, values) in DistributionReference.studentCumulative {
      let student = try StudentT(degreesOfFreedom: degreesOfFreedom)
      for (t, probability) in zip(DistributionReference.studentArguments, values) {
        let error = relativeError(student.cumulative(t), probability)
        #expect(error < 1e-12, "\(degreesOfFreedom) degrees, t \(t): error \(error)")
      }
    }
  }

  @Test("The quantile of Student's t agrees with its reference to 12 digits, tails included")
  func studentQuantile() throws {
    for (degreesOfFreedom, values) in DistributionReference.studentQuantiles {
      let student = try StudentT(degreesOfFreedom: degreesOfFreedom)
      for (probability, t) in zip(DistributionReference.probabilities, values) {
        let error = relativeError(try student.quantile(probability), t)
        #expect(error < 1e-12, "\(degreesOfFreedom) degrees, p \(probability): error \(error)")
      }
    }
  }

  @Test("The ends of the probabilities are infinite and the middle is 0")
  func ends() throws {
    let student = try StudentT(degreesOfFreedom: 5)
    #expect(try StandardNormal.quantile(0) == -.infinity)
    #expect(try StandardNormal.quantile(1) == .infinity)
    #expect(try student.quantile(0) == -.infinity)
    #expect(try student.quantile(1) == .infinity)
    #expect(try student.quantile(0.5) == 0)
    #expect(student.cumulative(-.infinity) == 0)
    #expect(student.cumulative(0) == 0.5)
    #expect(student.cumulative(.infinity) == 1)
    #expect(student.cumulative(.nan).isNaN)
    #expect(StandardNormal.cumulative(-.infinity) == 0)
    #expect(StandardNormal.cumulative(.infinity) == 1)
  }

  @Test("Student's t is the normal distribution in the limit of many degrees of freedom")
  func manyDegrees() throws {
    let student = try StudentT(degreesOfFreedom: 1e15)
    for z in [-8, -3, -1.75, -1.7, -0.5, 1.0] {
      let normal = StandardNormal.cumulative(z)
      #expect(relativeError(student.cumulative(z), normal) < 1e-11, "z \(z)")
      #expect((try student.quantile(normal) - z).magnitude < 1e-11, "z \(z)")
    }
  }

  @Test("The density is the slope of the distribution")
  func density() throws {
    let step = 1e-5
    for degreesOfFreedom in [1, 2.5, 30] {
      let student = try StudentT(degreesOfFreedom: degreesOfFreedom)
      for t in [-3, -0.5, 0, 1, 2.0] {
        let rise = student.cumulative(t + step) - student.cumulative(t - step)
        #expect(relativeError(rise / (2 * step), student.density(t)) < 1e-8)
      }
    }
  }

  @Test("The quantile of a cumulative probability is where it was taken")
  func quantileOfCumulative() throws {
    let seed: UInt64 = 21
    var generator = Xoshiro256StarStar(seed: seed)
    for _ in 0..<500 {
      let z = generator.nextUnit() * 33 - 30
      let normal = try StandardNormal.quantile(StandardNormal.cumulative(z))
      #expect((normal - z).magnitude < 1e-12, "seed \(seed), z \(z)")
      let degreesOfFreedom = 1 + generator.nextUnit() * 300
      let student = try StudentT(degreesOfFreedom: degreesOfFreedom)
      let t = try student.quantile(student.cumulative(z))
      #expect(
        (t - z).magnitude < 1e-11, "seed \(seed), \(degreesOfFreedom) degrees, t \(z)")
    }
  }

  @Test("Probabilities outside 0 to 1 and degrees of freedom of 0 are refused")
  func errors() throws {
    #expect(throws: StatisticsError.probabilityOutOfRange(name: "probability", value: 1.5)) {
      try StandardNormal.quantile(1.5)
    }
    let student = try StudentT(degreesOfFreedom: 3)
    #expect(throws: StatisticsError.probabilityOutOfRange(name: "probability", value: -0.1)) {
      try student.quantile(-0.1)
    }
    #expect(throws: StatisticsError.self) { try student.quantile(.nan) }
    #expect(throws: StatisticsError.notPositive(name: "degreesOfFreedom", value: 0)) {
      try StudentT(degreesOfFreedom: 0)
    }
  }
}
