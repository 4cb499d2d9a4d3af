/// One parameter of an experiment, stated once: its name, where the configuration keeps it, the
/// values it may take, and what it is.
///
///     static let parameters: [Parameter<Self>] = [
///       .numbers("p", \.p, .probability, "violation fractions"),
///       .whole("requests", \.requests, WholeRange(1...1_000_000_000), "requests of a run"),
///     ]
///
/// Reading and writing files, the checks of values, and the options of a command come from it.
package struct Parameter<Configuration: Sendable>: Sendable {
  /// The values that a parameter may take, and the way to them.
  package enum Kind: Sendable {
    /// Whole numbers of a range.
    case whole(WholeRange, Access<Configuration, Int>)
    /// Numbers of a range.
    case number(NumberRange, Access<Configuration, Double>)
    /// Any whole number of 64 bits.
    case seed(Access<Configuration, UInt64>)
    /// Words of a list.
    case word([String], Access<Configuration, String>)
    /// A file's name.
    case file(Access<Configuration, String>)
    /// On or off.
    case flag(Access<Configuration, Bool>)
  }

  /// Where a parameter is given.
  package enum Place: Sendable {
    /// In configuration files, in the manifest, and as an option.
    case everywhere
    /// As an option only: it is about the machine and not about what is measured.
    case option
    /// As a command's argument that is told by its place.
    case operand
  }

  /// The name in messages, words joined by dashes.
  package let name: String
  /// The name in files.
  package let member: String
  /// What the parameter is, a noun phrase.
  package let help: String
  /// The values that it may take.
  package let kind: Kind
  /// Where it is given.
  package private(set) var place = Place.everywhere
  /// Another name of its option.
  package private(set) var alias: String?
  /// What help says of the default in place of its value.
  package private(set) var defaultText: String?

  private init(_ name: String, member: String? = nil, _ kind: Kind, _ help: String) {
    self.name = name
    self.member = member ?? name.replacing("-", with: "_")
    self.kind = kind
    self.help = help
  }

  /// The same parameter with another name for its option.
  package func alias(_ name: String) -> Parameter {
    var copy = self
    copy.alias = name
    return copy
  }

  /// The same parameter, whose default help tells in words.
  package func byDefault(_ text: String) -> Parameter {
    var copy = self
    copy.defaultText = text
    return copy
  }

  /// The same parameter, as an option or an argument only.
  package func only(as place: Place) -> Parameter {
    var copy = self
    copy.place = place
    return copy
  }
}

/// The way to a parameter's values in a configuration.
package struct Access<Configuration: Sendable, Value: Sendable>: Sendable {
  /// Whether there may be several values; one or more, each once.
  package let isList: Bool
  /// The values, exactly one unless it is a list.
  package let get: @Sendable (Configuration) -> [Value]
  /// Puts in other values, exactly one unless it is a list.
  package let set: @Sendable (inout Configuration, [Value]) -> Void

  fileprivate init(_ path: WritableKeyPath<Configuration, Value> & Sendable) {
    isList = false
    get = { [$0[keyPath: path]] }
    set = { $0[keyPath: path] = $1[0] }
  }

  /// The way to a value that there may be none of.
  fileprivate init(_ path: WritableKeyPath<Configuration, Value?> & Sendable) {
    isList = false
    get = { $0[keyPath: path].map { [$0] } ?? [] }
    set = { $0[keyPath: path] = $1.first }
  }

  fileprivate init(_ path: WritableKeyPath<Configuration, [Value]> & Sendable) {
    isList = true
    get = { $0[keyPath: path] }
    set = { $0[keyPath: path] = $1 }
  }

  fileprivate init(
    isList: Bool, get: @escaping @Sendable (Configuration) -> [Value],
    set: @escaping @Sendable (inout Configuration, [Value]) -> Void
  ) {
    self.isList = isList
    self.get = get
    self.set = set
  }

  fileprivate func within<Outer>(
    _ path: WritableKeyPath<Outer, Configuration> & Sendable
  ) -> Access<Outer, Value> {
    Access<Outer, Value>(
      isList: isList, get: { get($0[keyPath: path]) }, set: { set(&$0[keyPath: path], $1) })
  }
}

