internal import CharText

/// A word of an ARPA file, where words are separated by white space: the spelling of a token.
///
/// - `<s>` and `</s>` are the document boundary, before its document and after it; `<unk>` is the unknown
///   token.
/// - A piece of text whose characters are all visible stands for itself: `a`, `é`, `中`.
/// - Any other piece is written by the numbers of its scalars: `<U+0020>` is the space, `<U+000A>` the line
///   feed, `<U+000D+000A>` the cluster of return and line feed.
/// - A byte is `<0x0A>`.
enum ARPAWord: Equatable {
  case unknown, start, end
  case piece([UInt8])
  case byte(UInt8)

  /// Reads the spelling of a word; nil if it stands for nothing.
  init?(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    switch text {
    case "<s>": self = .start
    case "</s>": self = .end
    case "<unk>", "<UNK>": self = .unknown
    case _ where text.hasPrefix("<U+") && text.hasSuffix(">"):
      let scalars = text.dropFirst(3).dropLast().split(
        separator: "+", omittingEmptySubsequences: false
      ).map { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
      var piece = ""
      for scalar in scalars {
        guard let scalar else { return nil }
        piece.unicodeScalars.append(scalar)
      }
      self = .piece(Array(piece.utf8))
    case _ where text.hasPrefix("<0x") && text.hasSuffix(">"):
      guard let byte = UInt8(text.dropFirst(3).dropLast(), radix: 16) else { return nil }
      self = .byte(byte)
    default: self = .piece(bytes)
    }
  }

  /// The spelling of a piece.
  static func spelling(ofPiece piece: [UInt8]) -> String {
    let text = String(decoding: piece, as: UTF8.self)
    guard !text.unicodeScalars.allSatisfy(isVisible) else { return text }
    let numbers = text.unicodeScalars.map { hexadecimal($0.value, digits: 4) }
    return "<U+\(numbers.joined(separator: "+"))>"
  }

  /// The spelling of a byte.
  static func spelling(ofByte byte: UInt8) -> String {
    "<0x\(hexadecimal(UInt32(byte), digits: 2))>"
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator, .nonspacingMark, .spacingMark, .enclosingMark:
      false
    default: true
    }
  }

  private static func hexadecimal(_ number: UInt32, digits: Int) -> String {
    let text = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
