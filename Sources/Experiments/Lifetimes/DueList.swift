import TemporalSlab

/// Objects by the epoch in which they die; those that outlive the run are kept apart by nobody.
struct DueList: ~Copyable {
  /// The place in `objects` of the last object due in each epoch, plus 1; 0 for none.
  private var heads: [Int32]
  private var objects: [(handle: SlabHandle, next: Int32)] = []

  /// A list for the epochs from 0 up to but not including `epochs`.
  init(epochs: Int) { heads = Array(repeating: 0, count: epochs) }

  /// Enters an object that dies in `epoch`; one that dies after the run is dropped.
  mutating func add(_ handle: SlabHandle, dying epoch: Int) {
    guard epoch < heads.count else { return }
    objects.append((handle, heads[epoch]))
    heads[epoch] = Int32(objects.count)
  }

  /// The objects that die in `epoch`.
  func objects(dying epoch: Int) -> [SlabHandle] {
    var due: [SlabHandle] = []
    var link = heads[epoch]
    while link != 0 {
      let object = objects[Int(link) - 1]
      due.append(object.handle)
      link = object.next
    }
    return due
  }
}
