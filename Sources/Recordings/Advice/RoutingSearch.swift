import Statistics

/// Chooses the players of a game that are moved.
///
/// Sites that hold the same granules save nothing one by one, so that the greedy choice may end too
/// early. It is therefore taken further among the few players that matter: from what it chose, from
/// all of them at once and from sets drawn at random, single players are added, taken out and
/// exchanged as long as that saves more. Those few are all players, or else the ones that hold most
/// of the free slots. What has been counted for a stream and a set of its players is kept.
struct RoutingSearch {
  private let game: RoutingGame
  private let players: [RoutingGame.Player]
  private let places: [RoutingGame.Place]
  private let placesOf: [Set<RoutingGame.Place>]
  /// The players among which sets are improved.
  private let few: Set<Int>
  /// By place: granules that stay when a set of its players goes.
  private var known: [RoutingGame.Place: [Set<Int>: Int]] = [:]
  /// Events that may still be run through granules.
  private var budget: Int

  /// Events of all runs together: a few seconds.
  private static let mostEvents = 150_000_000

  /// Players of which sets are improved.
  private static let fewPlayers = 12
  /// Sets drawn at random from which improvement begins, and the seed of the draws.
  private static let starts = 24
  private static let seed: UInt64 = 1

  /// - Parameter game: in which nothing has been moved yet.
  init(_ game: RoutingGame, _ players: [RoutingGame.Player], budget: Int = mostEvents) {
    self.game = game
    self.players = players
    self.budget = budget
    places = game.places
    placesOf = players.map { Set(game.playerPlaces($0)) }
    let shares = players.map { game.shares[$0] ?? 0 }
    let order = players.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
    few = Set(order.prefix(Self.fewPlayers))
  }

  /// Moves the players that were chosen, each time the one that saves most.
  ///
  /// - Parameters:
  ///   - most: so many moves.
  ///   - least: granules below which a move is not worth it.
  /// - Returns: the players in their order, and the granules that each saved; one may cost some
  ///   where a later one brings it back.
  mutating func move(most: Int, least: Int) -> [(player: RoutingGame.Player, saved: Int)] {
    let least = max(1, least)
    let greedy = grown([], most: most, least: least)
    var best = greedy
    if !few.isSubset(of: greedy) || few.count == players.count {
      budget = min(budget, players.count > few.count ? Self.mostEvents / 5 : .max)
      let further = climbed(greedy, among: few, most: most, least: least)
      if worth(further, least) > worth(best, least) { best = further }
      var random = Xoshiro256StarStar(seed: Self.seed)
      let others = greedy.subtracting(few)
      let starts =
        [few]
        + (0..<Self.starts).map { _ in
          Set(few.sorted().filter { _ in random.nextBounded(2) == 0 })
        }
      for start in starts where budget > 0 {
        let start = shrunk(start.union(others), most: most, least: .min)
        let other = shrunk(
          climbed(start, among: few, most: most, least: 1), most: most, least: least)
        if worth(other, least) > worth(best, least) { best = other }
      }
      best = grown(best, most: most, least: least)
    }
    // What was chosen early may be worth nothing beside what came later.
    best = shrunk(best, most: most, least: least)
    var steps: [(player: RoutingGame.Player, saved: Int)] = []
    var left = best
    while let next = left.min(by: { isBefore($0, $1) }) {
      steps.append((players[next], game.saving(of: players[next])))
      game.move(players[next])
      left.remove(next)
    }
    return steps
  }

  /// Granules that a set of players saves beyond what each of them has to: a few granules more for
  /// many players more are chance, which another recording does not repeat.
  private mutating func worth(_ set: Set<Int>, _ least: Int) -> Int {
    saved(set) - set.count * least
  }

  /// Whether one player saves more than another now, or as much and routes fewer objects.
  private func isBefore(_ first: Int, _ second: Int) -> Bool {
    let (one, other) = (players[first], players[second])
    return (game.saving(of: other), game.objects(of: one), first)
      < (game.saving(of: one), game.objects(of: other), second)
  }

  /// Adds players to a set, the best first, until none saves enough.
  private mutating func grown(_ set: Set<Int>, most: Int, least: Int) -> Set<Int> {
    var set = set
    while set.count < most, budget > 0 {
      let before = saved(set)
      var best: (player: Int, saved: Int, cost: Int)?
      for player in players.indices where !set.contains(player) {
        let saved = saved(set.union([player])) - before
        let cost = game.objects(of: players[player])
        if saved >= least, (best.map { ($0.saved, -$0.cost) < (saved, -cost) } ?? true) {
          best = (player, saved, cost)
        }
      }
      guard let best else { break }
      set.insert(best.player)
    }
    return set
  }

  /// Takes players out of a set, the cheapest first, until it is small enough and each of them is
  /// worth its place.
  private mutating func shrunk(_ set: Set<Int>, most: Int, least: Int) -> Set<Int> {
    var set = set
    while budget > 0 {
      let before = saved(set)
      var worst: (player: Int, cost: Int)?
      for player in set.sorted() {
        let cost = before - saved(set.subtracting([player]))
        if cost < worst?.cost ?? .max { worst = (player, cost) }
      }
      guard let worst, set.count > most || worst.cost < least else { break }
      set.remove(worst.player)
    }
    return set.count > most ? [] : set
  }

  /// Adds, takes out and exchanges single players as long as that saves more.
  private mutating func climbed(
    _ start: Set<Int>, among few: Set<Int>, most: Int, least: Int
  ) -> Set<Int> {
    var set = start
    while budget > 0 {
      var (best, value) = (set, saved(set))
      for out in [nil] + set.intersection(few).sorted().map(Optional.some) {
        let rest = out.map { set.subtracting([$0]) } ?? set
        if saved(rest) > value { (best, value) = (rest, saved(rest)) }
        for player in few.sorted() where !set.contains(player) && rest.count < most {
          let candidate = rest.union([player])
          let saved = saved(candidate)
          if saved >= value + (out == nil ? least : 1) { (best, value) = (candidate, saved) }
        }
      }
      if best == set { break }
      set = best
    }
    return set
  }

  /// Granules that a set of players saves.
  private mutating func saved(_ set: Set<Int>) -> Int {
    var granules = 0
    for place in places {
      let here = set.filter { placesOf[$0].contains(place) }
      granules += game.unrouted(place)
      if let count = known[place]?[here] {
        granules -= count
      } else {
        let count = game.count(
          place, game.includes(place, without: here.map { players[$0] }), isCut: true)
        known[place, default: [:]][here] = count
        budget -= game.stream(place).events.count
        granules -= count
      }
      for player in here { granules -= game.alone(players[player], place) }
    }
    return granules
  }
}
