/// How an allocator cuts memory up, as its library tells or its documentation says.
package struct HeapShape: Codable, Sendable, Equatable {
  /// Objects of one class share slabs.
  package struct Class: Codable, Sendable, Equatable {
    /// What an object takes, and the largest object.
    package var slotBytes: Int
    /// A slab, page or span.
    package var slabBytes: Int

    package init(slotBytes: Int, slabBytes: Int) {
      self.slotBytes = slotBytes
      self.slabBytes = slabBytes
    }
  }

  /// Which slab of a class, among those with a free slot, takes the next object.
  package enum Fit: String, Codable, Sendable, CaseIterable {
    /// The oldest one.
    case oldest
    /// The one in use until it is full, then the one that was full most recently.
    case latest
    /// The one in use until it is full, then the one that was full longest ago.
    case longest
  }

  /// By size, ascending; none for an allocator without classes. A larger object than the last one's
  /// is the allocator's own affair: pages of its own.
  package var classes: [Class]
  package var fit: Fit
  /// Whether slots of a slab have memory only from their first use on; a new slab has all of its
  /// memory otherwise.
  package var touchesSlotsLate: Bool
  /// Bytes that the allocator keeps outside a slab for it, and does not give back with it.
  package var recordBytes: Int

  package init(
    classes: [Class] = [], fit: Fit = .oldest, touchesSlotsLate: Bool = false,
    recordBytes: Int = 0
  ) {
    self.classes = classes
    self.fit = fit
    self.touchesSlotsLate = touchesSlotsLate
    self.recordBytes = recordBytes
  }

  /// The largest object of a class; nil for an allocator without classes.
  package var largestObject: Int? { classes.last?.slotBytes }
}
