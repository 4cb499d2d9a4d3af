/// The machine that produced results.
public struct Host: Sendable, Equatable, Codable {
  /// The kernel's name and release.
  public var kernel: String
  /// The processor's model name, or its architecture.
  public var processor: String
  /// Processors that are online.
  public var cores: Int
  /// The size of a memory page, in bytes.
  public var pageSizeBytes: Int
  /// The operating system and its version.
  public var os: String

  /// A host from its parts.
  public init(kernel: String, processor: String, cores: Int, pageSizeBytes: Int, os: String) {
    self.kernel = kernel
    self.processor = processor
    self.cores = cores
    self.pageSizeBytes = pageSizeBytes
    self.os = os
  }

  /// The machine that this program runs on.
  public static var current: Host {
    Host(
      kernel: Platform.kernel, processor: Platform.processor, cores: Platform.cores,
      pageSizeBytes: Platform.pageSizeBytes, os: Platform.operatingSystem)
  }

  private enum CodingKeys: String, CodingKey {
    case kernel, processor, cores
    case pageSizeBytes = "page_size_bytes"
    case os
  }
}
