/// Sums of `w / n` for many players, held exactly.
///
/// A granule of `w` stranded bytes that `n` sites hold gives each of them `w / n`: the Shapley
/// value of the game that pays `w` to a coalition which contains them all (Shapley, "A value for
/// n-person games", 1953; unanimity games). A player's sum is kept as one whole number for each
/// `n`, so that no division happens before all has been added.
struct ShapleyShares {
  /// Sums for `n` up to this are in a flat array; larger ones are rare.
  private static let flat = 32
  private let players: Int
  /// `w` summed, by player and `n - 1`.
  private var sums: [Int]
  private var rest: [Key: Int] = [:]
  private struct Key: Hashable {
    var player: Int
    var n: Int
  }

  init(players: Int) {
    self.players = players
    sums = Array(repeating: 0, count: players * Self.flat)
  }

  /// Adds `w / n` to a player.
  mutating func add(_ w: Int, over n: Int, to player: Int) {
    if n <= Self.flat {
      sums[player * Self.flat + n - 1] += w
    } else {
      rest[Key(player: player, n: n), default: 0] += w
    }
  }

  /// The sum over all players, exact, as long as each `w / n` was given to `n` players: for each
  /// `n` the players' sum of `w` is a multiple of `n`. Nil when it is none.
  var total: Int? {
    var byN: [Int: Int] = [:]
    for player in 0..<players {
      for n in 1...Self.flat { byN[n, default: 0] += sums[player * Self.flat + n - 1] }
    }
    for (key, sum) in rest { byN[key.n, default: 0] += sum }
    var total = 0
    for (n, sum) in byN {
      if sum % n != 0 { return nil }
      total += sum / n
    }
    return total
  }

  /// Each player's sum as whole bytes and what is left, in units of 2^-40 byte.
  func values() -> [(whole: Int, fraction: UInt64)] {
    var wholes = Array(repeating: 0, count: players)
    // Fractions to 64 bits; n terms lose less than n units, and 24 bits of them are rounded off.
    var fractions = Array(repeating: UInt128(0), count: players)
    func add(_ sum: Int, _ n: Int, _ player: Int) {
      wholes[player] += sum / n
      fractions[player] += (UInt128(sum % n) << 64) / UInt128(n)
    }
    for player in 0..<players {
      for n in 1...Self.flat { add(sums[player * Self.flat + n - 1], n, player) }
    }
    for (key, sum) in rest { add(sum, key.n, key.player) }
    return (0..<players).map { player in
      let rounded = (fractions[player] + 1 << 23) >> 24
      return (wholes[player] + Int(rounded >> 40), UInt64(rounded & (1 << 40 - 1)))
    }
  }
}

/// Rounds shares to whole bytes that add up to the total: each is rounded down, and the bytes that
/// are left go to the largest remainders, of equal ones to the first (Hamilton's method).
///
/// - Parameters:
///   - total: the sum of the shares.
///   - shares: in the order that decides between equal remainders.
func apportion(_ total: Int, to shares: [(whole: Int, fraction: UInt64)]) -> [Int] {
  var result = shares.map(\.whole)
  let left = total - result.reduce(0, +)
  guard left > 0, !shares.isEmpty else { return result }
  let order = shares.indices.sorted {
    (shares[$1].fraction, $0) < (shares[$0].fraction, $1)
  }
  for place in 0..<left { result[order[place % order.count]] += 1 }
  return result
}
