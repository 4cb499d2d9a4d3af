/// The machine that produced results.
package struct Host: Sendable, Equatable, Codable {
  /// The kernel's name and release.
  package var kernel: String
  /// The processor's model name, or its architecture.
  package var processor: String
  /// Processors that are online.
  package var cores: Int
  /// The size of a memory page, in bytes.
  package var pageSizeBytes: Int
  /// The operating system and its version.
  package var os: String

  /// A host from its parts.
  package init(kernel: String, processor: String, cores: Int, pageSizeBytes: Int, os: String) {
    self.kernel = kernel
    self.processor = processor
    self.cores = cores
    self.pageSizeBytes = pageSizeBytes
    self.os = os
  }

  /// The machine that this program runs on.
  package static var current: Host {
    Host(
      kernel: Platform.kernel, processor: Platform.processor, cores: Platform.cores,
      pageSizeBytes: Platform.pageSizeBytes, os: Platform.operatingSystem)
  }

  /// What the machine that this program runs on calls itself.
  package static var name: String { Platform.hostName }

  private enum CodingKeys: String, CodingKey {
    case kernel, processor, cores
    case pageSizeBytes = "page_size_bytes"
    case os
  }
}
