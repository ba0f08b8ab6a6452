internal import CharIO

/// The notation of JSON: white space, and the texts of values.
struct JSONText: Sendable {
  /// The rule of white space at a place; nil if JSON is compact.
  var whiteSpace: Int?

  /// Characters that stand for themselves in a string.
  static let plain = ScalarSet([0...0x1F, 0x22...0x22, 0x5C...0x5C]).inverted
  /// Characters after a backslash, and what they stand for.
  private static let escapes: [(scalar: UInt32, name: String)] = [
    (0x22, "\""), (0x5C, "\\"), (0x0A, "n"), (0x0D, "r"), (0x09, "t"),
  ]
  private static let hexadecimal = Expression.scalars(
    ScalarSet([0x30...0x39, 0x41...0x46, 0x61...0x66]))

  /// One character of a string, in all the ways to write it.
  static let character: Expression = {
    func digit(_ text: String) -> Expression { .scalars(.any(of: text)) }
    let pair: [Expression] = [
      digit("dD"), digit("89abAB"), hexadecimal, hexadecimal, .literal("\\u"), digit("dD"),
      digit("cdefCDEF"), hexadecimal, hexadecimal,
    ]
    let single = Expression.choice([
      .sequence([digit("0123456789abcefABCEF"), hexadecimal, hexadecimal, hexadecimal]),
      .sequence([digit("dD"), digit("01234567"), hexadecimal, hexadecimal]),
      .sequence(pair),
    ])
    return .choice([
      .scalars(plain),
      .sequence([
        .literal("\\"),
        .choice([digit("\"\\/bfnrt"), .sequence([.literal("u"), single])]),
      ]),
    ])
  }()

  static let quote = Expression.literal("\"")

  /// The ways to write one character of a set, each of them one way.
  static func character(of set: ScalarSet) -> Expression {
    var parts: [Expression] = []
    let direct = set.intersection(plain)
    if !direct.isEmpty { parts.append(.scalars(direct)) }
    for (scalar, name) in escapes where set.contains(scalar) {
      parts.append(.literal("\\" + name))
    }
    return parts.count == 1 ? parts[0] : .choice(parts)
  }

  /// A place where white space may stand.
  var space: Expression { whiteSpace.map { .rule($0) } ?? .empty }
  /// A comma between two parts.
  var comma: Expression { separator(",") }
  /// A colon between a name and a value.
  var colon: Expression { separator(":") }

  private func separator(_ text: String) -> Expression {
    whiteSpace == nil
      ? .sequence([.literal(text), .optional(.literal(" "))])
      : .sequence([space, .literal(text), space])
  }

  /// A string with some text.
  static func string(_ bytes: [UInt8]) -> Expression { .literal(JSON.string(bytes).text) }

  /// A value, with white space around its parts.
  func value(_ value: JSON) -> Expression {
    func list(_ open: String, _ parts: [Expression], _ close: String) -> Expression {
      var all: [Expression] = [.literal(open)]
      for (index, part) in parts.enumerated() {
        all += [index == 0 ? space : comma, part]
      }
      return .sequence(all + [space, .literal(close)])
    }
    switch value {
    case .array(let values): return list("[", values.map(self.value), "]")
    case .object(let members):
      return list(
        "{",
        members.map { .sequence([Self.string($0.name), colon, self.value($0.value)]) }, "}")
    default: return .literal(value.text)
    }
  }
}
