import Results

/// Chooses advice on some recordings and judges it on another.
struct AdviceBuilder {
  private let options: AdviceOptions
  private var training: [AdviceSource]
  private var test: AdviceSource?
  /// The training recordings' heaps and the test's, which is the last; moments of each.
  private var heaps: [ModelHeap] = []
  private var moments: [[Int]] = []
  /// By heap and moment of its grid: structural granules without routing.
  private var unrouted: [[Int]] = []

  /// Candidates by each of two rankings.
  private static let candidates = 40
  /// Events that may be run through granules for the bound of a recording.
  private static let boundEvents = 50_000_000

  /// - Throws: `RecordingError`.
  init(
    on paths: [String], judgedOn testPath: String?, _ options: AdviceOptions
  ) throws(RecordingError) {
    self.options = options
    func source(_ path: String) throws(RecordingError) -> AdviceSource {
      try AdviceSource(
        path, rule: options.rule, framesPath: options.framesPath, moment: options.moment,
        model: options.model)
    }
    var training: [AdviceSource] = []
    for path in paths { training.append(try source(path)) }
    self.training = training
    test = if let testPath { try source(testPath) } else { nil }
    for source in training + (test.map { [$0] } ?? []) {
      let heap = ModelHeap(source.log, options.model, moments: source.grid)
      let all = RoutingGame.Field(
        heap: heap, siteOfTrace: Array(repeating: 0, count: source.book.count + 1), moments: [])
      let retained = RoutingGame([all], options.model).retainedSeries()[0]
      let structural = retained.indices.map { retained[$0] - heap.fewest(at: $0) }
      heaps.append(heap)
      unrouted.append(structural)
      moments.append(source.moments(options.moment))
    }
  }

  /// The sites of all recordings, each under one number.
  private struct Players {
    var sites: [Site] = []
    var numbers: [SiteKey: Int] = [:]
    /// By heap and trace.
    var siteOfTrace: [[Int]] = []
  }

  private var sources: [AdviceSource] { training + (test.map { [$0] } ?? []) }

  private func players(depth: Int?) -> Players {
    var players = Players()
    for source in sources {
      let (sites, ofTrace) =
        depth.map { source.book.sites(depth: $0) }
        ?? (source.book.sites, source.book.siteNumbers)
      let numbers = sites.map { site in
        let key = SiteKey(site)
        if let number = players.numbers[key] { return number }
        players.numbers[key] = players.sites.count
        players.sites.append(site)
        return players.sites.count - 1
      }
      players.siteOfTrace.append(ofTrace.map { numbers[Int($0)] })
    }
    return players
  }

  private func game(_ players: Players, _ indices: Range<Int>) -> RoutingGame {
    RoutingGame(
      indices.map {
        RoutingGame.Field(
          heap: heaps[$0], siteOfTrace: players.siteOfTrace[$0], moments: moments[$0])
      }, options.model)
  }

  private func bytes(_ granules: Int, _ index: Int = 0) -> Int {
    granules * options.model.granuleBytes / max(1, moments[index].count)
  }

  /// - Throws: `routingDoesNotFit` where the test recording has none of the sites.
  func build() throws(RecordingError) -> Advice {
    let players = players(depth: nil)
    let game = game(players, training.indices)
    let choice = choose(game, players, bySize: options.bySize)
    var advice = Advice(
      options: options, summaries: training.map(\.log.summary),
      digests: training.map { hexadecimal($0.log.digest) }, heap: heap(game, training.indices),
      steps: [], routed: LifetimeKnowledge(), bySite: LifetimeKnowledge(),
      law: law(players, game.moved))
    for step in choice {
      advice.steps.append(
        Advice.Step(
          site: players.sites[step.player.site],
          sizes: step.player.sizeClass.map { options.model.sizeClasses.range($0) },
          savedBytes: bytes(step.saved), retainedBytes: 0, objects: game.objects(of: step.player),
          knowledge: LifetimeKnowledge()))
    }
    var retained = advice.heap.retainedBytes
    for index in advice.steps.indices {
      retained -= advice.steps[index].savedBytes
      advice.steps[index].retainedBytes = retained
    }
    know(&advice, players, choice.map(\.player))
    if let test { try judge(&advice, on: test, players, choice.map(\.player)) }
    if options.comparesKeys { advice.keys = compareKeys() }
    return advice
  }

  private func choose(
    _ game: RoutingGame, _ players: Players, bySize: Bool
  ) -> [(player: RoutingGame.Player, saved: Int)] {
    let candidates = game.candidates(bySize: bySize, most: Self.candidates)
      .filter { !players.sites[$0.site].frames.isEmpty }
    let structural = game.unroutedGranules - game.fewestGranules
    let least = Int((Double(structural) * options.worthwhileShare).rounded(.up))
    var search = RoutingSearch(game, candidates)
    return search.move(most: options.sites, least: least)
  }

