/// The structural bytes that are left when some sites' objects go to granules of their own.
///
/// Each site that is moved has granules of its own, so a stream's granules are those of what stays,
/// and those of each moved site by itself. Only streams in which a site allocates change when it
/// moves, and what is known of the others is kept.
final class RoutingGame {
  /// What can be moved: a site, or its objects of one size class.
  struct Player: Hashable {
    /// The number of the site in `sites`.
    var site: Int
    /// The class's number; nil for all sizes.
    var sizeClass: Int?
  }

  /// One recording, and the site of each of its traces.
  struct Field {
    var heap: ModelHeap
    /// By trace: the number of the site in the game.
    var siteOfTrace: [Int]
    /// The moments at which granules are counted, by number; the game's value is their mean.
    var moments: [Int]
  }

  /// A stream of a field.
  struct Place: Hashable {
    var field: Int
    var stream: Int
  }

  let fields: [Field]
  let options: ModelOptions
  private let simulation = GranuleSimulation()
  private var tracesOfSite: [[Int: [Int]]]
  private(set) var moved: [Player] = []
  /// Of the free bytes of granules that are held, what each player has a share in; known once
  /// `candidates` has been asked for.
  private(set) var shares: [Player: Double] = [:]
  /// Granules of what stays, by place, summed over the field's moments.
  private var staying: [Place: Int] = [:]
  private var unroutedOf: [Place: Int] = [:]
  /// Those that stay when one more player goes, and of a player by itself.
  private var stayingWithout: [Place: [Player: Int]] = [:]
  private var own: [Place: [Player: Int]] = [:]
  /// Objects of each site, by place, up to the field's last moment.
  private var traffic: [Place: [Int: Int]] = [:]

  init(_ fields: [Field], _ options: ModelOptions) {
    self.fields = fields
    self.options = options
    tracesOfSite = fields.map { field in
      Dictionary(grouping: field.siteOfTrace.indices, by: { field.siteOfTrace[$0] })
    }
    for place in places {
      staying[place] = count(place, includes(place), isCut: true)
      traffic[place] = traffic(at: place)
    }
    unroutedOf = staying
    unroutedGranules = retainedGranules
  }

  private func traffic(at place: Place) -> [Int: Int] {
    let field = fields[place.field]
    let stream = stream(place)
    var ofTrace = [Int](repeating: 0, count: field.siteOfTrace.count)
    for event in stream.events[..<stream.marks[field.moments.last ?? 0]] where event & 1 == 0 {
      ofTrace[Int(stream.traces[Int(event >> 1)])] += 1
    }
    var traffic: [Int: Int] = [:]
    for trace in ofTrace.indices where ofTrace[trace] > 0 {
      traffic[field.siteOfTrace[trace], default: 0] += ofTrace[trace]
    }
    return traffic
  }

  var places: [Place] {
    fields.indices.flatMap { field in
      fields[field].heap.streams.indices.map { Place(field: field, stream: $0) }
    }
  }

  func stream(_ place: Place) -> EventStream { fields[place.field].heap.streams[place.stream] }

  /// Whether the objects of each trace stay, in the streams of a place's class.
  func includes(_ place: Place, without players: [Player] = []) -> [Bool] {
    includes(place, moving: moved + players)
  }

  /// The same where these players are moved and no others.
  func includes(_ place: Place, moving players: [Player]) -> [Bool] {
    var includes = [Bool](repeating: true, count: fields[place.field].siteOfTrace.count)
    let sizeClass = stream(place).sizeClass
    for gone in players where gone.sizeClass ?? sizeClass == sizeClass {
      for trace in tracesOfSite[place.field][gone.site] ?? [] { includes[trace] = false }
    }
    return includes
  }

  /// Granules of some traces' objects at the field's moments, summed.
  func count(_ place: Place, _ includes: [Bool], isCut: Bool) -> Int {
    let part = GranuleSimulation.Part(
      includes: includes, isCutByEpochs: isCut && options.model == .epoch)
    var sum = 0
    simulation.run(
      stream(place), part, fit: options.fit, moments: fields[place.field].moments
    ) { sum += $0 }
    return sum
  }

