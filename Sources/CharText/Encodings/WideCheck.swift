/// Checks whether a text declared as UTF-16 or UTF-32 is clearly something else.
enum WideCheck {
  /// The number of bytes examined at its start.
  static let size = 1 << 12
  /// The minimum confidence of a guess that contradicts the declaration.
  private static let sureness = 0.9
  /// The minimum length of zero-free ASCII that cannot be UTF-16, where ASCII has a zero byte in
  /// each character.
  private static let plainSize = 32

  /// The result of a check.
  enum Verdict {
    /// The declared encoding is plausible.
    case plausible
    /// The declared encoding is wrong; the associated value is the likely one, if recognized.
    case contradicted(EncodingGuess?)
  }

  /// Checks the start of a text.
  ///
  /// - Parameters:
  ///   - sample: The start.
  ///   - name: The declared encoding.
  /// - Returns: The verdict.
  static func verdict(_ sample: [UInt8], _ name: String) -> Verdict {
    let text = converted(sample, name)
    switch EncodingGuess.of(sample) {
    case .encoding(let guess) where guess.confidence >= sureness:
      // Several names are equivalent if there is a byte order mark or a default byte order.
      if converted(sample, guess.name) != text { return .contradicted(guess) }
    case .utf8 where isPlain(sample):
      return .contradicted(EncodingGuess(name: "UTF-8", confidence: sureness))
    default: break
    }
    let characters = text.count { $0 & 0xC0 != 0x80 }
    let zeros = text.count { $0 == 0 }
    return zeros * 20 > characters ? .contradicted(nil) : .plausible
  }

  /// Returns whether bytes are too long to be UTF-16 without zeros, and have no controls.
  private static func isPlain(_ sample: [UInt8]) -> Bool {
    let lineEnds = [ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn]
    return sample.count >= plainSize
      && sample.allSatisfy { $0 >= ASCII.space && $0 != 0x7F || lineEnds.contains($0) }
  }

  /// Returns the text up to the first invalid bytes, in UTF-8 and without a byte order mark.
  private static func converted(_ sample: [UInt8], _ name: String) -> [UInt8] {
    guard let iconv = Iconv(from: name) else { return [] }
    var text: [UInt8] = []
    var position = 0
    while true {
      let (used, step) = iconv.convert(sample[position...], into: &text)
      position += used
      if step != .full { break }
    }
    let mark = UTF8Sequence.byteOrderMark
    return text.starts(with: mark) ? Array(text.dropFirst(mark.count)) : text
  }
}
