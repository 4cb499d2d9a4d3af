import Foundation
import Results
import Statistics

/// How the load of a service without growth varies.
enum LoadKind: String, Sendable, CaseIterable, Codable, CSVValue {
  /// A daily wave, bursts, and memory that is not the allocator's; every epoch drains.
  case varying
  /// The same, and a share of the requests ends a few closes late: epochs are pinned for a moment.
  case late
}

/// The load of a service over time, as a factor of its mean: a daily wave of half the mean, and
/// bursts of three times it.
struct ServiceLoad {
  /// Closes of a day.
  private let day: Double
  /// Where in the day the run begins, 0 to 1.
  private let start: Double
  /// The probability that a burst begins at a close.
  private let burstRate: Double
  private let burstLength: Double
  private var burstLeft = 0

  /// - Parameter closes: of the run, which lasts three days and a part of one, so that it ends at
  ///   another load than it began, and has some five bursts of a hundredth of it.
  init(closes: Int, _ random: inout Xoshiro256StarStar) {
    day = Double(closes) / 3.3
    start = Self.uniform(&random)
    burstRate = 5 / Double(closes)
    burstLength = Double(closes) / 100
  }

  /// The load at a close.
  mutating func next(_ close: Int, _ random: inout Xoshiro256StarStar) -> Double {
    if burstLeft > 0 {
      burstLeft -= 1
    } else if random.bernoulli(burstRate) {
      burstLeft = Int(Lifetime.exponential(mean: burstLength).draw(using: &random))
    }
    let wave = 1 + 0.5 * sin(2 * Double.pi * (Double(close) / day + start))
    return burstLeft > 0 ? 3 * wave : wave
  }

  static func uniform(_ random: inout Xoshiro256StarStar) -> Double {
    Double(random.next() &>> 12) * 0x1p-52 + 0x1p-53
  }
}

/// The part of a service's memory that is not the allocator's: buffers that follow the load, and
/// noise that is remembered from sample to sample, in pages that the process really holds.
struct ServiceMemory: ~Copyable {
  private let address: UnsafeMutableRawPointer
  private var pages = 0
  private var noise = 0.0

  /// Pages at the mean load.
  private static let meanPages = 512.0
  /// The deviation of the noise, in pages, and what of it is left from one sample to the next.
  private static let deviation = 48.0
  private static let memory = 0.8
  private static let mostPages = 1 << 14

  init() throws {
    guard let address = Platform.reserve(byteCount: Self.mostPages * Platform.pageSize) else {
      throw ExperimentError.inconsistent(
        "no address space for \(Self.mostPages) pages of the service's own memory")
    }
    self.address = address
  }

  deinit { Platform.unmap(address, byteCount: Self.mostPages * Platform.pageSize) }

  /// Takes or gives back pages, so that the process has those of a load.
  mutating func follow(_ load: Double, _ random: inout Xoshiro256StarStar) throws {
    let normal = try StandardNormal.quantile(ServiceLoad.uniform(&random))
    noise =
      Self.memory * noise
      + Self.deviation * (1 - Self.memory * Self.memory).squareRoot() * normal
    let wanted = min(Self.mostPages, max(0, Int(Self.meanPages * load + noise)))
    let size = Platform.pageSize
    for page in pages..<max(pages, wanted) {
      address.storeBytes(of: 1, toByteOffset: page * size, as: UInt8.self)
    }
    if wanted < pages {
      _ = Platform.discard(address + wanted * size, byteCount: (pages - wanted) * size)
    }
    pages = wanted
  }
}
