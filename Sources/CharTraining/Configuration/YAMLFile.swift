internal import CharIO
internal import Foundation
internal import Yams

/// A file in YAML (or JSON, a subset) that is a mapping, with the places of its parts.
struct YAMLFile {
  /// A position in the file, counted from 1.
  struct Place: Equatable, Comparable, Sendable, CustomStringConvertible {
    var line = 0
    var column = 0

    static func < (first: Place, second: Place) -> Bool {
      (first.line, first.column) < (second.line, second.column)
    }

    var description: String { "\(line):\(column)" }
  }

  /// A name and its value.
  struct Member {
    let name: String
    let place: Place
    let value: Value

    /// The members of a mapping; nil for other values.
    var members: [Member]? { value.members }
  }

  /// A scalar, a list or a mapping.
  struct Value {
    fileprivate let node: Node

    /// The place of its first character.
    var place: Place { Place(node.mark) }
  }

  /// The path, for error messages.
  let path: String
  /// The members in file order.
  let members: [Member]

  /// Parses a file.
  ///
  /// - Parameters:
  ///   - yaml: the text.
  ///   - path: the path of the file, for error messages.
  ///   - empty: the message for a file that is no mapping.
  /// - Throws: `FileError`.
  init(_ yaml: String, path: String, empty: String) throws {
    self.path = path
    let node: Node?
    var text = yaml
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    do { node = try Yams.compose(yaml: text) } catch {
      let (place, reason) = Self.reason(error)
      let problem = "neither YAML nor JSON: \(reason)"
      throw place.map { FileError(problem, in: path, at: $0) }
        ?? FileError(path: path, problem: problem)
    }
    guard let node, !Value(node: node).isNull else {
      members = []
      return
    }
    guard let members = Value(node: node).members else {
      throw FileError(path: path, problem: empty)
    }
    self.members = members
  }

  /// Returns the place of a problem, if it has one, and the problem without the surrounding YAML, which may be long.
  private static func reason(_ error: any Error) -> (Place?, String) {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _),
      YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      let lines = problem.split(separator: "\n")
      return (Place(mark), "\(lines.first ?? "it cannot be read")")
    case YamlError.duplicatedKeysInMapping(let keys, let context):
      return (Place(context.mark), "\(keys.joined(separator: ", ")) stands there twice")
    default: return (nil, "\(error)")
    }
  }
}

extension FileError {
  /// Creates an error at a place of a file.
  init(_ problem: String, in path: String, at place: YAMLFile.Place) {
    self.init(path: "\(path):\(place)", problem: problem)
  }
}

extension YAMLFile.Place {
  fileprivate init(_ mark: Mark?) {
    if let mark { (line, column) = (mark.line, mark.column) }
  }
}

extension YAMLFile.Value {
  /// True for null and nothing.
  var isNull: Bool { node.scalar != nil && node.any is NSNull }

  /// The members of a mapping; nil for other values.
  var members: [YAMLFile.Member]? {
    node.mapping.map { mapping in
      mapping.map { key, value in
        YAMLFile.Member(
          name: key.string ?? "", place: YAMLFile.Place(key.mark),
          value: YAMLFile.Value(node: value))
      }
    }
  }

  /// The items of a list; nil for other values.
  var items: [YAMLFile.Value]? {
    node.sequence.map { $0.map { YAMLFile.Value(node: $0) } }
  }

  /// The texts of a scalar or list, numbers and truth values in one spelling; empty for null; nil
  /// for other values.
  var texts: [String]? {
    if let items {
      let texts = items.map(\.texts)
      return texts.allSatisfy { $0 != nil } ? texts.flatMap { $0 ?? [] } : nil
    }
    guard let scalar = node.scalar else { return nil }
    switch node.any {
    case is NSNull: return []
    case let isOn as Bool: return ["\(isOn)"]
    case let number as Int: return ["\(number)"]
    case let number as Double: return ["\(number)"]
    default: return [scalar.string]
    }
  }
}
