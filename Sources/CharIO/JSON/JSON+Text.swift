extension JSON {
  /// The value on one line.
  package var text: String {
    var output: [UInt8] = []
    write(to: &output, indent: nil)
    return String(decoding: output, as: UTF8.self)
  }

  /// The value indented by two spaces, with a line feed at the end; equal values give equal bytes.
  package var indented: [UInt8] {
    var output: [UInt8] = []
    write(to: &output, indent: 0)
    output.append(UInt8(ascii: "\n"))
    return output
  }

  /// Appends the value, on one line or with its parts indented by two more spaces.
  private func write(to output: inout [UInt8], indent: Int?) {
    let next = indent.map { $0 + 2 }
    switch self {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .number(let digits): output += digits
    case .string(let bytes): Self.write(bytes, to: &output, namesEscapes: indent == nil)
    case .array(let values):
      Self.write(values, "[", "]", to: &output, indent: indent) { value, output in
        value.write(to: &output, indent: next)
      }
    case .object(let members):
      Self.write(members, "{", "}", to: &output, indent: indent) { member, output in
        Self.write(member.name, to: &output, namesEscapes: indent == nil)
        output += (indent == nil ? ":" : ": ").utf8
        member.value.write(to: &output, indent: next)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], _ open: String, _ close: String, to output: inout [UInt8], indent: Int?,
    each: (Item, inout [UInt8]) -> Void
  ) {
    output += open.utf8
    for (index, item) in items.enumerated() {
      if index > 0 { output += ",".utf8 }
      startLine(&output, indent.map { $0 + 2 })
      each(item, &output)
    }
    if !items.isEmpty { startLine(&output, indent) }
    output += close.utf8
  }

  private static func startLine(_ output: inout [UInt8], _ indent: Int?) {
    guard let indent else { return }
    output.append(UInt8(ascii: "\n"))
    output += repeatElement(UInt8(ascii: " "), count: indent)
  }

  /// Appends a quoted text. Line ends and tabs are written as `\n`, `\r` and `\t`, or, as
  /// `tokenizer.json` has always done, as numbers like other control characters.
  private static func write(_ text: [UInt8], to output: inout [UInt8], namesEscapes: Bool) {
    output += "\"".utf8
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): output += "\\\"".utf8
      case UInt8(ascii: "\\"): output += "\\\\".utf8
      case UInt8(ascii: "\n") where namesEscapes: output += "\\n".utf8
      case UInt8(ascii: "\r") where namesEscapes: output += "\\r".utf8
      case UInt8(ascii: "\t") where namesEscapes: output += "\\t".utf8
      case 0..<0x20, 0x7F:
        output += (byte < 16 ? "\\u000" : "\\u00").utf8
        output += String(byte, radix: 16).utf8
      default: output.append(byte)
      }
    }
    output += "\"".utf8
  }
}
