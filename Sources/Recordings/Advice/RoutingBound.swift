extension RoutingGame {
  /// What no routing falls below.
  struct Bound {
    /// Granules that hold an object, summed over moments and recordings.
    var granules: Int
    /// Granules that packing could avoid, of the streams whose sets of sites were all tried.
    var triedGranules: Int
  }

  /// Sites of a stream whose sets are all tried.
  private static var mostSites: Int { 12 }

  /// The fewest granules that any routing of the sites leaves, however many of them it moves, by
  /// size class or not.
  ///
  /// What becomes of a stream's granules depends on nothing but the set of its sites that are
  /// moved. So the least over all sets is at most what any routing leaves in the stream, and the
  /// sum over streams at most what any leaves in all, as a routing has one set for all streams or
  /// one for each. Where a stream has too many sites, its live slots packed are the bound: its
  /// granules hold no objects of other streams, and no more objects than they have slots. At one
  /// moment nothing less than that is true of all placements: who knows of each object whether it
  /// lives then fills granules with those that do, and reaches it.
  ///
  /// - Parameter budget: events that may be run through granules. Streams with the most to gain
  ///   come first.
  func bound(budget: Int) -> Bound {
    var left = budget
    var bound = Bound(granules: largeGranules, triedGranules: 0)
    let gains = places.map { (place: $0, gain: unrouted($0) - fewest($0)) }
    for (place, gain) in gains.sorted(by: {
      ($1.gain, $0.place.stream) < ($0.gain, $1.place.stream)
    }) {
      let players = sites(place).map { Player(site: $0) }
      let cost = stream(place).events.count << min(players.count, Self.mostSites)
      if gain <= 0 || players.count > Self.mostSites || cost > left {
        bound.granules += fewest(place)
        continue
      }
      left -= cost
      bound.granules += leastGranules(place, players)
      bound.triedGranules += gain
    }
    return bound
  }

  /// The fewest granules of a place over all sets of players.
  private func leastGranules(_ place: Place, _ players: [Player]) -> Int {
    (0..<1 << players.count).reduce(unrouted(place)) { least, set in
      let gone = players.indices.filter { set >> $0 & 1 == 1 }.map { players[$0] }
      let staying = count(place, includes(place, moving: gone), isCut: true)
      return min(least, gone.reduce(staying) { $0 + alone($1, place) })
    }
  }
}
