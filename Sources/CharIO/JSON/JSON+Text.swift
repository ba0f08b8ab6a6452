extension JSONValue {
  /// A text.
  static func text(_ text: String) -> JSONValue { .string(Array(text.utf8)) }

  /// A whole number.
  static func integer(_ value: Int) -> JSONValue { .number(Array(String(value).utf8)) }

  /// An object with its members in the order they are given.
  static func members(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(members.map { Member(name: Array($0.key.utf8), value: $0.value) })
  }

  /// The value as JSON, indented by two spaces, with a line feed at the end; equal values give
  /// equal bytes.
  func serialized() -> [UInt8] {
    var output: [UInt8] = []
    write(to: &output, indent: 0)
    output.append(ASCII.lineFeed)
    return output
  }

  private func write(to output: inout [UInt8], indent: Int) {
    switch self {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .number(let digits): output += digits
    case .string(let bytes): Self.write(bytes, to: &output)
    case .array(let values):
      Self.write(values, "[", "]", to: &output, indent: indent) { value, output in
        value.write(to: &output, indent: indent + 2)
      }
    case .object(let members):
      Self.write(members, "{", "}", to: &output, indent: indent) { member, output in
        Self.write(member.name, to: &output)
        output += ": ".utf8
        member.value.write(to: &output, indent: indent + 2)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], _ open: String, _ close: String, to output: inout [UInt8], indent: Int,
    each: (Item, inout [UInt8]) -> Void
  ) {
    output += open.utf8
    for (index, item) in items.enumerated() {
      if index > 0 { output += ",".utf8 }
      startLine(&output, indent + 2)
      each(item, &output)
    }
    if !items.isEmpty { startLine(&output, indent) }
    output += close.utf8
  }

  private static func startLine(_ output: inout [UInt8], _ indent: Int) {
    output.append(ASCII.lineFeed)
    output += repeatElement(ASCII.space, count: indent)
  }

  private static func write(_ text: [UInt8], to output: inout [UInt8]) {
    output += "\"".utf8
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): output += "\\\"".utf8
      case UInt8(ascii: "\\"): output += "\\\\".utf8
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        output += (byte < 16 ? "\\u000" : "\\u00").utf8
        output += digits.utf8
      default: output.append(byte)
      }
    }
    output += "\"".utf8
  }
}