  func playerPlaces(_ player: Player) -> [Place] {
    places.filter { place in
      (player.sizeClass ?? stream(place).sizeClass) == stream(place).sizeClass
        && traffic[place]?[player.site] != nil
    }
  }

  /// Granules of a place before anything was moved.
  func unrouted(_ place: Place) -> Int { unroutedOf[place] ?? 0 }

  /// Granules that moving one more player saves, summed over moments; below 0 where it costs some.
  func saving(of player: Player) -> Int {
    playerPlaces(player).reduce(0) {
      $0 + (staying[$1] ?? 0) - without(player, $1) - alone(player, $1)
    }
  }

  private func without(_ player: Player, _ place: Place) -> Int {
    if let known = stayingWithout[place]?[player] { return known }
    let value = count(place, includes(place, without: [player]), isCut: true)
    stayingWithout[place, default: [:]][player] = value
    return value
  }

  func alone(_ player: Player, _ place: Place) -> Int {
    if let known = own[place]?[player] { return known }
    let value = count(place, includes(only: player, place), isCut: false)
    own[place, default: [:]][player] = value
    return value
  }

  private func includes(only player: Player, _ place: Place) -> [Bool] {
    var includes = [Bool](repeating: false, count: fields[place.field].siteOfTrace.count)
    for trace in tracesOfSite[place.field][player.site] ?? [] { includes[trace] = true }
    return includes
  }

  /// Moves a player, whose saving becomes that of nothing.
  func move(_ player: Player) {
    for place in playerPlaces(player) {
      staying[place] = without(player, place)
      stayingWithout[place] = nil
    }
    moved.append(player)
  }

  /// Granules that hold an object, with what has been moved, summed over moments and recordings.
  var retainedGranules: Int {
    let rest = staying.values.reduce(largeGranules, +)
    return moved.reduce(rest) { rest, player in
      playerPlaces(player).reduce(rest) { $0 + alone(player, $1) }
    }
  }

  /// The same before anything was moved.
  private(set) var unroutedGranules = 0

  /// The fewest granules that hold the same objects.
  var fewestGranules: Int { sum { $0.fewest(at: $1) } }

  /// Those of one place.
  func fewest(_ place: Place) -> Int {
    fields[place.field].moments.reduce(0) { $0 + stream(place).fewest(at: $1) }
  }

  /// Granules of objects above the largest class, which no routing changes.
  var largeGranules: Int { sum { $0.largeGranules[$1] } }

  /// The sites that allocate in a place, ascending.
  func sites(_ place: Place) -> [Int] { (traffic[place] ?? [:]).keys.sorted() }

  private func sum(_ granules: (ModelHeap, Int) -> Int) -> Int {
    fields.reduce(0) { total, field in
      field.moments.reduce(total) { $0 + granules(field.heap, $1) }
    }
  }
}

extension RoutingGame {
  /// Players that may save something: those with the largest share of the free slots of granules
  /// that are held (Shapley, as in `Attribution`), and those that allocate most of what has died.
  ///
  /// A site that holds granules is worth moving, and so is one whose objects fill granules that
  /// others then hold.
  ///
  /// - Parameters:
  ///   - bySize: whether a site's classes are players of their own.
  ///   - most: so many by each of the two.
  func candidates(bySize: Bool, most: Int) -> [Player] {
    var dead: [Player: Int] = [:]
    shares = [:]
    for place in places {
      let stream = stream(place)
      let unitBytes = stream.slotBytes == 0 ? ModelHeap.unit : stream.slotBytes
      func player(_ site: Int) -> Player {
        Player(site: site, sizeClass: bySize ? stream.sizeClass : nil)
      }
      for (site, count) in traffic[place] ?? [:] {
        dead[player(site), default: 0] += count * unitBytes
      }
      for (site, share) in heldShares(place) {
        shares[player(site), default: 0] += share * Double(unitBytes)
      }
    }
    func first<Value: Comparable>(_ values: [Player: Value]) -> [Player] {
      values.sorted { ($1.value, $0.key.order) < ($0.value, $1.key.order) }.prefix(most).map(\.key)
    }
    return Set(first(shares) + first(dead)).sorted { $0.order < $1.order }
  }

