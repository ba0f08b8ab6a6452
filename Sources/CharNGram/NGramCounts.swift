public import CharText

/// The n-grams of a text up to some length and their counts.
///
/// A gram never crosses a document boundary. The boundary is the first token of grams at the start of a
/// document and the last token of grams at the end of the preceding one, as a language model reads and
/// predicts it.
///
/// Memory grows with the number of distinct grams, about 24 bytes each: 40 MB for a million characters of
/// English up to length 6, and 150 MB if hardly anything repeats.
public struct NGramCounts: Sendable {
  /// The length of the longest grams.
  public let order: Int
  /// V.
  public let vocabularySize: Int
  /// The number of tokens counted.
  public private(set) var tokenCount = 0

  /// The grams by length, from 1.
  private(set) var levels: [GramLevel]
  /// For each length from 0, the gram that the text ends with; -1 if there is none.
  private var last: [Int32]
  /// True if the longest of these grams starts a document.
  private var startsDocument = false
  private var isAtStart = true

  /// The lengths that can be counted.
  public static let orders = 1...32

  /// Creates the counts of an empty text.
  ///
  /// - Parameters:
  ///   - order: the length of the longest grams, 1 to 32.
  ///   - vocabularySize: V; counting a token that is not below it traps.
  public init(order: Int, vocabularySize: Int) {
    precondition(Self.orders.contains(order), "order \(order) is not one of \(Self.orders)")
    precondition(
      vocabularySize > Int(Vocabulary.documentBoundary), "a vocabulary of \(vocabularySize) tokens")
    self.order = order
    self.vocabularySize = vocabularySize
    levels = Array(repeating: GramLevel(), count: order)
    last = [0] + Array(repeating: -1, count: order - 1)
  }

  /// Counts the grams of a text.
  ///
  /// - Parameters:
  ///   - tokens: the text, each document after its boundary.
  ///   - order: the length of the longest grams, 1 to 32.
  ///   - vocabularySize: V; a token that is not below it traps.
  public init(_ tokens: some Sequence<Token>, order: Int, vocabularySize: Int) {
    self.init(order: order, vocabularySize: vocabularySize)
    add(tokens)
  }

  /// The number of distinct grams of each length, from 1.
  public var gramCounts: [Int] { levels.map { $0.occurrences.count { $0 > 0 } } }

  /// Counts the grams of more text, which continues the text so far.
  ///
  /// - Parameter tokens: the text, each document after its boundary.
  public mutating func add(_ tokens: some Sequence<Token>) {
    for token in tokens { add(token) }
  }

  /// Ends the text so far: text that is added later does not continue it.
  public mutating func cut() {
    isAtStart = true
    startsDocument = false
    for length in 1..<max(1, order) { last[length] = -1 }
  }

  private mutating func add(_ token: Token) {
    precondition(
      token >= 0 && Int(token) < vocabularySize,
      "token \(token) is not below the vocabulary's size \(vocabularySize)")
    let isBoundary = token == Vocabulary.documentBoundary
    tokenCount += 1
    // A boundary at the start of the text is given, not predicted.
    if !(isBoundary && isAtStart) { count(token) }
    isAtStart = false
    guard isBoundary else { return }
    startsDocument = true
    for length in 1..<max(1, order) { last[length] = -1 }
    if order > 1 { last[1] = Int32(levels[0].insert(0, token).gram) }
  }

  private mutating func count(_ token: Token) {
    var context = last[0]
    var shorter = 0
    for length in 1...order {
      let next = length < order ? last[length] : -1
      let (gram, isNew) = levels[length - 1].insert(context, token)
      levels[length - 1].occurrences[gram] += 1
      if isNew && length > 1 { levels[length - 2].continuations[shorter] += 1 }
      if length < order { last[length] = Int32(gram) }
      guard next >= 0 else {
        if startsDocument { levels[length - 1].continuations[gram] += 1 }
        return
      }
      (context, shorter) = (next, gram)
    }
  }
}