extension Parameter {
  /// A whole number.
  package static func whole(
    _ name: String, _ path: WritableKeyPath<Configuration, Int> & Sendable,
    _ range: WholeRange, _ help: String
  ) -> Parameter {
    Parameter(name, .whole(range, Access(path)), help)
  }

  /// A whole number that there may be none of: an option only.
  package static func whole(
    _ name: String, _ path: WritableKeyPath<Configuration, Int?> & Sendable,
    _ range: WholeRange, _ help: String
  ) -> Parameter {
    Parameter(name, .whole(range, Access(path)), help).only(as: .option)
  }

  /// A file that there may be none of: an option only.
  package static func file(
    _ name: String, _ path: WritableKeyPath<Configuration, String?> & Sendable, _ help: String
  ) -> Parameter {
    Parameter(name, .file(Access(path)), help).only(as: .option)
  }

  /// On or off: an option only.
  package static func flag(
    _ name: String, _ path: WritableKeyPath<Configuration, Bool> & Sendable, _ help: String
  ) -> Parameter {
    Parameter(name, .flag(Access(path)), help).only(as: .option)
  }

  /// Whole numbers, one or more, each once.
  package static func wholes(
    _ name: String, _ path: WritableKeyPath<Configuration, [Int]> & Sendable,
    _ range: WholeRange, _ help: String
  ) -> Parameter {
    Parameter(name, .whole(range, Access(path)), help)
  }

  /// A number.
  package static func number(
    _ name: String, _ path: WritableKeyPath<Configuration, Double> & Sendable,
    _ range: NumberRange, _ help: String
  ) -> Parameter {
    Parameter(name, .number(range, Access(path)), help)
  }

  /// Numbers, one or more, each once.
  package static func numbers(
    _ name: String, _ path: WritableKeyPath<Configuration, [Double]> & Sendable,
    _ range: NumberRange, _ help: String
  ) -> Parameter {
    Parameter(name, .number(range, Access(path)), help)
  }

  /// Cases of an enumeration, one or more, each once.
  ///
  /// - Parameter member: the name in files, where it is not the one in messages.
  package static func choices<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
    _ name: String, member: String? = nil,
    _ path: WritableKeyPath<Configuration, [Choice]> & Sendable, _ help: String
  ) -> Parameter {
    let access = Access<Configuration, String>(
      isList: true, get: { $0[keyPath: path].map(\.rawValue) },
      // Only words of the list are ever put in.
      set: { $0[keyPath: path] = $1.compactMap(Choice.init) })
    return Parameter(name, member: member, .word(Choice.allCases.map(\.rawValue), access), help)
  }

  /// The first seed of a run.
  package static func seed(
    _ path: WritableKeyPath<Configuration, UInt64> & Sendable,
    _ help: String = "the first seed"
  ) -> Parameter {
    Parameter("seed", .seed(Access(path)), help)
  }

  /// The number of seeds.
  package static func repeats(
    _ path: WritableKeyPath<Configuration, Int> & Sendable
  ) -> Parameter {
    .whole("repeat", path, WholeRange(1...10_000), "runs of each arm, with seeds that count up")
  }

  /// The same parameter of a configuration that holds this one.
  package func within<Outer>(
    _ path: WritableKeyPath<Outer, Configuration> & Sendable
  ) -> Parameter<Outer> {
    let kind: Parameter<Outer>.Kind =
      switch kind {
      case .whole(let range, let access): .whole(range, access.within(path))
      case .number(let range, let access): .number(range, access.within(path))
      case .seed(let access): .seed(access.within(path))
      case .word(let words, let access): .word(words, access.within(path))
      case .file(let access): .file(access.within(path))
      case .flag(let access): .flag(access.within(path))
      }
    var outer = Parameter<Outer>(name, member: member, kind, help)
    outer.place =
      switch place {
      case .everywhere: .everywhere
      case .option: .option
      case .operand: .operand
      }
    outer.alias = alias
    outer.defaultText = defaultText
    return outer
  }
}
