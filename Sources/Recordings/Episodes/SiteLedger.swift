/// What the episodes of a recording are counted by for each site.
struct SiteLedger {
  /// Lags, in epochs after the close of an epoch, at which pins are counted.
  static let lags: [UInt64] = [0, 1, 4, 16]

  var objects = 0
  var bytes: UInt64 = 0
  var liveObjects = 0
  var liveBytes: UInt64 = 0
  /// Epochs in which the site allocated.
  var epochs = 0
  private var lastEpoch = -1
  /// Closed epochs in which an object of the site lived at each of the lags.
  var pinned = Array(repeating: 0, count: lags.count)
  var lifetimes = DurationHistogram()

  @inline(__always) mutating func born(_ size: UInt64, place: Int) {
    objects += 1
    bytes &+= size
    liveObjects += 1
    liveBytes &+= size
    if place != lastEpoch {
      epochs += 1
      lastEpoch = place
    }
  }

  @inline(__always) mutating func died(_ size: UInt64, after lifetime: UInt64) {
    liveObjects -= 1
    liveBytes &-= size
    lifetimes.recordEnded(lifetime)
  }

  /// Counts the end of the site's objects of one epoch, so many epochs after that epoch.
  mutating func drained(after epochs: UInt64) {
    for index in Self.lags.indices where epochs > Self.lags[index] { pinned[index] += 1 }
  }

  /// Counts objects of an epoch that live at the end, which was looked at up to a lag.
  mutating func stillPins(throughLag last: UInt64) {
    for index in Self.lags.indices where last >= Self.lags[index] { pinned[index] += 1 }
  }
}
