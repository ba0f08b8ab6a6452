/// A JSON value (RFC 8259) whose texts are bytes, with the members of objects in file order.
///
/// The library parsers make a Swift dictionary of an object, in which canonically equivalent names
/// are one name and the last of two equal names wins; a vocabulary needs both kept apart.
indirect enum JSONValue: Equatable {
  case null
  case bool(Bool)
  /// The number as it is written.
  case number([UInt8])
  case string([UInt8])
  case array([JSONValue])
  case object([Member])

  struct Member: Equatable {
    var name: [UInt8]
    var value: JSONValue
  }

  /// The value of a member; nil where there is none, or where this is no object.
  subscript(name: String) -> JSONValue? { self[bytes: Array(name.utf8)] }

  /// The value of a member; nil where there is none, or where this is no object.
  subscript(bytes name: [UInt8]) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text, or nil where this is none.
  var text: String? {
    guard case .string(let bytes) = self else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The number, or nil where this is none, or one that is not a whole number that fits.
  var integer: Int? {
    guard case .number(let bytes) = self else { return nil }
    return Int(String(decoding: bytes, as: UTF8.self))
  }

  /// A few words on what this is, for messages.
  var summary: String {
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
