import TestSupport
import Testing

@testable import Exhibits
@testable import Experiments

@Suite struct ExperimentChartsTests {
  private func sample(_ p: Double, _ seed: UInt64, _ request: Int, _ rss: Int) -> PSweepSample {
    var sample = PSweepSample.blank
    sample.p = p
    sample.reuse = .ring
    sample.seed = seed
    sample.request = request
    sample.rssBytes = rss
    return sample
  }

  @Test("The sweep's chart shows the mean growth over the seeds, and the other mode none")
  func sweep() throws {
    let samples = [
      sample(1, 1, 0, 100), sample(1, 1, 10, 300), sample(1, 2, 0, 0), sample(1, 2, 10, 100),
      sample(0, 1, 0, 5), sample(0, 1, 10, 5),
    ]
    let chart = try #require(psweepChart(samples, reuse: .ring))
    #expect(
      chart.curves == [
        .init("p=0.00", [Point(0, 0), Point(10, 0)]),
        .init("p=1.00", [Point(0, 0), Point(10, 150)]),
      ])
    #expect(psweepChart(samples, reuse: .strict) == nil)
  }

  @Test("The two-point chart shows structural bytes by routing, the lower first")
  func twoPoint() throws {
    let samples = [(Routing.mixed, 900), (.isolated, 40)].map { routing, structural in
      var sample = TwoPointSample.blank
      sample.routing = routing
      sample.reuse = .strict
      sample.request = 10
      sample.structuralBytes = structural
      return sample
    }
    let chart = try #require(twopointChart(samples, reuse: .strict))
    #expect(
      chart.curves == [.init("isolated", [Point(10, 40)]), .init("mixed", [Point(10, 900)])])
    #expect(twopointChart(samples, reuse: .ring) == nil)
  }
}
