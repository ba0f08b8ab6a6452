/// Tells whether a text that is said to be UTF-16 or UTF-32 is plainly something else.
enum WideCheck {
  /// Bytes of its start that are looked at.
  static let size = 1 << 12
  /// A guess that is less likely contradicts nobody.
  private static let sureness = 0.9
  /// ASCII in UTF-16 has a zero byte for each character, and so no chance to be as long as this.
  private static let plainSize = 32

  /// What the start of a text is instead.
  enum Verdict {
    /// It may well be what it is said to be.
    case plausible
    /// It is not; with what it is likely to be, where that is recognized.
    case contradicted(EncodingGuess?)
  }

  /// Judges the start of a text.
  ///
  /// - Parameters:
  ///   - sample: The start.
  ///   - name: The encoding that it is said to be in.
  /// - Returns: The verdict.
  static func verdict(_ sample: [UInt8], _ name: String) -> Verdict {
    let text = converted(sample, name)
    switch EncodingGuess.of(sample) {
    case .encoding(let guess) where guess.confidence >= sureness:
      // Several names mean the same where there is a mark, or a usual order of bytes.
      if converted(sample, guess.name) != text { return .contradicted(guess) }
    case .utf8 where isPlain(sample):
      return .contradicted(EncodingGuess(name: "UTF-8", confidence: sureness))
    default: break
    }
    let characters = text.count { $0 & 0xC0 != 0x80 }
    let zeros = text.count { $0 == 0 }
    return zeros * 20 > characters ? .contradicted(nil) : .plausible
  }

  /// Whether bytes are long enough to be no UTF-16, and have no controls.
  private static func isPlain(_ sample: [UInt8]) -> Bool {
    let lineEnds = [ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn]
    return sample.count >= plainSize
      && sample.allSatisfy { $0 >= ASCII.space && $0 != 0x7F || lineEnds.contains($0) }
  }

  /// The text up to where it cannot be read, in UTF-8 and without a byte order mark.
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
