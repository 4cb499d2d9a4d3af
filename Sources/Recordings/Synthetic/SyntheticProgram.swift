import Statistics

/// Writes what a synthetic program does, in some format.
protocol SyntheticWriter {
  func begin(_ text: inout [UInt8])
  func trace(_ pointer: UInt64, parent: Int, _ text: inout [UInt8])
  func tick(_ milliseconds: UInt64, resident: UInt64?, _ text: inout [UInt8])
  func allocate(
    _ size: UInt64, trace: Int, site: UInt64, at address: UInt64, _ time: UInt64,
    _ text: inout [UInt8])
  func free(_ address: UInt64, _ time: UInt64, _ text: inout [UInt8])
}

/// The program of a `SyntheticRecording` while it runs.
struct SyntheticProgram {
  private let plan: SyntheticRecording
  private var generator: Xoshiro256StarStar
  private var heap = SyntheticHeap()
  /// Objects that are freed soon, and those that stay.
  private var brief: [SyntheticHeap.Block] = []
  private var lasting: [SyntheticHeap.Block] = []
  /// The instruction pointer of each trace, from trace 1 on.
  private(set) var pointersOfTraces: [UInt64] = []
  private var traceOfStack: [Int]
  private var traceOfCaller: [Int] = Array(repeating: 0, count: 5)
  private var text: [UInt8] = []
  private static let flushBytes = 1 << 16

  init(_ plan: SyntheticRecording) {
    self.plan = plan
    generator = Xoshiro256StarStar(seed: plan.seed)
    traceOfStack = Array(repeating: 0, count: plan.sites * 4)
  }

  mutating func run(
    _ writer: some SyntheticWriter,
    _ emit: ([UInt8]) throws(RecordingError) -> Void
  ) throws(RecordingError) {
    func flush(_ text: inout [UInt8]) throws(RecordingError) {
      try emit(text)
      text.removeAll(keepingCapacity: true)
    }
    writer.begin(&text)
    var event = 0
    var ticks: UInt64 = 0
    while event < plan.events {
      if event / plan.eventsPerTick > Int(ticks) {
        ticks += 1
        let live = UInt64(brief.count + lasting.count)
        writer.tick(ticks * 10, resident: ticks % 10 == 0 ? live : nil, &text)
      }
      let time = ticks * 10_000_000
      let isFull = brief.count + lasting.count >= plan.liveObjects
      // Fuller than planned, two thirds of the events are frees; else a third is.
      if generator.nextBounded(3) < (isFull ? 2 : 1), let block = victim() {
        writer.free(block.address, time, &text)
        heap.free(block)
        event += 1
        // One of eight frees is the first half of a resizing.
        if generator.nextBounded(8) == 0, event < plan.events {
          allocate(writer, time)
          event += 1
        }
      } else {
        allocate(writer, time)
        event += 1
      }
      if text.count >= Self.flushBytes { try flush(&text) }
    }
    try flush(&text)
  }

  private mutating func victim() -> SyntheticHeap.Block? {
    let fromLasting = brief.isEmpty || generator.nextBounded(64) == 0
    return fromLasting ? Self.take(&lasting, &generator) : Self.take(&brief, &generator)
  }

  private static func take(
    _ pool: inout [SyntheticHeap.Block], _ generator: inout Xoshiro256StarStar
  ) -> SyntheticHeap.Block? {
    if pool.isEmpty { return nil }
    pool.swapAt(Int(generator.nextBounded(UInt64(pool.count))), pool.count - 1)
    return pool.removeLast()
  }

  private mutating func allocate(_ writer: some SyntheticWriter, _ time: UInt64) {
    // The smaller of two draws: early sites allocate more.
    let site = min(
      generator.nextBounded(UInt64(plan.sites)), generator.nextBounded(UInt64(plan.sites)))
    let size = drawSize(site)
    let block = heap.allocate(size)
    let trace = trace(site: Int(site), caller: Int(generator.nextBounded(4)), writer)
    writer.allocate(size, trace: trace, site: site, at: block.address, time, &text)
    // A site keeps 0 to 9 of 10 objects, by its number.
    if generator.nextBounded(10) < site * 7 % 10 {
      lasting.append(block)
    } else {
      brief.append(block)
    }
  }

  private mutating func drawSize(_ site: UInt64) -> UInt64 {
    let draw = generator.nextBounded(1_000)
    if draw < 2 { return 0 }
    if draw < 2 + plan.largePerMille { return 4_097 + generator.nextBounded(plan.largestObject) }
    return 1 + generator.nextBounded(16 << (site % 6))
  }

  /// The trace of a stack: `main`, one of four callers, the site, a wrapper. Lines of a trace are
  /// written when it is used for the first time.
  private mutating func trace(
    site: Int, caller: Int, _ writer: some SyntheticWriter
  ) -> Int {
    let stack = site * 4 + caller
    if traceOfStack[stack] != 0 { return traceOfStack[stack] }
    func append(_ pointer: UInt64, _ parent: Int) -> Int {
      pointersOfTraces.append(pointer)
      writer.trace(pointer, parent: parent, &text)
      return pointersOfTraces.count
    }
    if traceOfCaller[4] == 0 { traceOfCaller[4] = append(Self.mainPointer, 0) }
    if traceOfCaller[caller] == 0 {
      traceOfCaller[caller] = append(Self.callerPointer + UInt64(caller), traceOfCaller[4])
    }
    let parent = append(Self.sitePointer + UInt64(site), traceOfCaller[caller])
    traceOfStack[stack] = append(Self.wrapperPointer, parent)
    return traceOfStack[stack]
  }

  private static let mainPointer: UInt64 = 0x40_1000
  private static let callerPointer: UInt64 = 0x40_2000
  private static let sitePointer: UInt64 = 0x40_4000
  private static let wrapperPointer: UInt64 = 0x40_3000

  /// The name of an instruction pointer.
  static func frame(of pointer: UInt64) -> Frame {
    let module = "/usr/bin/synthetic"
    switch pointer {
    case mainPointer: return Frame(function: "main", file: "main.c", line: 10, module: module)
    case wrapperPointer:
      return Frame(function: "zmalloc", file: "zmalloc.c", line: 5, module: module)
    case sitePointer...:
      let site = Int(pointer - sitePointer)
      return Frame(
        function: "make_\(site)(int, char)", file: "site.c", line: 100 + site, module: module)
    default:
      let caller = Int(pointer - callerPointer)
      return Frame(function: "caller_\(caller)", file: "main.c", line: 20 + caller, module: module)
    }
  }

  /// The text of a site in CSV.
  static func siteText(_ site: UInt64) -> String { frame(of: sitePointer + site).label }
}