  /// The heaps of some recordings together, with what a game has moved.
  private func heap(_ game: RoutingGame, _ indices: Range<Int>) -> Advice.Heap {
    var heap = Advice.Heap()
    let first = indices.lowerBound
    let series = game.retainedSeries()
    for (field, index) in indices.enumerated() {
      let model = heaps[index]
      let last = moments[index].last ?? 0
      heap.time = sources[index].log.time(ofEvent: max(0, sources[index].grid[last] - 1))
      heap.liveBytes += model.liveBytes[last]
      heap.largeObjects += model.largeObjects
      let routed = series[field].indices.map { series[field][$0] - model.fewest(at: $0) }
      func mean(_ granules: [Int]) -> Int {
        granules.reduce(0, +) * options.model.granuleBytes / max(1, granules.count)
      }
      heap.meanUnroutedBytes += mean(unrouted[index])
      heap.meanRoutedBytes += mean(routed)
    }
    heap.retainedBytes = bytes(game.unroutedGranules, first)
    heap.fewestBytes = bytes(game.fewestGranules, first)
    heap.hindsightBytes = bytes(game.hindsightGranules(), first)
    let bound = game.bound(budget: Self.boundEvents)
    heap.leastBytes = bytes(bound.granules, first)
    heap.triedBytes = bytes(bound.triedGranules, first)
    return heap
  }

  private func judge(
    _ advice: inout Advice, on test: AdviceSource, _ players: Players,
    _ chosen: [RoutingGame.Player]
  ) throws(RecordingError) {
    let routed = try advice.routing.match(test.book.sites, of: test.log.summary)
    let game = game(players, training.count..<training.count + 1)
    var retained = bytes(game.unroutedGranules, training.count)
    for (index, player) in chosen.enumerated() {
      let saved = bytes(game.saving(of: player), training.count)
      game.move(player)
      retained -= saved
      advice.steps[index].heldOutSavedBytes = saved
      advice.steps[index].heldOutRetainedBytes = retained
      if routed.unmatched.contains(where: { $0.granule == index + 1 }) {
        advice.unmatched.append(index)
      }
    }
    advice.test = test.log.summary
    advice.testHeap = heap(game, training.count..<training.count + 1)
  }

  // MARK: What sites know

  /// What is known of the lives of each site's objects, or of those of its classes.
  private func lives(
    _ players: Players, bySize: Bool
  ) -> [RoutingGame.Player: LifetimeKnowledge] {
    let classes = options.model.sizeClasses
    let count = bySize ? classes.sizes.count + 1 : 1
    var counts = Array(repeating: LifetimeKnowledge(), count: players.sites.count * count)
    for (index, source) in training.enumerated() {
      let outliving = OutlivingObjects(source.log, epochBytes: options.model.epochBytes)
      let sites = players.siteOfTrace[index]
      for object in 0..<source.log.objects where outliving.isKnown[object] {
        let sizeClass =
          bySize ? classes.index(of: source.log.size(of: object)) ?? count - 1 : 0
        let place = sites[Int(source.log.traces[object])] * count + sizeClass
        counts[place].objects += 1
        counts[place].outliving += outliving.outlives[object] ? 1 : 0
      }
    }
    var lives: [RoutingGame.Player: LifetimeKnowledge] = [:]
    for place in counts.indices where counts[place].objects > 0 {
      lives[RoutingGame.Player(site: place / count, sizeClass: bySize ? place % count : nil)] =
        counts[place]
    }
    return lives
  }

  /// The knowledge of all keys together, where a key is taken to outlive its epoch as `predicts`
  /// says.
  private func total(
    _ lives: [RoutingGame.Player: LifetimeKnowledge],
    predicts: (RoutingGame.Player, LifetimeKnowledge) -> Bool
  ) -> LifetimeKnowledge {
    lives.reduce(into: LifetimeKnowledge()) { total, life in
      var known = life.value
      if predicts(life.key, known) {
        (known.predicted, known.right) = (known.objects, known.outliving)
      }
      total += known
    }
  }

  private static func isMostlyOutliving(_ known: LifetimeKnowledge) -> Bool {
    known.outliving * 2 > known.objects
  }

