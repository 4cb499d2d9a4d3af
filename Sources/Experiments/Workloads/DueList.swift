import TemporalSlab

/// Objects by the epoch in which they die; those that outlive the run are kept apart by nobody.
struct DueList: ~Copyable {
  /// The place in `objects` of the last object due in each epoch, plus 1; 0 for none.
  private var heads: [Int32]
  private var objects: [(handle: SlabHandle, next: Int32)] = []
  /// The place of the first unused entry of `objects`, plus 1; the entries are linked.
  private var unused: Int32 = 0

  /// A list for the epochs from 0 up to but not including `epochs`.
  init(epochs: Int) { heads = Array(repeating: 0, count: epochs) }

  /// Enters an object that dies in `epoch`; one that dies after the run is dropped.
  mutating func add(_ handle: SlabHandle, dying epoch: Int) {
    guard epoch < heads.count else { return }
    var place = unused
    if place == 0 {
      objects.append((handle, 0))
      place = Int32(objects.count)
    } else {
      unused = objects[Int(place) - 1].next
    }
    objects[Int(place) - 1] = (handle, heads[epoch])
    heads[epoch] = place
  }

  /// Takes out the objects that die in `epoch`, so that memory is that of the most objects due at
  /// a time.
  mutating func takeObjects(dying epoch: Int) -> [SlabHandle] {
    var due: [SlabHandle] = []
    var link = heads[epoch]
    heads[epoch] = 0
    while link != 0 {
      let (handle, next) = objects[Int(link) - 1]
      due.append(handle)
      objects[Int(link) - 1].next = unused
      unused = link
      link = next
    }
    return due
  }
}
