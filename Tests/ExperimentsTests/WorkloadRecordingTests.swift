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
}
