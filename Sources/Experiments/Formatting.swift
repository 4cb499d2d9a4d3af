import Foundation

/// Numbers in the sentences of checks.

func decimal(_ value: Double, _ digits: Int) -> String {
  String(format: "%.\(digits)f", locale: nil, value)
}

func scientific(_ value: Double) -> String { String(format: "%.2e", locale: nil, value) }

func percent(_ ratio: Double) -> String { String(format: "%.2f %%", locale: nil, ratio * 100) }

func mib(_ bytes: Double) -> String { decimal(bytes / bytesPerMiB, 2) + " MiB" }

func kib(_ bytes: Double) -> String { decimal(bytes / 1_024, 0) + " KiB" }
