/// Which syllables of a line are strong.
///
/// A word of one syllable fits everywhere. The primary stress of longer words is on strong syllables; a line
/// of iambs may start with a stressed syllable and an unstressed one.
public struct Metre: Hashable, Sendable {
  /// True for strong syllables.
  let isStrong: [Bool]

  private static let feet = [
    "iambic": "x/", "trochaic": "/x", "anapestic": "xx/", "dactylic": "/xx",
    "amphibrachic": "x/x",
  ]
  private static let lengths = [
    "monometer", "dimeter", "trimeter", "tetrameter", "pentameter", "hexameter", "heptameter",
    "octameter",
  ]

  /// Makes a metre.
  ///
  /// - Parameter text: `/` for each strong and `x` for each weak syllable, or a name such as "iambic
  ///   pentameter".
  /// - Throws: ``ConstraintError`` if the text is neither.
  public init(_ text: String) throws(ConstraintError) {
    let words = text.lowercased().split(separator: " ")
    if words.count == 2, let foot = Self.feet[String(words[0])],
      let length = Self.lengths.firstIndex(of: String(words[1]))
    {
      isStrong = Array(repeating: foot.map { $0 == "/" }, count: length + 1).flatMap { $0 }
    } else if !text.isEmpty, text.allSatisfy({ $0 == "/" || $0 == "x" }) {
      isStrong = text.map { $0 == "/" }
    } else {
      throw ConstraintError(
        "'\(text)' is no metre; give x and / for each weak and strong syllable, or a name such as"
          + " 'iambic pentameter'")
    }
  }

  /// Returns whether a word may start after some syllables of a line.
  ///
  /// - Parameters:
  ///   - pattern: the stress of the word.
  ///   - start: the number of syllables before it.
  /// - Returns: true if its stress is where the metre has strong syllables.
  public func allows(_ pattern: StressPattern, at start: Int) -> Bool {
    if pattern.syllables == 1 { return true }
    return (0..<pattern.syllables).allSatisfy { syllable in
      if pattern.primary >> UInt32(syllable) & 1 == 0 { return true }
      let place = start + syllable
      if place < isStrong.count && isStrong[place] { return true }
      // The first foot turned around.
      return place == 0 && isStrong.starts(with: [false, true]) && pattern.primary & 2 == 0
    }
  }
}
