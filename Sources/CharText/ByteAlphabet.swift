/// The 256 visible characters that stand for bytes in the `ByteLevel` parts of the `tokenizers`
/// library, as GPT-2 first used them: printable Latin-1 stands for itself, and the other bytes
/// are, in order, the scalars from U+0100.
enum ByteAlphabet {
  private static let scalars: [UInt32] = {
    var scalars: [UInt32] = []
    var next: UInt32 = 0x100
    for byte: UInt32 in 0...255 {
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: scalars.append(byte)
      default:
        scalars.append(next)
        next += 1
      }
    }
    return scalars
  }()

  /// The UTF-8 bytes of the character that stands for a byte.
  static func text(of byte: UInt8) -> [UInt8] {
    var text: [UInt8] = []
    UTF8Sequence.append(scalars[Int(byte)], to: &text)
    return text
  }

  /// The vocabulary of bytes, if these are the characters for all of them in order.
  ///
  /// - Throws: ``TokenizerError/wrongField(_:expected:found:)``.
  static func vocabulary(_ pieces: [[UInt8]]) throws -> Vocabulary {
    guard pieces == (0...255).map({ text(of: UInt8($0)) }) else {
      throw TokenizerError.wrongField(
        "model.vocab", expected: "all 256 bytes in order, as ByteLevel writes them",
        found: "\(pieces.count) other pieces")
    }
    return .bytes
  }
}
