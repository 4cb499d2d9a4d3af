import Foundation
import Recordings
import TestSupport
import Testing

@testable import Experiments

/// What a recording of our own workloads says from outside is what was counted inside.
@Suite struct WorkloadRecordingTests {
  private func report(_ path: String, at moment: Moment) throws -> AttributionReport {
    var options = AttributionOptions()
    options.moment = moment
    return try AttributionReport(of: path, options)
  }

  @Test("The attribution of the broken service names the profiler's line, with the same granules")
  func diagnose() throws { try withTemporaryFolder(diagnose(in:)) }

  private func diagnose(in folder: String) throws {
    var configuration = DiagnoseConfiguration.standard
    configuration.routing = [.broken]
    configuration.workload.epochs = 8
    configuration.workload.requestsPerEpoch = 100
    configuration.workload.shortestConnection = 150
    configuration.workload.longestConnection = 600
    configuration.recording = folder + "/diagnose.csv"
    let path = try #require(configuration.recording)
    let outcome = try configuration.arms[0].run()
    let site = try #require(outcome.sites.first)
    let label = "Experiments/ConnectionService.swift:\(outcome.acceptLine)"
    #expect(outcome.sites.count == 1 && "\(site.fileID):\(site.line)" == label)
    let workload = configuration.workload
    let epochTime = UInt64(workload.requestsPerEpoch) * ServiceWorkload.requestNanoseconds
    let capacity = 4_096 / workload.objectSize
    // After the last close all connections end, at the same time.
    for sample in outcome.rows.dropFirst().dropLast() {
      let time = UInt64(sample.epoch) * epochTime
      let moment = try report(path, at: .time(time)).moments[0]
      #expect(moment.sites.map(\.label) == [label])
      #expect(moment.totals.liveObjects == sample.liveObjects)
      // Slabs retained inside: structural ones and those that packing needs.
      let slabs = sample.structuralBytes / 4_096 + (sample.liveObjects + capacity - 1) / capacity
      #expect(moment.sites[0].granules == slabs, "epoch \(sample.epoch)")
      #expect(moment.sites[0].soleBytes == slabs * 4_096)
      #expect(moment.sites[0].sharedBytes == moment.totals.strandedBytes)
    }
    // The profiler's granules are epochs: those with an object of the line that lived on.
    var births: [Substring: Int] = [:]
    var pinned: Set<Int> = []
    var survivors = 0
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    for row in rows.dropFirst().map({ $0.split(separator: ",", omittingEmptySubsequences: false) })
    {
      let time = try #require(UInt64(row[0]))
      if row[1] == "allocate" {
        if row[4] == label { births[row[2]] = Int(time / epochTime) }
      } else if let epoch = births.removeValue(forKey: row[2]),
        time >= UInt64(epoch + 1) * epochTime
      {
        pinned.insert(epoch)
        survivors += 1
      }
    }
    #expect(pinned.count == site.epochsPinned && survivors == site.objects)
  }

  @Test(
    "The attribution of a two-point run has the slabs that its sessions retain",
    arguments: Routing.allCases)
  func twoPoint(routing: Routing) throws {
    try withTemporaryFolder { try twoPoint(routing, in: $0) }
  }

  private func twoPoint(_ routing: Routing, in folder: String) throws {
    var configuration = TwoPointConfiguration.standard
    configuration.routing = [routing]
    configuration.reuse = [.strict]
    configuration.repeats = 1
    configuration.workload.requestsPerEpoch = 200
    configuration.workload.sampleEvery = 200
    configuration.workload.requests = 24 * 200
    configuration.recording = folder + "/twopoint.csv"
    let path = try #require(configuration.recording)
    try configuration.validate()
    let workload = configuration.workload
    let last = try #require(configuration.arms[0].run().samples.last)
    var options = AttributionOptions()
    options.moment = .end
    let moment = try AttributionReport(of: path, options).moments[0]
    // Epochs that are open hold objects of both lines, closed ones sessions alone.
    let labels = moment.sites.map(\.label)
    #expect(
      labels.count == 2 && labels.allSatisfy { $0.hasPrefix("Experiments/TwoPointRun.swift:") })
    let open = UInt64(workload.requestsPerEpoch * workload.closeLag) * 1_000_000
    options.olderThan = open
    let closed = try AttributionReport(of: path, options).moments[0]
    #expect(closed.sites.count == 1)
    if routing == .mixed {
      #expect(closed.totals.occupiedGranules == last.retainedSlabs)
      #expect(closed.totals.liveBytes == last.liveBytes)
    }
  }

  @Test("Advice moves the connections of the broken service, and what is left drains")
  func adviceOnDiagnose() throws {
    try withTemporaryFolder { folder in
      var configuration = DiagnoseConfiguration.standard
      configuration.routing = [.broken]
      configuration.workload.epochs = 16
      configuration.workload.requestsPerEpoch = 200
      configuration.workload.shortestConnection = 300
      configuration.workload.longestConnection = 1_200
      configuration.recording = folder + "/diagnose.csv"
      let path = try #require(configuration.recording)
      let outcome = try configuration.arms[0].run()
      let workload = configuration.workload
      for model in AllocatorModel.allCases {
        var options = AdviceOptions()
        options.model.model = model
        options.model.epochBytes = UInt64(
          workload.objectSize
            * (workload.requestsPerEpoch * workload.requestObjects + workload.connectionsPerEpoch))
        let advice = try Advice(on: [path], options)
        let label = "Experiments/ConnectionService.swift:\(outcome.acceptLine)"
        #expect(advice.steps.map(\.site.label) == [label], "\(model)")
        #expect(advice.savedBytes * 10 >= advice.heap.structuralBytes * 9, "\(model)")
        #expect(advice.steps.first?.knowledge.outliving ?? 0 > 0)
      }
    }
  }

  @Test("Advice moves first the two lifetime classes whose isolation helps most by the closed form")
  func adviceOnClasses() throws {
    try withTemporaryFolder { folder in
      var configuration = Small.classes
      configuration.recording = folder + "/classes.csv"
      let path = try #require(configuration.recording)
      let mixed = try #require(configuration.arms.first { $0.recording != nil })
      _ = try mixed.run()
      var options = AdviceOptions()
      options.model.model = .epoch
      options.model.epochBytes = UInt64(
        configuration.workload.objectsPerEpoch * configuration.workload.objectSize)
      options.moment = .end
      options.model.granuleBytes = configuration.workload.slabSize
      options.leastShare = 0
      let advice = try Advice(on: [path], options)
      // Each step isolates the class whose going leaves the fewest structural bytes by the closed
      // form, until none does. Later ones depend on the spans of the granules they go to.
      var staying = LifetimeClass.allCases
      var moved: [LifetimeClass] = []
      func bytes(_ staying: [LifetimeClass], _ moved: [LifetimeClass]) -> Double {
        configuration.theory.structuralBytes(
          of: [staying].filter { !$0.isEmpty } + moved.map { [$0] },
          after: configuration.workload.epochs)
      }
      while staying.count > 1 {
        let before = bytes(staying, moved)
        let best = staying.map { gone in
          (gone, bytes(staying.filter { $0 != gone }, moved + [gone]))
        }.min { $0.1 < $1.1 }
        guard let best, best.1 < before else { break }
        staying.removeAll { $0 == best.0 }
        moved.append(best.0)
      }
      #expect(
        advice.steps.map(\.site.label).prefix(2) == moved.map(\.rawValue).prefix(2),
        "\(advice.steps.map(\.savedBytes))")
    }
  }
}
