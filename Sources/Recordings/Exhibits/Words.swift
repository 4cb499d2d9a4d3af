import Exhibits

/// Figures of recordings as people read them.
package enum Words {
  /// Bytes with up to three digits and their unit.
  package static func size(_ bytes: some BinaryInteger) -> String {
    bytes < 1_024 ? count(Int(bytes), "byte") : plain(NumberStyle.bytes().label(Double(bytes)))
  }

  /// A time or an age with up to three digits and its unit.
  package static func time(_ nanoseconds: UInt64) -> String {
    plain(NumberStyle.nanoseconds.label(Double(nanoseconds)))
  }

  /// When something was, by the nanoseconds since the start; a recording's clock may not have told
  /// any.
  package static func moment(_ nanoseconds: UInt64) -> String {
    nanoseconds == 0 ? "right after the start" : "\(time(nanoseconds)) after the start"
  }

  /// A count and what is counted.
  package static func count(_ count: Int, _ noun: String) -> String {
    "\(Figures.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A part of a whole in percent.
  package static func share(_ part: Int, of whole: Int, _ digits: Int = 1) -> String {
    Figures.decimal(whole == 0 ? nil : 100 * Double(part) / Double(whole), digits)
  }

  /// A label that is not longer than anyone reads.
  static func shortened(_ label: String, to limit: Int = 96) -> String {
    label.count <= limit ? label : label.prefix(limit - 1) + "…"
  }

  private static func plain(_ text: String) -> String { text.replacing("\u{A0}", with: " ") }
}

extension GranuleSize {
  /// What a granule of that size is called.
  package var noun: String {
    switch self {
    case .page: "pages of 4 KiB"
    case .large: "granules of 64 KiB"
    case .huge: "huge pages of 2 MiB"
    }
  }

  /// The size without a space, as options take it.
  package var name: String {
    switch self {
    case .page: "4KiB"
    case .large: "64KiB"
    case .huge: "2MiB"
    }
  }
}
