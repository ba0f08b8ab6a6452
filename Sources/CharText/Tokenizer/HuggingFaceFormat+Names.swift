extension HuggingFaceFormat {
  private static let conditionStart = Array("<condition:".utf8)
  private static let byteStart = Array("<0x".utf8)
  private static let end = UInt8(ascii: ">")

  /// Returns the name of a token in the library's vocabulary: a piece itself; a byte as `<0x0A>`,
  /// or with the byte unit its character of ``ByteAlphabet``; a condition as `<condition:NAME>`.
  ///
  /// No unit of text is longer than one cluster, so a piece never looks like one of the others.
  static func name(of entry: Vocabulary.Entry, _ unit: TextUnit) -> [UInt8] {
    switch entry {
    case .piece(let piece): piece
    case .condition(let name): conditionStart + Array(name.utf8) + [end]
    case .byte(let byte) where unit == .byte: ByteAlphabet.text(of: byte)
    case .byte(let byte):
      Array("<\(Vocabulary.hexadecimal([byte]))>".utf8)
    }
  }

  /// Returns the entry of a name in the library's vocabulary.
  ///
  /// - Throws: ``TokenizerError/wrongPiece(_:unit:)``.
  static func entry(_ name: [UInt8], _ unit: TextUnit) throws(TokenizerError) -> Vocabulary.Entry {
    if name.starts(with: conditionStart), name.last == end {
      let bytes = name.dropFirst(conditionStart.count).dropLast()
      return .condition(String(decoding: bytes, as: UTF8.self))
    }
    if unit == .byte {
      guard let byte = ByteAlphabet.byte(of: name) else {
        throw .wrongPiece(Vocabulary.displayName(of: name), unit: unit)
      }
      return .byte(byte)
    }
    if name.count == 6, name.starts(with: byteStart), name.last == end,
      let byte = UInt8(String(decoding: name[3..<5], as: UTF8.self), radix: 16)
    {
      return .byte(byte)
    }
    return .piece(name)
  }
}
