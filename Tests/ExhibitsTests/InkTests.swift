import Foundation
import Testing

@testable import Exhibits

@Suite struct InkTests {
  /// Full dichromacy in linear light: Machado, Oliveira and Fernandes, 2009, table 1.
  private static let visions: [(name: String, matrix: [[Double]])] = [
    ("all cones", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "deuteranopia",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
    (
      "tritanopia",
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    ),
  ]

  /// CIELAB of linear light, under the white of sRGB.
  private func lab(_ light: [Double], _ matrix: [[Double]]) -> [Double] {
    let seen = matrix.map { row in
      min(1, max(0, zip(row, light).reduce(0) { $0 + $1.0 * $1.1 }))
    }
    let xyz = [
      (0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047,
      0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2],
      (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883,
    ].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16.0 / 116 }
    return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])]
  }

  private func distance(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  @Test("The six inks stay far apart for every kind of colour vision, on white and on dark")
  func palette() {
    for (inks, least) in [(Ink.palette, 30.0), (Ink.palette.map(\.onDark), 25.0)] {
      for (name, matrix) in Self.visions {
        let seen = inks.map { lab($0.linear, matrix) }
        for first in seen.indices {
          for second in 0..<first {
            let apart = distance(seen[first], seen[second])
            #expect(
              apart > least,
              "\(name): \(inks[first].hex) and \(inks[second].hex) are \(apart) apart")
          }
        }
      }
    }
  }

  @Test("Lines stand out 3:1 and text 4.5:1, on white and on dark")
  func contrast() {
    for ink in Ink.palette {
      #expect(ink.contrast(with: .ground) >= 3, "\(ink.hex)")
      #expect(ink.onDark.contrast(with: Ink.ground.onDark) >= 3, "\(ink.hex) on dark")
    }
    for ink in [Ink.text, .quiet] {
      #expect(ink.contrast(with: .ground) >= 4.5, "\(ink.hex)")
      #expect(ink.onDark.contrast(with: Ink.ground.onDark) >= 4.5, "\(ink.hex) on dark")
    }
    #expect(Ink.ground.onDark.luminance < 0.02)
  }

  @Test("The six series differ in dashes and in markers, not only in colour")
  func styles() {
    let styles = (0..<6).map { SeriesStyle.series($0) }
    #expect(Set(styles.map(\.dash)).count == 6)
    #expect(Set(styles.map { "\($0.marker)" }).count == 6)
    for count in 1...8 {
      let shades = (0..<count).map { SeriesStyle.ordered($0, of: count).ink.luminance }
      #expect(shades == shades.sorted(by: >))
      #expect(
        (0..<count).allSatisfy {
          SeriesStyle.ordered($0, of: count).ink.contrast(with: .ground) >= 3
        })
    }
  }

  @Test("The ramp darkens all the way, and what stands in a cell can be read")
  func ramp() {
    let shares = stride(from: 0.0, through: 1.0, by: 0.01)
    let light = shares.map { ColourRamp.ink(at: $0).luminance }
    #expect(light == light.sorted(by: >))
    for share in shares {
      let contrast = ColourRamp.text(at: share).contrast(with: ColourRamp.ink(at: share))
      #expect(contrast >= 4.5, "\(share)")
    }
  }

  @Test("A colour prints as it was given")
  func hex() {
    #expect(Ink(0x0000FF).hex == "#0000ff" && Ink(0xABCDEF).hex == "#abcdef")
    #expect(Ink.text.mixed(with: .ground, share: 0) == Ink.text)
    #expect(Ink.text.mixed(with: .ground, share: 1) == Ink.ground)
  }
}
