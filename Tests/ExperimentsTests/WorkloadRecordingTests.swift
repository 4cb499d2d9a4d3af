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

  @Test("Advice moves the connections of the broken service and nothing else, at its own moment")
  func adviceOnDiagnose() throws {
    try withTemporaryFolder { folder in
      var configuration = DiagnoseConfiguration.standard
      configuration.routing = [.broken]
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
        // The connections are what is to be routed apart: requests end with their epoch.
        #expect(advice.steps.map(\.site.label) == [label], "\(model)")
        #expect(advice.savedBytes * 20 >= advice.heap.boundBytes * 19, "\(model)")
        #expect(advice.savedBytes * 10 >= advice.heap.structuralBytes * 9, "\(model)")
        #expect(advice.steps.allSatisfy { $0.knowledge.outliving > 0 }, "\(model)")
        #expect(
          advice.sentences[0].hasPrefix("Moment: \(Words.time(advice.heap.time)) after the start, ")
        )
      }
    }
  }

  @Test("Advice moves the lifetime classes that the closed form says, in its order")
  func adviceOnClasses() throws {
    try withTemporaryFolder { folder in
      var configuration = ClassesConfiguration.standard
      configuration.workload.transactionLife = 4
      configuration.workload.sessionLife = 16
      configuration.workload.cacheLife = 64
      configuration.workload.epochs = 256
      // What stays is cut by every epoch, whatever has been moved.
      configuration.workload.transactionSpan = 1
      configuration.workload.sessionSpan = 1
      configuration.workload.cacheSpan = 1
      configuration.seeds.count = 1
      configuration.recording = folder + "/classes.csv"
      let path = try #require(configuration.recording)
      var mixed = try #require(configuration.arms.first { $0.recording != nil })
      let known = knownOrder(configuration)
      // The closed form has no other class near the best one.
      #expect(known.map(\.lifetimeClass) == [.process, .cache, .session, .transaction])
      #expect(known.allSatisfy { $0.lead >= 8 }, "\(known)")
      for seed in UInt64(1)...3 {
        mixed.seeds.first = seed
        _ = try mixed.run()
        var options = AdviceOptions()
        options.model.model = .epoch
        options.model.epochBytes = UInt64(
          configuration.workload.objectsPerEpoch * configuration.workload.objectSize)
        options.moment = .end
        options.model.granuleBytes = configuration.workload.slabSize
        options.leastShare = 0
        let advice = try Advice(on: [path], options)
        #expect(
          advice.steps.map(\.site.label) == known.map(\.lifetimeClass.rawValue),
          "seed \(seed): \(advice.steps.map(\.savedBytes))")
        let slab = configuration.workload.slabSize
        for (step, known) in zip(advice.steps, known) {
          let saved = Double(step.savedBytes / slab)
          #expect(
            abs(saved - known.slabs) < 5 + known.slabs / 5,
            "seed \(seed), \(known.lifetimeClass): \(saved) slabs, closed form \(known.slabs)")
        }
      }
    }
  }

  /// The routing that leaves the fewest slabs by the closed form, one class at a time, each the one
  /// whose going saves most: the slabs that it saves, and how many more that is than the next
  /// class of the routing would save.
  ///
  /// What stays is cut by epochs. The slots of what has been moved serve again, so that it fills
  /// slabs of its own but for a few.
  private func knownOrder(
    _ configuration: ClassesConfiguration
  ) -> [(lifetimeClass: LifetimeClass, slabs: Double, lead: Double)] {
    let workload = configuration.workload
    let classes = LifetimeClass.allCases
    func packed(_ lifetimeClass: LifetimeClass) -> Double {
      let lifetime = workload.lifetime(of: lifetimeClass)
      let live = (0..<workload.epochs).reduce(0) { $0 + lifetime.survival($1) }
      let objects = live * Double(workload.objects(of: lifetimeClass))
      return (objects / Double(workload.capacity)).rounded(.up)
    }
    func slabs(moving moved: Set<LifetimeClass>) -> Double {
      let staying = classes.filter { !moved.contains($0) }
      // A granule of these alone would stay open: here each epoch has a slab of its own.
      let stay =
        staying == [.process]
        ? Double(workload.epochs)
        : staying.isEmpty
          ? 0 : configuration.theory.retainedSlabs(of: staying, after: workload.epochs)
      return moved.reduce(stay) { $0 + packed($1) }
    }
    let sets = (0..<1 << classes.count).map { set in
      let moved = Set(classes.indices.filter { set >> $0 & 1 == 1 }.map { classes[$0] })
      return (moved: moved, slabs: slabs(moving: moved))
    }
    // Of sets that leave as many, the smaller.
    var left =
      sets.min { ($0.slabs, $0.moved.count) < ($1.slabs, $1.moved.count) }?.moved ?? []
    var moved: Set<LifetimeClass> = []
    var order: [(LifetimeClass, Double, Double)] = []
    while !left.isEmpty {
      let savings = left.map { ($0, slabs(moving: moved) - slabs(moving: moved.union([$0]))) }
        .sorted { $0.1 > $1.1 }
      order.append(
        (savings[0].0, savings[0].1, savings[0].1 - (savings.dropFirst().first?.1 ?? 0)))
      left.remove(savings[0].0)
      moved.insert(savings[0].0)
    }
    return order
  }
}
