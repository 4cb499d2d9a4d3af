import TestSupport
import Testing

@testable import Results

@Suite struct CSVDamageTests {
  @Test("A damaged file either reads or throws a CSVError that points into it")
  func damage() throws {
    let seed: UInt64 = 2026
    var generator = SeededGenerator(seed: seed)
    let plain = try coefficients(&generator)
    // The same with a byte order mark and CRLF, inside quotes too.
    let marked =
      "\u{FEFF}".bytes + plain.split(separator: UInt8(ascii: "\n")).joined(separator: "\r\n".bytes)
    let lineCount = plain.split(separator: UInt8(ascii: "\n")).count
    var refused = 0
    let rounds = 10_000
    for round in 0..<rounds {
      var bytes = round.isMultiple(of: 2) ? plain : marked
      for _ in 0...generator.below(3) { generator.damage(&bytes) }
      do throws(CSVError) {
        let rows = try Coefficient.read(bytes, file: "coefficients.csv")
        let again = try Coefficient.read(
          Coefficient.csvText(of: rows).bytes, file: "coefficients.csv")
        #expect(again == rows, "seed \(seed), round \(round)")
      } catch {
        refused += 1
        let inside = 1...(lineCount + 4)
        #expect(inside.contains(error.line), "seed \(seed), round \(round): \(error)")
        #expect((1...bytes.count + 1).contains(error.column), "seed \(seed), round \(round)")
        #expect(!error.description.isEmpty)
      }
    }
    // Both outcomes have to occur, or the damage proves nothing.
    #expect(refused > rounds / 4)
    #expect(refused < rounds)
  }

  private func coefficients(_ generator: inout SeededGenerator) throws -> [UInt8] {
    let rows = (0..<4).map { index in
      var row = Coefficient.blank
      row.experiment = "psweep"
      row.coefficient = "growth_per_p"
      row.parameter = Parameters(csvField: "p=0.05, \"ring\" é\n")!
      row.value = Double(index) * 1.5
      row.predicted = index.isMultiple(of: 2) ? 2 : nil
      row.unit = "bytes"
      return row
    }
    return try Coefficient.csvText(of: rows).bytes
  }
}
