import Results

/// One parameter of an experiment, stated once: its name, where the configuration keeps it, the
/// values it may take, and what it is.
///
///     static let parameters: [Parameter<Self>] = [
///       .numbers("p", \.p, .one, .probability, "violation fractions"),
///       .whole("requests", \.requests, .requests, WholeRange(1...1_000_000), "requests of a run"),
///     ]
///
/// Reading and writing files, the checks of values, and the options of a command come from it.
package struct Parameter<Configuration: Sendable>: Sendable {
  /// The name in messages, words joined by dashes.
  package let name: String
  /// The name in files.
  package let member: String
  /// What the parameter is, a noun phrase.
  package let help: String
  /// The unit of its values.
  package let unit: DataUnit
  /// What is told of its values.
  package let form: ValueForm
  /// Whether there is one value, or one or more, each once.
  package let arity: Arity
  /// Where it is given.
  package private(set) var place = ParameterPlace.everywhere
  /// Another name of its option.
  package private(set) var alias: String?
  /// What help says of the default in place of its value.
  package private(set) var defaultText: String?
  /// Puts the member of a file, which has to be there, into the configuration.
  let read: @Sendable (inout JSONReader, inout Configuration) throws(JSONError) -> Void
  /// The member as a file has it.
  let json: @Sendable (Configuration) -> JSONValue
  /// Throws `ExperimentError.invalidParameter` for a value that the parameter cannot take.
  let validate: @Sendable (Configuration) throws(ExperimentError) -> Void
  /// The values as an option has them, or nil when there are none.
  package let text: @Sendable (Configuration) -> String?
  /// What puts the values of an option's texts into a configuration.
  package let change: @Sendable ([String]) throws(BadValue) -> Change<Configuration>

  /// The same parameter with another name for its option.
  package func alias(_ name: String) -> Parameter { with(\.alias, name) }

  /// The same parameter, whose default help tells in words.
  package func byDefault(_ text: String) -> Parameter { with(\.defaultText, text) }

  /// The same parameter, as an option or an argument only.
  package func only(as place: ParameterPlace) -> Parameter { with(\.place, place) }

  private func with<Value>(_ path: WritableKeyPath<Parameter, Value>, _ value: Value) -> Parameter {
    var copy = self
    copy[keyPath: path] = value
    return copy
  }

  /// The same parameter of a configuration that holds this one.
  package func within<Outer>(
    _ path: WritableKeyPath<Outer, Configuration> & Sendable
  ) -> Parameter<Outer> {
    Parameter<Outer>(
      name: name, member: member, help: help, unit: unit, form: form, arity: arity, place: place,
      alias: alias,
      defaultText: defaultText,
      read: { (reader, outer) throws(JSONError) in try read(&reader, &outer[keyPath: path]) },
      json: { json($0[keyPath: path]) },
      validate: { (outer) throws(ExperimentError) in try validate(outer[keyPath: path]) },
      text: { text($0[keyPath: path]) },
      change: { (texts) throws(BadValue) in
        let change = try change(texts)
        return Change { change.make(&$0[keyPath: path]) }
      })
  }
}

/// A change of a configuration.
package struct Change<Configuration>: Sendable {
  /// Makes it.
  package let make: @Sendable (inout Configuration) -> Void
}

/// Where a parameter is given.
package enum ParameterPlace: Sendable {
  /// In configuration files, in the manifest, and as an option.
  case everywhere
  /// As an option only: it is about the machine and not about what is measured.
  case option
  /// As a command's argument that is told by its place.
  case operand
}

extension Parameter {
  /// - Parameters:
  ///   - get: the values, exactly one unless it is a list or there may be none.
  ///   - set: puts in other values, exactly one unless it is a list.
  init<Value: Hashable & Sendable>(
    _ name: String, member: String? = nil, _ unit: DataUnit, _ kind: ValueKind<Value>,
    _ help: String,
    arity: Arity = .one, get: @escaping @Sendable (Configuration) -> [Value],
    set: @escaping @Sendable (inout Configuration, [Value]) -> Void
  ) {
    let member = member ?? name.replacing("-", with: "_")
    let isList = arity == .list
    self.init(
      name: name, member: member, help: help, unit: unit, form: kind.form, arity: arity,
      read: { (reader, configuration) throws(JSONError) in
        set(
          &configuration,
          isList
            ? try reader.list(member, kind, atLeast: 1) : [try reader.required(member, kind)])
      },
      json: {
        let values = get($0).map(kind.json)
        return isList ? JSONValue(.array(values)) : values[0]
      },
      validate: { (configuration) throws(ExperimentError) in
        let values = get(configuration)
        if isList {
          try require(!values.isEmpty, name, "", "at least one value")
          try require(
            Set(values).count == values.count, name,
            values.map(kind.text).joined(separator: ","), "each value once")
        }
        for value in values {
          try require(kind.allows(value), name, kind.text(value), kind.form.expected)
        }
      },
      text: {
        let texts = get($0).map(kind.text)
        return texts.isEmpty || arity == .flag ? nil : texts.joined(separator: ",")
      },
      change: { (texts) throws(BadValue) in
        let values = try kind.values(of: texts, isList: isList)
        return Change { if !values.isEmpty { set(&$0, values) } }
      })
  }

  init<Value: Hashable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Configuration, Value> & Sendable,
    _ unit: DataUnit, _ kind: ValueKind<Value>, _ help: String, arity: Arity = .one
  ) {
    self.init(
      name, unit, kind, help, arity: arity, get: { [$0[keyPath: path]] },
      set: { $0[keyPath: path] = $1[0] })
  }

  /// A parameter that there may be no value of: an option only.
  init<Value: Hashable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Configuration, Value?> & Sendable,
    _ unit: DataUnit, _ kind: ValueKind<Value>, _ help: String
  ) {
    self.init(
      name, unit, kind, help, get: { $0[keyPath: path].map { [$0] } ?? [] },
      set: { $0[keyPath: path] = $1[0] })
    place = .option
  }

  /// One or more values, each once.
  init<Value: Hashable & Sendable>(
    _ name: String, member: String? = nil,
    _ path: WritableKeyPath<Configuration, [Value]> & Sendable, _ unit: DataUnit,
    _ kind: ValueKind<Value>,
    _ help: String
  ) {
    self.init(
      name, member: member, unit, kind, help, arity: .list, get: { $0[keyPath: path] },
      set: { $0[keyPath: path] = $1 })
  }
}
