/// The 256 visible characters that represent bytes in the `ByteLevel` parts of the `tokenizers`
/// library, as introduced by GPT-2: printable Latin-1 represents itself, the other bytes are, in
/// order, the scalars from U+0100.
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

  /// Returns the UTF-8 bytes of the character that represents a byte.
  static func text(of byte: UInt8) -> [UInt8] {
    var text: [UInt8] = []
    UTF8Sequence.append(scalars[Int(byte)], to: &text)
    return text
  }

  private static let bytes: [[UInt8]: UInt8] = Dictionary(
    uniqueKeysWithValues: (UInt8.min...UInt8.max).map { (text(of: $0), $0) })

  /// Returns the byte that a character represents, or nil.
  static func byte(of text: [UInt8]) -> UInt8? { bytes[text] }
}