  private func know(
    _ advice: inout Advice, _ players: Players, _ chosen: [RoutingGame.Player]
  ) {
    let lives = lives(players, bySize: options.bySize)
    for (index, player) in chosen.enumerated() {
      advice.steps[index].knowledge = lives[player] ?? LifetimeKnowledge()
    }
    advice.routed = total(lives) { player, _ in chosen.contains(player) }
    advice.bySite = total(lives) { _, known in Self.isMostlyOutliving(known) }
    let isLong = Set(lives.filter { Self.isMostlyOutliving($0.value) }.keys)
    advice.law.bySiteBytes = lawBytes(players) { isLong.contains($0) }
  }

  private func law(
    _ players: Players, _ chosen: [RoutingGame.Player]
  ) -> Advice.Law {
    Advice.Law(
      unroutedBytes: lawBytes(players) { _ in false },
      routedBytes: lawBytes(players) { chosen.contains($0) })
  }

  private func lawBytes(_ players: Players, predicts: (RoutingGame.Player) -> Bool) -> Int {
    let slabs = training.enumerated().reduce(0.0) { sum, part in
      let (index, source) = part
      let sites = players.siteOfTrace[index]
      let classes = options.model.sizeClasses.sizes.count
      // By trace and class, so that an object costs one look-up.
      var isPredicted = Array(repeating: false, count: sites.count * classes)
      for (trace, site) in sites.enumerated() {
        for sizeClass in 0..<classes {
          isPredicted[trace * classes + sizeClass] = predicts(
            RoutingGame.Player(site: site, sizeClass: options.bySize ? sizeClass : nil))
        }
      }
      let lives = ClassLives(
        source.log, options.model, before: source.grid[moments[index].last ?? 0]
      ) { isPredicted[Int($0) * classes + $1] }
      return sum + lives.structuralSlabs(options.model)
    }
    return Int((slabs * Double(options.model.granuleBytes)).rounded())
  }

  // MARK: Keys

  private func compareKeys() -> [Advice.KeyRow] {
    var rows: [Advice.KeyRow] = []
    for depth in Advice.KeyRow.depths {
      let players = players(depth: depth == SiteRouting.wholeStack ? .max : depth)
      for bySize in [false, true] { rows.append(keyRow(players, depth, bySize: bySize)) }
    }
    for depth in [nil, options.depth] {
      let (timed, players) = timed(byDepth: depth)
      var row = timed.keyRow(players, depth, bySize: false)
      row.byTime = true
      rows.append(row)
    }
    return rows
  }

  private func keyRow(_ players: Players, _ depth: Int?, bySize: Bool) -> Advice.KeyRow {
    let game = game(players, training.indices)
    let choice = choose(game, players, bySize: bySize)
    var row = Advice.KeyRow(
      depth: depth, bySize: bySize, moved: choice.count,
      savedBytes: bytes(choice.reduce(0) { $0 + $1.saved }),
      knowledge: total(lives(players, bySize: bySize)) { _, known in
        Self.isMostlyOutliving(known)
      })
    if test != nil {
      let other = self.game(players, training.count..<training.count + 1)
      var saved = 0
      for step in choice {
        saved += other.saving(of: step.player)
        other.move(step.player)
      }
      row.heldOutSavedBytes = bytes(saved, training.count)
    }
    return row
  }

  /// The same recordings where the trace of an object is its site and the span of the allocation
  /// clock in which it was allocated, and a site for each such trace.
  ///
  /// - Parameter depth: innermost frames of the site; nil for the span alone.
  private func timed(byDepth depth: Int?) -> (AdviceBuilder, Players) {
    let sites = depth == nil ? nil : players(depth: nil)
    let spanBytes = max(1, training[0].log.allocatedBytes / UInt64(Advice.KeyRow.spans))
    var keys: [UInt64: Int] = [:]
    var players = Players()
    var timed = self
    func rekeyed(_ index: Int) -> (AdviceSource, ModelHeap) {
      var source = sources[index]
      source.log.rename { trace, clock in
        let site = sites.map { $0.siteOfTrace[index][Int(trace)] } ?? 0
        let key = UInt64(site) << 32 | min(clock / spanBytes, UInt64(UInt32.max))
        if let number = keys[key] { return UInt32(number) }
        keys[key] = players.sites.count
        players.sites.append(
          sites?.sites[site] ?? Site(frames: [Frame(function: "span")]))
        return UInt32(players.sites.count - 1)
      }
      return (source, ModelHeap(source.log, options.model, moments: source.grid))
    }
    for index in training.indices {
      (timed.training[index], timed.heaps[index]) = rekeyed(index)
    }
    if test != nil { (timed.test, timed.heaps[training.count]) = rekeyed(training.count) }
    players.siteOfTrace = sources.map { _ in Array(players.sites.indices) }
    return (timed, players)
  }
}
