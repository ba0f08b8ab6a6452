internal import CTables

/// The embedded readings of Chinese characters, whose format `scripts/make-pinyin-table` describes.
enum PinyinFile {
  /// A reading of a character.
  struct Reading: Sendable {
    /// The index of the syllable.
    let syllable: Int
    /// 1 to 4, or 5 for the neutral tone.
    let tone: Int
  }

  /// The syllables, and the readings of each character, the most common first.
  static let content = read()

  private static func read() -> ([PinyinSyllable], [(Unicode.Scalar, [Reading])]) {
    var table = EmbeddedTable { ctables_pinyin_byte($0) }
    var syllables: [PinyinSyllable] = []
    for _ in 0..<table.number() {
      let letters = table.next(table.number())
      syllables.append(PinyinSyllable(letters: String(decoding: letters, as: UTF8.self)))
    }
    var characters: [(Unicode.Scalar, [Reading])] = []
    var last: UInt32 = 0
    for _ in 0..<table.number() {
      last += UInt32(table.number())
      var readings: [Reading] = []
      for _ in 0..<table.number() {
        let number = table.number()
        readings.append(Reading(syllable: number / 5, tone: number % 5 + 1))
      }
      if let scalar = Unicode.Scalar(last) { characters.append((scalar, readings)) }
    }
    return (syllables, characters)
  }
}
