/// The traces of a recording and the site of each.
///
/// A trace is an instruction pointer and the trace that it was called from: 12 bytes, and 4 for its
/// site, which is found when the trace is added.
final class TraceBook {
  private(set) var rule: SiteRule
  private var pointers: [UInt64] = [0]
  private var parents: [UInt32] = [0]
  /// The site of each trace; 0 for what has none.
  private(set) var siteNumbers: [UInt32] = [0]
  /// All sites by number; the first stands for objects without a trace.
  private(set) var sites = [Site(frames: [])]
  private var numbersOfSites: [[UInt32]: UInt32] = [[]: 0]
  private var table: FrameTable
  /// Whether each site's frames are the program's own, and not all passed over.
  private var isOwnSite = [false]
  /// Whether each frame of the table is passed over; nil until that is asked.
  private var skipped: [Bool?] = []
  /// For each frame, one more than the number of the site that it is alone; 0 where not known.
  private var siteOfFrame: [UInt32] = []
  private var frameOfPointer: [UInt64: UInt32] = [:]
  var modules = ModuleMap()

  init(rule: SiteRule, frames: FrameTable = FrameTable()) {
    self.rule = rule
    table = frames
    coverFrames()
  }

  /// Traces, the first of which is number 1.
  var count: Int { pointers.count - 1 }

  /// Adds the next trace.
  ///
  /// - Parameter parent: an earlier trace, or 0.
  func append(pointer: UInt64, parent: UInt32) {
    // A new set of modules may give one pointer two names, so the pointer's frame is looked up once
    // for each trace whose names the file of frames lacks.
    pointers.append(pointer)
    parents.append(parent)
    siteNumbers.append(findSite(of: count))
  }

  /// Adds the next trace, which is a site by itself.
  func append(text: String) {
    let frame = number(of: Frame(function: text))
    pointers.append(UInt64(frame))
    parents.append(Self.isText)
    siteNumbers.append(site(of: [frame]))
  }

  /// A parent that marks a trace whose pointer is the number of a frame.
  private static let isText = UInt32.max

  /// The frames of a trace, innermost first.
  func stack(of trace: Int) -> [Frame] { frameNumbers(of: trace).map { table.frames[Int($0)] } }

  /// The sites of all traces at another depth than the book's own.
  ///
  /// - Parameter depth: innermost frames of the program's own, 1 or more.
  /// - Returns: all sites, the first of which stands for objects without a trace, and the number of
  ///   each trace's.
  func sites(depth: Int) -> (sites: [Site], ofTrace: [UInt32]) {
    var sites = [Site(frames: [])]
    var numbers: [[UInt32]: UInt32] = [[]: 0]
    var ofTrace: [UInt32] = [0]
    for trace in pointers.indices.dropFirst() {
      let stack = frameNumbers(of: trace)
      var kept = Array(stack.lazy.filter { !self.isSkipped($0) }.prefix(depth))
      if kept.isEmpty { kept = Array(stack.prefix(1)) }
      if numbers[kept] == nil {
        numbers[kept] = UInt32(sites.count)
        sites.append(Site(frames: kept.map { table.frames[Int($0)] }))
      }
      ofTrace.append(numbers[kept] ?? 0)
    }
    return (sites, ofTrace)
  }

  private func number(of frame: Frame) -> UInt32 {
    let number = table.number(of: frame)
    coverFrames()
    return number
  }

  private func coverFrames() {
    while skipped.count < table.frames.count {
      skipped.append(nil)
      siteOfFrame.append(0)
    }
  }

  private func isSkipped(_ number: UInt32) -> Bool {
    if let known = skipped[Int(number)] { return known }
    let result = rule.skips(table.frames[Int(number)])
    skipped[Int(number)] = result
    return result
  }

  /// The frames of a trace's own pointer, innermost first: from the file, or the pointer's place in
  /// its module.
  private func own(_ trace: Int) -> ArraySlice<UInt32> {
    if parents[trace] == Self.isText { return [UInt32(pointers[trace])] }
    let named = table.own(trace)
    if let first = named.first {
      let frame = table.frames[Int(first)]
      if !frame.function.isEmpty || !frame.file.isEmpty { return named }
    }
    return [frame(of: pointers[trace])]
  }

  private func frame(of pointer: UInt64) -> UInt32 {
    if let number = frameOfPointer[pointer] { return number }
    let frame: Frame
    if let (name, offset) = modules.find(pointer) {
      let module = name == "x" ? modules.executable : name
      let file = module.split(separator: "/").last.map(String.init) ?? module
      frame = Frame(function: "\(file)+0x\(String(offset, radix: 16))", module: module)
    } else {
      frame = Frame(function: "0x\(String(pointer, radix: 16))")
    }
    let number = number(of: frame)
    frameOfPointer[pointer] = number
    return number
  }

  private func frameNumbers(of trace: Int) -> [UInt32] {
    var numbers: [UInt32] = []
    var trace = trace
    while trace != 0 {
      numbers += own(trace)
      let parent = parents[trace]
      trace = parent == Self.isText ? 0 : Int(parent)
    }
    return numbers
  }

  private func findSite(of trace: Int) -> UInt32 {
    var kept: [UInt32] = []
    var current = trace
    while current != 0 {
      for number in own(current) where !isSkipped(number) {
        if rule.depth == 1 { return site(ofFrame: number) }
        kept.append(number)
        if kept.count == rule.depth { return site(of: kept) }
      }
      let parent = Int(parents[current])
      if rule.depth == 1 && isOwnSite[Int(siteNumbers[parent])] { return siteNumbers[parent] }
      current = parent
    }
    if !kept.isEmpty { return site(of: kept) }
    // Nothing but wrappers: the innermost of them is more than nothing.
    return own(trace).first.map { site(of: [$0]) } ?? 0
  }

  private func site(ofFrame number: UInt32) -> UInt32 {
    let known = siteOfFrame[Int(number)]
    if known != 0 { return known - 1 }
    let site = site(of: [number])
    siteOfFrame[Int(number)] = site + 1
    return site
  }

  private func site(of frames: [UInt32]) -> UInt32 {
    if let number = numbersOfSites[frames] { return number }
    let number = UInt32(sites.count)
    sites.append(Site(frames: frames.map { table.frames[Int($0)] }))
    isOwnSite.append(!frames.contains(where: isSkipped))
    numbersOfSites[frames] = number
    return number
  }
}
