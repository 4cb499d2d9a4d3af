import TemporalSlab

extension SlabConfiguration {
  /// The default configuration with slabs of that size, which eras do not share: the setting of the
  /// theorems.
  ///
  /// - Parameter slabSize: a power of two from 4 KiB to 256 KiB, in bytes.
  static func strict(slabSize: Int) -> SlabConfiguration {
    var configuration = SlabConfiguration()
    configuration.slabSize = slabSize
    configuration.reuse = .strict
    return configuration
  }
}