  /// Free slots of held granules, by site, each granule's split evenly among the sites in it.
  private func heldShares(_ place: Place) -> [Int: Double] {
    let field = fields[place.field]
    let stream = stream(place)
    let part = GranuleSimulation.Part(
      includes: includes(place), isCutByEpochs: options.model == .epoch)
    var shares: [Int: Double] = [:]
    for moment in field.moments {
      simulation.run(stream, part, fit: options.fit, moments: [moment]) { _ in }
      let held = simulation.placements(stream, part, moment: moment).sorted { $0 < $1 }
      var start = 0
      while start < held.count {
        var sites: Set<Int> = []
        var used = 0
        var end = start
        while end < held.count, held[end].granule == held[start].granule {
          sites.insert(field.siteOfTrace[Int(stream.traces[held[end].object])])
          used += stream.slotBytes == 0 ? Int(stream.units[held[end].object]) : 1
          end += 1
        }
        let share = Double(stream.capacity - used) / Double(sites.count)
        for site in sites { shares[site, default: 0] += share }
        start = end
      }
    }
    return shares
  }

  /// Objects that a player allocates up to the last moment.
  func objects(of player: Player) -> Int {
    playerPlaces(player).reduce(0) { $0 + (traffic[$1]?[player.site] ?? 0) }
  }
}

extension RoutingGame {
  /// Granules that hold an object at every moment of the fields' heaps, with what has been moved;
  /// by field and moment.
  func retainedSeries() -> [[Int]] {
    fields.indices.map { field in
      let heap = fields[field].heap
      var series = heap.largeGranules
      let all = Array(heap.moments.indices)
      func add(_ place: Place, _ includes: [Bool], isCut: Bool) {
        let part = GranuleSimulation.Part(
          includes: includes, isCutByEpochs: isCut && options.model == .epoch)
        var moment = 0
        simulation.run(stream(place), part, fit: options.fit, moments: all) {
          series[moment] += $0
          moment += 1
        }
      }
      for place in places where place.field == field {
        add(place, includes(place), isCut: true)
      }
      for player in moved {
        for place in playerPlaces(player) where place.field == field {
          add(place, includes(only: player, place), isCut: false)
        }
      }
      return series
    }
  }

  /// Granules that hold an object where objects that die in the same span of the allocation clock
  /// share granules, summed over moments and recordings.
  ///
  /// Spans are one epoch or sixteen, or there is but one; the best of them counts. In the model of
  /// epochs, objects that die in the epoch of their birth stay in its granules. This is what
  /// routing by lifetime comes to where lifetimes are known, and no bound: the objects of a pool
  /// still hold granules that others of it have left.
  func hindsightGranules() -> Int {
    [1, 16].reduce(unroutedGranules) { best, epochs in min(best, pooledGranules(epochs)) }
  }

  private func pooledGranules(_ epochs: UInt32) -> Int {
    let isEpochs = options.model == .epoch
    return places.reduce(largeGranules) { total, place in
      let field = fields[place.field]
      let stream = stream(place)
      let part = GranuleSimulation.Part(
        includes: Array(repeating: true, count: field.siteOfTrace.count), isCutByEpochs: true)
      return field.moments.reduce(total) { total, moment in
        let pooled = stream.pooled(before: moment) { object in
          let (birth, death) = (stream.births[object], stream.deaths[object])
          // Pools of deaths have even numbers, those of births odd ones.
          return isEpochs && birth == death ? birth << 1 | 1 : (death / epochs) << 1
        }
        var granules = 0
        simulation.run(pooled, part, fit: options.fit, moments: [0]) { granules = $0 }
        return total + granules
      }
    }
  }
}

extension RoutingGame.Player {
  fileprivate var order: Int { site << 9 | (sizeClass ?? 511) }
}
