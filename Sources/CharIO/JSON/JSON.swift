/// A JSON value (RFC 8259) whose texts are bytes, with the members of objects in file order.
///
/// The library parsers make a Swift dictionary of an object, in which canonically equivalent names
/// are one name and the last of two equal names wins; a vocabulary needs both kept apart.
package indirect enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  /// The number as it is written.
  case number([UInt8])
  case string([UInt8])
  case array([JSON])
  case object([Member])

  /// A name and its value in an object.
  package struct Member: Equatable, Sendable {
    package var name: [UInt8]
    package var value: JSON

    package init(_ name: [UInt8], _ value: JSON) {
      self.name = name
      self.value = value
    }
  }
}

// MARK: - Reading

extension JSON {
  /// The value of a member; nil where there is none, or where this is no object.
  package subscript(name: String) -> JSON? { self[bytes: Array(name.utf8)] }

  /// The value of a member; nil where there is none, or where this is no object.
  package subscript(bytes name: [UInt8]) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text, or nil where this is none.
  package var stringValue: String? {
    guard case .string(let bytes) = self else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The number, or nil where this is none, or one that is not a whole number that fits.
  package var integerValue: Int? {
    guard case .number(let bytes) = self else { return nil }
    return Int(String(decoding: bytes, as: UTF8.self))
  }

  /// A few words on what this is, for messages.
  package var summary: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let bytes): String(decoding: bytes.prefix(40), as: UTF8.self)
    case .string(let bytes): "\"\(String(decoding: bytes.prefix(40), as: UTF8.self))\""
    case .array: "an array"
    case .object: "an object"
    }
  }
}

// MARK: - Making

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }

  /// A text.
  package static func string(_ text: String) -> JSON { .string(Array(text.utf8)) }

  /// A whole number.
  package static func integer(_ value: Int) -> JSON { .number(Array("\(value)".utf8)) }

  /// A whole number.
  package static func unsigned(_ value: UInt64) -> JSON { .number(Array("\(value)".utf8)) }

  /// A number; null if it is not finite.
  package static func number(_ value: Double) -> JSON {
    value.isFinite ? .number(Array("\(value)".utf8)) : .null
  }

  /// An object with its members in the order they are given.
  package static func object(_ members: [(String, JSON)]) -> JSON {
    .object(members.map { Member(Array($0.0.utf8), $0.1) })
  }

  /// A number, or null.
  package static func optional(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }

  /// A number, or null.
  package static func optional(_ value: Int?) -> JSON { value.map(JSON.integer) ?? .null }
}
