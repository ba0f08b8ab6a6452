/// A form of verse in lines of English words.
public struct SyllableVerse: Hashable, Sendable {
  /// The lines.
  public var lines: [SyllableLine]
  /// Characters that may follow a word within a line; after `.`, `!` and `?` the next word may have a capital.
  public var marks = ",;:"
  /// Words that may be written though the dictionary lacks them.
  public var words: [String] = []
  /// True if lines that rhyme end with different words.
  public var rhymeWordsDiffer = true
  /// True if lines of different rhyme letters do not rhyme.
  public var rhymesDiffer = true
  /// Words that give the rhymes of the letters, in the order in which the letters occur.
  public var rhymes: [String] = []
  /// Words that the text contains, in lower case but for those that always have a capital.
  public var required: [String] = []
  /// Letters that no word contains; after a space, that no word starts with, and before one, that no word ends with.
  public var banned: [String] = []

  /// Makes a form.
  ///
  /// - Parameters:
  ///   - lines: the lines.
  ///   - marks: characters that may follow a word within a line.
  ///   - words: words that may be written though the dictionary lacks them.
  public init(lines: [SyllableLine], marks: String = ",;:", words: [String] = []) {
    self.lines = lines
    self.marks = marks
    self.words = words
  }
}

/// A line of ``SyllableVerse``: its syllables, its rhyme and its ends.
public struct SyllableLine: Hashable, Sendable {
  /// The number of syllables.
  public var syllables: ClosedRange<Int>
  /// Which syllables are strong; nil if any may be.
  public var metre: Metre?
  /// A name that is the same for lines that rhyme; nil for lines that need not.
  public var rhyme: String?
  /// The line that this one repeats, from 0; it comes earlier, and everything else here is ignored.
  public var repeats: Int?
  /// The letter that the line starts with, in upper or lower case; nil for any.
  public var firstLetter: Unicode.Scalar?
  /// Characters that may end the line.
  public var endings: String
  /// True if one of these must end it.
  public var needsEnding: Bool
  /// True if an empty line comes before it.
  public var startsStanza: Bool

  /// Makes a line.
  ///
  /// - Parameters:
  ///   - syllables: the number of syllables.
  ///   - metre: which syllables are strong.
  ///   - rhyme: a name that is the same for lines that rhyme.
  ///   - repeats: the line that this one repeats, from 0.
  ///   - firstLetter: the letter that the line starts with.
  ///   - endings: characters that may end the line.
  ///   - needsEnding: whether one of these must end it.
  ///   - startsStanza: whether an empty line comes before it.
  public init(
    syllables: ClosedRange<Int>, metre: Metre? = nil, rhyme: String? = nil, repeats: Int? = nil,
    firstLetter: Unicode.Scalar? = nil, endings: String = ",.;:!?", needsEnding: Bool = false,
    startsStanza: Bool = false
  ) {
    self.syllables = syllables
    self.metre = metre
    self.rhyme = rhyme
    self.repeats = repeats
    self.firstLetter = firstLetter
    self.endings = endings
    self.needsEnding = needsEnding
    self.startsStanza = startsStanza
  }
}
