/// A JSON value to print; members keep their order.
package enum JSON {
  case string(String)
  case integer(Int)
  case unsigned(UInt64)
  /// Null if it is not finite.
  case number(Double)
  case bool(Bool)
  case array([JSON])
  case object([(String, JSON)])
  case null

  /// A number, or null.
  package static func optional(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }

  /// A number, or null.
  package static func optional(_ value: Int?) -> JSON { value.map(JSON.integer) ?? .null }

  /// On one line.
  package var text: String {
    switch self {
    case .string(let value): JSON.quoted(value)
    case .integer(let value): "\(value)"
    case .unsigned(let value): "\(value)"
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .bool(let value): value ? "true" : "false"
    case .array(let values): "[\(values.map(\.text).joined(separator: ","))]"
    case .object(let members):
      "{\(members.map { "\(JSON.quoted($0.0)):\($0.1.text)" }.joined(separator: ","))}"
    case .null: "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..<"\u{20}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
}
