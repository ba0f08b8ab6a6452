internal import Yams

/// A YAML file of a form.
struct FormFile {
  let root: FormNode

  /// Parses a file.
  ///
  /// - Throws: ``ConstraintError`` with line and column if it is no YAML mapping.
  init(_ yaml: String) throws(ConstraintError) {
    let node: Node?
    do { node = try Yams.compose(yaml: yaml) } catch {
      guard case YamlError.parser(_, let problem, let mark, _)? = error as? YamlError else {
        throw ConstraintError("is not YAML: \(error)")
      }
      throw ConstraintError(
        "is not YAML: \(problem)", at: .position(line: mark.line, column: mark.column))
    }
    guard let node, node.mapping != nil else {
      throw ConstraintError("a form is a mapping with name, kind and lines")
    }
    root = FormNode(node: node)
  }

  /// The kind of the form.
  var kind: String {
    get throws(ConstraintError) { try root.optionalString("kind") ?? "characters" }
  }
}

/// A value in the file of a form.
struct FormNode {
  fileprivate let node: Node

  /// The place in the file.
  var place: ConstraintError.Place? {
    node.mark.map { .position(line: $0.line, column: $0.column) }
  }

  /// A number for the place in the file.
  var mark: [Int] { node.mark.map { [$0.line, $0.column] } ?? [] }

  func error(_ problem: String) -> ConstraintError { ConstraintError(problem, at: place) }

  private subscript(key: String) -> FormNode? {
    node.mapping?[Node(key)].map { FormNode(node: $0) }
  }

  /// Checks that a mapping has only some keys.
  func checkKeys(_ known: Set<String>) throws(ConstraintError) {
    guard let mapping = node.mapping else { throw error("must be a mapping") }
    for key in mapping.keys {
      guard let name = key.scalar?.string, known.contains(name) else {
        throw FormNode(node: key).error(
          "\(key.scalar?.string ?? "this") is unknown; known are "
            + known.sorted().joined(separator: ", "))
      }
    }
  }

  /// The text of a value.
  func string() throws(ConstraintError) -> String {
    guard let text = node.scalar?.string else { throw error("must be a text") }
    return text
  }

  func optionalString(_ key: String) throws(ConstraintError) -> String? {
    guard let value = self[key] else { return nil }
    return try value.string()
  }

  func string(_ key: String) throws(ConstraintError) -> String {
    guard let text = try optionalString(key) else { throw error("\(key) is missing") }
    return text
  }

  /// The elements of a list.
  func elements() throws(ConstraintError) -> [FormNode] {
    guard let sequence = node.sequence else { throw error("must be a list") }
    return sequence.map { FormNode(node: $0) }
  }

  /// The elements of the list of a key; none if it is missing.
  func list(_ key: String) throws(ConstraintError) -> [FormNode] {
    guard let value = self[key] else { return [] }
    return try value.elements()
  }

  /// The texts of a key, which is a text or a list of texts.
  func texts(_ key: String) throws(ConstraintError) -> [String] {
    guard let value = self[key] else { return [] }
    if let text = value.node.scalar?.string { return [text] }
    var texts: [String] = []
    for element in try value.elements() { texts.append(try element.string()) }
    return texts
  }

  /// The texts of a mapping.
  func strings(byKey key: String) throws(ConstraintError) -> [String: String] {
    guard let value = self[key] else { return [:] }
    guard let mapping = value.node.mapping else { throw value.error("must be a mapping") }
    var texts: [String: String] = [:]
    for (name, text) in mapping {
      texts[try FormNode(node: name).string()] = try FormNode(node: text).string()
    }
    return texts
  }

  /// One of the cases of an enumeration.
  func option<Value: RawRepresentable & CaseIterable>() throws(ConstraintError) -> Value
  where Value.RawValue == String {
    let text = try string()
    guard let value = Value(rawValue: text) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("\(text) is unknown; known are \(known)")
    }
    return value
  }

  func option<Value: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(ConstraintError) -> Value? where Value.RawValue == String {
    guard let value = self[key] else { return nil }
    return try value.option()
  }
}
