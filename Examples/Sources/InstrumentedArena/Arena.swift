import DrainProfiler

/// An allocator of the reader's own: memory from blocks that are given back whole, each when nothing
/// in it lives. Four lines, marked `drain:`, let the profiler watch it.
final class Arena {
  /// An object: its place, and the block that it is in.
  struct Object {
    let memory: UnsafeMutableRawBufferPointer
    fileprivate let id: UInt64
    fileprivate let block: Int
  }

  private struct Block {
    var memory: UnsafeMutableRawBufferPointer
    var used = 0
    var live = 0
    var isClosed = false
    var granule: UInt64 { UInt64(UInt(bitPattern: memory.baseAddress)) }
  }

  static let blockSize = 16_384
  /// Blocks that hold memory.
  private(set) var blocksHeld = 0
  private var blocks: [Block] = []
  private let profiler: DiagnosticProfiler
  private let shard: DiagnosticShard

  init(_ profiler: DiagnosticProfiler) {
    self.profiler = profiler
    shard = profiler.makeShard()
    addBlock()
  }

  deinit {
    for index in blocks.indices where blocks[index].memory.baseAddress != nil { giveBack(index) }
  }

  /// Allocates `size` bytes in the current block, up to the size of a block.
  func allocate(
    _ size: Int, fileID: StaticString = #fileID, line: UInt32 = #line, column: UInt32 = #column
  ) -> Object {
    let size = (size + 15) & ~15
    precondition(size <= Self.blockSize, "an object has to fit a block")
    if blocks[blocks.count - 1].used + size > Self.blockSize { nextPhase() }
    let index = blocks.count - 1
    let start = blocks[index].used
    blocks[index].used += size
    blocks[index].live += 1
    let memory = UnsafeMutableRawBufferPointer(
      rebasing: blocks[index].memory[start..<start + size])
    let object = Object(
      memory: memory, id: UInt64(UInt(bitPattern: memory.baseAddress)), block: index)
    // drain: an object belongs to its block
    shard.register(
      object.id, size: size, in: blocks[index].granule, fileID: fileID, line: line, column: column)
    return object
  }

  func free(_ object: Object) {
    // drain: it dies
    shard.deregister(object.id, in: blocks[object.block].granule)
    blocks[object.block].live -= 1
    giveBackIfEmpty(object.block)
  }

  /// Ends the current block, its reclaim boundary, and begins another.
  func nextPhase() {
    let index = blocks.count - 1
    blocks[index].isClosed = true
    // drain: the boundary
    profiler.close(blocks[index].granule)
    giveBackIfEmpty(index)
    addBlock()
  }

  private func addBlock() {
    let block = Block(memory: .allocate(byteCount: Self.blockSize, alignment: 16))
    blocks.append(block)
    blocksHeld += 1
    // drain: a block begins
    profiler.open(block.granule)
  }

  private func giveBackIfEmpty(_ index: Int) {
    if blocks[index].isClosed && blocks[index].live == 0 { giveBack(index) }
  }

  private func giveBack(_ index: Int) {
    blocks[index].memory.deallocate()
    blocks[index].memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    blocksHeld -= 1
  }
}
