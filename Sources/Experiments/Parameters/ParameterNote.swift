import Results

/// What readers of a configuration file are told of one parameter.
package struct ParameterNote: Sendable {
  /// The name in files.
  package let member: String
  /// The option, with its dashes.
  package let option: String
  /// The unit of its values.
  package let unit: DataUnit
  /// What it is, a noun phrase.
  package let meaning: String
  /// What is allowed.
  package let expected: String
  /// The values as a file has them: the default, and what forms change it to.
  package let standard: JSONValue
  package let changes: [(form: ConfigurationForm, value: JSONValue)]
}

extension Experiment {
  /// The members of its configuration file, `experiment` and the forms excepted.
  package static var parameterNotes: [ParameterNote] {
    let standard = Configuration.standard
    return Configuration.parameters.filter { $0.place == .everywhere }.map { parameter in
      let value = parameter.json(standard)
      let changes = ConfigurationForm.allCases.compactMap { form in
        let changed = parameter.json(.standard(in: [form]))
        return changed == value ? nil : (form, changed)
      }
      let one = parameter.form.expected
      return ParameterNote(
        member: parameter.member, option: "--\(parameter.name)", unit: parameter.unit,
        meaning: parameter.help, expected: parameter.arity == .list ? "a list, each \(one)" : one,
        standard: value, changes: changes)
    }
  }
}

extension Parameter where Configuration: ExperimentConfiguration {
  /// The type that its values have in a column.
  var fieldType: FieldType {
    switch json(.standard).kind {
    case .integer: .integer
    case .double: .number
    case .bool: .boolean
    case .null, .string, .array, .object: .string
    }
  }
}
