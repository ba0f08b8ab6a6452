/// A JSON value (RFC 8259) with strings as bytes, and object members in file order.
///
/// Library parsers convert objects to Swift dictionaries, which merge canonically equivalent names
/// and keep the last of two equal names; a vocabulary must keep both.
package indirect enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  /// The number as written.
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
  /// The value of a member; nil if it is missing, or if this is not an object.
  package subscript(name: String) -> JSON? { self[bytes: Array(name.utf8)] }

  /// The value of a member; nil if it is missing, or if this is not an object.
  package subscript(bytes name: [UInt8]) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text; nil if this is not a string.
  package var stringValue: String? {
    guard case .string(let bytes) = self else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The integer; nil if this is not a number, not integral, or out of range.
  package var integerValue: Int? {
    guard case .number(let bytes) = self else { return nil }
    return Int(String(decoding: bytes, as: UTF8.self))
  }

  /// A short description for messages.
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

  /// Creates a text.
  package static func string(_ text: String) -> JSON { .string(Array(text.utf8)) }

  /// Creates an integer.
  package static func integer(_ value: Int) -> JSON { .number(Array("\(value)".utf8)) }

  /// Creates an integer.
  package static func unsigned(_ value: UInt64) -> JSON { .number(Array("\(value)".utf8)) }

  /// Creates a number; null if it is not finite.
  package static func number(_ value: Double) -> JSON {
    value.isFinite ? .number(Array("\(value)".utf8)) : .null
  }

  /// Creates an object with its members in the given order.
  package static func object(_ members: [(String, JSON)]) -> JSON {
    .object(members.map { Member(Array($0.0.utf8), $0.1) })
  }

  /// Creates a number or null.
  package static func optional(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }

  /// Creates a number or null.
  package static func optional(_ value: Int?) -> JSON { value.map(JSON.integer) ?? .null }
}
