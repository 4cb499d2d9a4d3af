import Foundation

/// A colour of a chart.
///
/// Charts are drawn for a white ground. `onDark` is the same ink for a dark ground: hue and chroma
/// stay and the lightness is mirrored, so that what stood out still does.
package struct Ink: Sendable, Hashable {
  /// Red, green and blue, 0 to 255.
  let red: Int
  let green: Int
  let blue: Int

  /// A colour from `0xRRGGBB`.
  package init(_ code: Int) {
    precondition((0...0xFFFFFF).contains(code), "a colour is a number of six hexadecimal digits")
    red = code >> 16
    green = code >> 8 & 0xFF
    blue = code & 0xFF
  }

  private init(linear: [Double]) {
    let parts = linear.map { part in
      let clamped = min(1, max(0, part))
      let encoded = clamped <= 0.003_130_8 ? clamped * 12.92 : 1.055 * pow(clamped, 1 / 2.4) - 0.055
      return Int((encoded * 255).rounded())
    }
    self.init(parts[0] << 16 | parts[1] << 8 | parts[2])
  }

  /// The ground of a chart.
  package static let ground = Ink(0xFFFFFF)
  /// Titles, labels and what is drawn in black.
  package static let text = Ink(0x222222)
  /// Subtitles, notes and axis titles.
  package static let quiet = Ink(0x555555)
  /// Axis lines and ticks.
  package static let axis = Ink(0x888888)
  /// Grid lines.
  package static let grid = Ink(0xE3E3E3)

  /// Six inks that stay apart for every kind of colour vision and reach 3:1 against the ground, on
  /// white and on dark.
  ///
  /// Found by a search for the greatest least CIELAB distance under full protanopia, deuteranopia
  /// and tritanopia, as simulated by Machado, Oliveira and Fernandes, "A physiologically-based
  /// model for simulation of color vision deficiency", IEEE TVCG 15(6), 2009.
  package static let palette = [
    Ink(0x573FC4), Ink(0xD36E0B), Ink(0x4CA28D), Ink(0x6F2C00), Ink(0x7C498D), Ink(0x222222),
  ]

  /// `#rrggbb`.
  package var hex: String {
    let digits = String(red << 16 | green << 8 | blue, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The colour as red, green and blue light, each 0 to 1 (sRGB, IEC 61966-2-1).
  var linear: [Double] {
    [red, green, blue].map { part in
      let value = Double(part) / 255
      return value <= 0.040_45 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  /// Relative luminance, 0 (black) to 1 (white), as in WCAG 2.
  var luminance: Double {
    let light = linear
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
  }

  /// The contrast ratio of WCAG 2, 1 to 21.
  func contrast(with other: Ink) -> Double {
    let pair = [luminance, other.luminance]
    return (max(pair[0], pair[1]) + 0.05) / (min(pair[0], pair[1]) + 0.05)
  }

  /// The ink for a dark ground: white becomes near black, black near white.
  package var onDark: Ink {
    // Ottosson, "A perceptual color space for image processing", 2020 (Oklab).
    let light = linear
    let l = cbrt(
      0.412_221_470_8 * light[0] + 0.536_332_536_3 * light[1] + 0.051_445_992_9 * light[2])
    let m = cbrt(
      0.211_903_498_2 * light[0] + 0.680_699_545_1 * light[1] + 0.107_396_956_6 * light[2])
    let s = cbrt(
      0.088_302_461_9 * light[0] + 0.281_718_837_6 * light[1] + 0.629_978_700_5 * light[2])
    let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s
    let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s
    let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s
    let mirrored = 1.1 - 0.9 * lightness
    let long = pow(mirrored + 0.396_337_777_4 * a + 0.215_803_757_3 * b, 3)
    let medium = pow(mirrored - 0.105_561_345_8 * a - 0.063_854_172_8 * b, 3)
    let short = pow(mirrored - 0.089_484_177_5 * a - 1.291_485_548_0 * b, 3)
    return Ink(linear: [
      4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
      -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
      -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    ])
  }

  /// The colour a share of the way to another, in light.
  func mixed(with other: Ink, share: Double) -> Ink {
    Ink(linear: zip(linear, other.linear).map { $0 + ($1 - $0) * share })
  }

  /// A paler version for areas.
  var pale: Ink { mixed(with: .ground, share: 0.72) }
}

/// Colours for numbers: pale for low, dark for high, ordered for every kind of colour vision
/// because the luminance falls all the way.
package enum ColourRamp {
  private static let stops = [0xF3F0FA, 0xB9C3E6, 0x7FA0CF, 0x4379B5, 0x1F5492, 0x122B63, 0x0B0F33]
    .map { Ink($0) }

  /// The colour of a share, 0 (pale) to 1 (dark).
  package static func ink(at share: Double) -> Ink {
    let place = min(1, max(0, share)) * Double(stops.count - 1)
    let index = min(stops.count - 2, Int(place))
    return stops[index].mixed(with: stops[index + 1], share: place - Double(index))
  }

  /// The colour that can be read on the ramp's colour at that share.
  package static func text(at share: Double) -> Ink {
    let ink = ink(at: share)
    let black = Ink(0)
    return ink.contrast(with: .ground) >= ink.contrast(with: black) ? .ground : black
  }
}
