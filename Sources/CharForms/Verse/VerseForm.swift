/// A form of verse whose lines have given numbers of characters.
///
/// All patterns of a form have the same lines; they differ in tones and rhymes.
public struct VerseForm: Sendable {
  /// A line.
  struct Line: Hashable, Sendable {
    /// The number of characters.
    var length: ClosedRange<Int>
    /// The earlier line that this one repeats, from 0.
    var original: Int?
    /// The marks after the characters, each one of a set.
    var end: [ScalarSet]
  }

  /// The tones and rhymes of the lines.
  struct Pattern: Sendable {
    var name: String
    /// The tones of each line: those allowed at each place; nil if all are.
    var tones: [[Set<Tone>]?]
    /// The rhyme of each line, an index of the rhymes; nil if it does not rhyme.
    var rhymes: [Int?]
  }

  /// A rule on the tones of a line.
  public enum ToneRule: String, CaseIterable, Sendable {
    /// 孤平: the line ends in 仄平仄仄平.
    case guPing = "gu-ping"
    /// 三平尾: the line ends in three level tones.
    case sanPingWei = "san-ping-wei"

    /// The Chinese name.
    public var title: String {
      switch self {
      case .guPing: "孤平"
      case .sanPingWei: "三平尾"
      }
    }

    /// True if a line breaks the rule.
    func isBroken(by tones: some BidirectionalCollection<Tone>) -> Bool {
      switch self {
      case .guPing: tones.suffix(5).elementsEqual([.oblique, .level, .oblique, .oblique, .level])
      case .sanPingWei: tones.count >= 3 && tones.suffix(3).allSatisfy { $0 == .level }
      }
    }
  }

  /// Where a character may occur once only.
  public enum Scope: String, CaseIterable, Sendable {
    /// In a line.
    case line
    /// In the poem.
    case poem
  }

  /// The name by which the form is found.
  public var name: String
  /// Other names by which it is found.
  public var aliases: [String] = []
  /// Titles by language code.
  public var titles: [String: String] = [:]
  /// The language code.
  public var language = "zh"
  /// Where the pattern is from; nil if that is not said.
  public var source: String?
  /// The book of rhymes and tones.
  public var book = RhymeBook.pingshui
  /// Rules on tones that the poem keeps.
  public var toneRules: Set<ToneRule> = []
  /// True if the ends of lines that rhyme differ.
  public var rhymeWordsDiffer = true
  /// Where characters may not be repeated; nil = they may be.
  public var distinct: Scope?
  /// The characters with which the lines start, in order, and `_` for any; lines that repeat others are not
  /// counted.
  public var acrostic = ""
  /// The rhyme groups, in the order in which the rhymes occur: names, or characters that rhyme.
  public var rhymeNames: [String] = []
  /// Texts that the poem contains.
  public var words: [String] = []
  /// Texts that the poem does not contain.
  public var bannedWords: [String] = []
  /// True if banned texts are banned in upper and lower case.
  public var banIgnoresCase = false

  /// Characters of lines without tones.
  var characters = ScalarSet.none
  var lines: [Line] = []
  var patterns: [Pattern] = []

  init(name: String) { self.name = name }

  /// The lines that rhyme in any pattern.
  var rhymingLines: [Int] {
    lines.indices.filter { line in patterns.contains { $0.rhymes[line] != nil } }
  }

  /// The number of rhymes.
  var rhymeCount: Int {
    (patterns.flatMap { $0.rhymes.compactMap { $0 } }.max() ?? -1) + 1
  }

  /// The lines that do not repeat others.
  var ownLines: [Int] { lines.indices.filter { lines[$0].original == nil } }

  /// The largest number of characters of a poem, marks included.
  public var longest: Int? {
    lines.reduce(0) { $0 + $1.length.upperBound + $1.end.count }
  }

  /// Returns the character with which a line starts.
  func given(_ line: Int) -> Unicode.Scalar? {
    guard let place = ownLines.firstIndex(of: line) else { return nil }
    let scalar = acrostic.unicodeScalars.dropFirst(place).first
    return scalar == "_" || scalar == "＿" ? nil : scalar
  }

  /// The rhyme groups that each rhyme may have.
  ///
  /// - Throws: ``ConstraintError`` if there is no rhyme of a name.
  func allowedGroups(_ table: RhymeTable) throws(ConstraintError) -> [Set<Int>] {
    guard rhymeNames.count <= rhymeCount else {
      throw ConstraintError(
        rhymeCount == 0
          ? "the form has no rhymes, and a rhyme is given"
          : "the form has \(rhymeCount) rhymes, and \(rhymeNames.count) are given")
    }
    var allowed = [Set<Int>](repeating: Set(table.groups.indices), count: rhymeCount)
    for (index, name) in rhymeNames.enumerated() {
      allowed[index] = table.groups(named: name)
      guard !allowed[index].isEmpty else {
        throw ConstraintError("\(name) is no rhyme of \(book.title), and no character that it has")
      }
    }
    return allowed
  }
}
