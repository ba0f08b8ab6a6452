/// A search for text in encodings whose bytes are all ASCII, which is therefore valid UTF-8:
/// those of ISO 2022, HZ and UTF-7.
///
/// Memory holds a part of the text, regardless of its size.
package struct SevenBitCheck {
  /// The approximate number of bytes that are examined together.
  private static let sampleSize = 1 << 16

  /// The likely encoding of the text; nil unless one was recognized.
  package private(set) var guess: EncodingGuess?
  /// Bytes to be examined, from the first that occurs in such an encoding.
  private var sample: [UInt8] = []
  private var isASCII = true

  /// Starts a search.
  package init() {}

  /// Examines the next bytes.
  ///
  /// - Parameters:
  ///   - chunk: The bytes.
  ///   - isASCII: Whether they and all bytes before them are ASCII.
  package mutating func add(_ chunk: [UInt8], isASCII: Bool) {
    guard isASCII else {
      self.isASCII = false
      sample = []
      return
    }
    guard guess == nil, !sample.isEmpty || chunk.contains(where: Self.isSign) else { return }
    sample += chunk
    if sample.count >= Self.sampleSize { examine() }
  }

  /// Ends the text.
  package mutating func finish() { if isASCII, !sample.isEmpty { examine() } }

  private mutating func examine() {
    guess = guess ?? EncodingGuess.sevenBit(sample)
    sample = []
  }

  /// Returns whether a byte starts the shift sequences of an encoding.
  private static func isSign(_ byte: UInt8) -> Bool {
    byte == ShiftSequence.escape || byte == HZ.sign || byte == UTF7.sign
  }
}
