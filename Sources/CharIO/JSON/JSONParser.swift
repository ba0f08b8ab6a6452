extension JSON {
  /// A syntax error in JSON.
  package struct SyntaxError: Error, Equatable {
    /// The offset in bytes, from 0.
    package let offset: Int
    /// The problem.
    package let problem: String
  }

  /// Parses bytes as one value, strictly.
  ///
  /// - Parameters:
  ///   - bytes: The bytes.
  ///   - replacesSurrogates: Whether lone surrogates are read as U+FFFD.
  /// - Throws: ``SyntaxError``.
  package init(parsing bytes: [UInt8], replacesSurrogates: Bool = false) throws(SyntaxError) {
    self = try JSONParser.parse(bytes, replacesSurrogates: replacesSurrogates)
  }
}

/// A strict JSON parser; any bytes yield a value or an error.
private struct JSONParser {
  private static let deepest = 64

  private let bytes: [UInt8]
  private let replacesSurrogates: Bool
  private var index = 0

  /// Parses all bytes.
  static func parse(_ bytes: [UInt8], replacesSurrogates: Bool) throws(JSON.SyntaxError) -> JSON {
    var parser = JSONParser(bytes: bytes, replacesSurrogates: replacesSurrogates)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.index == bytes.count else { throw parser.error("there is data after its end") }
    return value
  }

  private init(bytes: [UInt8], replacesSurrogates: Bool) {
    self.bytes = bytes
    self.replacesSurrogates = replacesSurrogates
  }

  private func error(_ problem: String) -> JSON.SyntaxError {
    JSON.SyntaxError(offset: index, problem: problem)
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      index += 1
    }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSON.SyntaxError) -> JSON {
    guard depth < Self.deepest else { throw error("it is nested too deeply") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw error("it ends too early")
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSON.SyntaxError) -> JSON {
    guard bytes[index...].starts(with: word.utf8) else { throw error("expected \(word)") }
    index += word.utf8.count
    return value
  }

  /// Names of so few members are compared faster than they are hashed.
  private static let few = 16

  private mutating func object(depth: Int) throws(JSON.SyntaxError) -> JSON {
    index += 1
    var members: [JSON.Member] = []
    var names: Set<[UInt8]> = []
    skipSpace()
    if skip("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error("expected a name in quotes") }
      let name = try string()
      if members.count == Self.few { names = Set(members.map(\.name)) }
      let isNew =
        members.count < Self.few
        ? !members.contains { $0.name == name } : names.insert(name).inserted
      guard isNew else { throw error("a duplicate name in an object") }
      skipSpace()
      guard skip(":") else { throw error("expected a colon") }
      members.append(JSON.Member(name, try value(depth: depth + 1)))
      skipSpace()
    } while skip(",")
    guard skip("}") else { throw error("expected a comma or }") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSON.SyntaxError) -> JSON {
    index += 1
    var values: [JSON] = []
    skipSpace()
    if skip("]") { return .array(values) }
    repeat {
      values.append(try value(depth: depth + 1))
      skipSpace()
    } while skip(",")
    guard skip("]") else { throw error("expected a comma or ]") }
    return .array(values)
  }

  private mutating func number() throws(JSON.SyntaxError) -> JSON {
    let start = index
    _ = skip("-")
    let whole = digits()
    guard whole > 0, whole == 1 || bytes[index - whole] != UInt8(ascii: "0") else {
      throw error("expected a value")
    }
    if skip("."), digits() == 0 { throw error("expected digits") }
    if skip("e") || skip("E") {
      _ = skip("+") || skip("-")
      if digits() == 0 { throw error("expected digits") }
    }
    return .number(Array(bytes[start..<index]))
  }

  private mutating func digits() -> Int {
    let start = index
    while let byte = next, byte &- UInt8(ascii: "0") < 10 { index += 1 }
    return index - start
  }

  private mutating func string() throws(JSON.SyntaxError) -> [UInt8] {
    index += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return text
      case UInt8(ascii: "\\"):
        index += 1
        try escape(&text)
      case 0..<0x20:
        throw error("a control character in a text")
      default: text += try plainText()
      }
    }
    throw error("unterminated text")
  }

  /// Returns the bytes up to the next quote, escape or control character.
  private mutating func plainText() throws(JSON.SyntaxError) -> ArraySlice<UInt8> {
    let text = bytes[index...].prefix {
      $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard String(validating: text, as: UTF8.self) != nil else {
      var (parser, rest) = (UTF8.ForwardParser(), text.makeIterator())
      while case .valid(let scalar) = parser.parseScalar(from: &rest) { index += scalar.count }
      throw error("not valid UTF-8")
    }
    index += text.count
    return text
  }

  private mutating func escape(_ text: inout [UInt8]) throws(JSON.SyntaxError) {
    guard let byte = next else { throw error("it ends too early") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var scalar = try hexadecimal()
      if (0xD800..<0xDC00).contains(scalar) {
        // Reset the position if the second half does not follow.
        let behind = index
        if skip("\\"), skip("u"), case let low = try hexadecimal(),
          (0xDC00..<0xE000).contains(low)
        {
          scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
        } else {
          index = behind
        }
      }
      if (0xD800..<0xE000).contains(scalar) {
        guard replacesSurrogates else { throw error("a lone surrogate") }
        scalar = 0xFFFD
      }
      text += Unicode.Scalar(scalar).map { Array(String($0).utf8) } ?? []
    default: throw error("invalid escape")
    }
  }

  private mutating func hexadecimal() throws(JSON.SyntaxError) -> UInt32 {
    guard index + 4 <= bytes.count else { throw error("it ends too early") }
    var value: UInt32 = 0
    for byte in bytes[index..<index + 4] {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw error("invalid escape")
      }
      value = value << 4 | UInt32(digit)
    }
    index += 4
    return value
  }
}
