internal import CTables

/// The syllables, stresses and rhymes of English words.
///
/// The facts are those of the CMU Pronouncing Dictionary; see Sources/CTables/NOTICE.
public struct EnglishDictionary: Sendable {
  /// One pronunciation of a word.
  public struct Pronunciation: Hashable, Sendable {
    /// The stress of each syllable.
    public let stress: StressPattern
    /// A number that words have in common if they rhyme, for the sounds from the last stressed vowel on; 0
    /// if no other word rhymes.
    public let rhyme: Int
  }

  /// A word and its pronunciations.
  struct Word: Sendable {
    /// The letters in lower case, as ASCII; apostrophes are letters.
    var letters: [UInt8]
    /// True for words that always have a capital, such as "I" and "Monday".
    var isCapitalized: Bool
    var pronunciations: [Pronunciation]
  }

  /// The words that ship, which are about 51,600.
  public static let shared = EnglishDictionary(readTable())

  /// The words in ascending order.
  let words: [Word]
  /// Words by their letters.
  private let index: [[UInt8]: Int]

  private init(_ words: [Word]) {
    self.words = words
    index = Dictionary(uniqueKeysWithValues: words.indices.lazy.map { (words[$0].letters, $0) })
  }

  /// Returns the pronunciations of a word that the dictionary has.
  ///
  /// - Parameter word: the word; upper and lower case are the same.
  /// - Returns: the pronunciations; none if the dictionary lacks the word.
  public func pronunciations(of word: String) -> [Pronunciation] {
    self.word(Array(word.lowercased().utf8)).map(\.pronunciations) ?? []
  }

  /// The words in ascending order, in lower case.
  public var allWords: [String] { words.map { String(decoding: $0.letters, as: UTF8.self) } }

  func word(_ letters: [UInt8]) -> Word? { index[letters].map { words[$0] } }

  /// Reads the table; scripts/make-pronunciation-table describes it.
  private static func readTable() -> [Word] {
    var table = EmbeddedTable { ctables_english_byte($0) }
    var patterns: [StressPattern] = []
    for _ in 0..<table.number() {
      patterns.append(StressPattern(digits: table.next(table.number())))
    }
    // The number of rhymes.
    _ = table.number()
    var words: [Word] = []
    var letters: [UInt8] = []
    let count = table.number()
    words.reserveCapacity(count)
    for _ in 0..<count {
      letters.removeLast(letters.count - table.number())
      letters += table.next(table.number())
      let flags = table.number()
      var pronunciations: [Pronunciation] = []
      for _ in 0..<flags >> 1 {
        let stress = patterns[table.number()]
        pronunciations.append(Pronunciation(stress: stress, rhyme: table.number()))
      }
      words.append(
        Word(letters: letters, isCapitalized: flags & 1 != 0, pronunciations: pronunciations))
    }
    return words
  }
}
