extension Vocabulary {
  /// Returns a display name of a token: the piece itself if it is visible.
  ///
  /// The special tokens are `<unk>` and `<doc>`; line feed, carriage return, tab and NUL are `\n`,
  /// `\r`, `\t` and `\0`; other invisible scalars are `\u{…}` with their code point, except for the
  /// space and for joiners inside a cluster; a lone mark is shown on a dotted circle; bytes other
  /// than printable ASCII, and byte tokens that spell unknown text, are `0x…`; and a condition is
  /// `<condition:…>`.
  ///
  /// - Parameter token: A token of this vocabulary; another one traps.
  /// - Returns: The name.
  public func displayName(of token: Token) -> String {
    switch entry(of: token) {
    case nil: token == Self.unknown ? "<unk>" : "<doc>"
    case .condition(let name): "<condition:\(name)>"
    case .byte(let byte) where unit != .byte || byte >= 0x7F: Self.hexadecimal([byte])
    case .byte(let byte): Self.displayName(of: [byte])
    case .piece(let piece): Self.displayName(of: piece)
    }
  }

  /// Returns bytes in the form `0xE2 0x82`.
  package static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return (byte < 16 ? "0x0" : "0x") + digits
    }.joined(separator: " ")
  }

  package static func displayName(of piece: [UInt8]) -> String {
    let scalars = UTF8Sequence.scalars(of: piece)
    var name = ""
    if let first = scalars.first, UTF8Proc.isMark(first) { name.unicodeScalars.append("\u{25CC}") }
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case 0x0A: name += "\\n"
      case 0x0D: name += "\\r"
      case 0x09: name += "\\t"
      case 0x00: name += "\\0"
      case 0x20: name += " "
      case 0x200D where index > 0: name.unicodeScalars.append("\u{200D}")
      case _ where UTF8Proc.isInvisible(scalar) && (index == 0 || scalar < 0xA0):
        name += "\\u{\(String(scalar, radix: 16, uppercase: true))}"
      default: name.unicodeScalars.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
      }
    }
    return name
  }
}
