public import CharText

/// The n-grams of a text, up to some length, and how often each occurs.
///
/// A gram does not reach across a document boundary: the boundary is the first token of the grams of the
/// document it starts, and the last of those of the document before, as a language model reads and
/// predicts it.
///
/// Memory grows with the different grams, about 24 bytes for each of them: 40 MB for a million characters
/// of English up to length 6, and 150 MB if hardly anything repeats.
public struct NGramCounts: Sendable {
  /// The longest grams that are counted.
  public let order: Int
  /// V.
  public let vocabularySize: Int
  /// Tokens that were counted.
  public private(set) var tokenCount = 0

  /// By length, from 1.
  private(set) var levels: [GramLevel]
  /// For each length from 0 the gram that the text ends with, -1 where there is none.
  private var last: [Int32]
  /// Whether the longest of them starts a document.
  private var startsDocument = false
  private var isAtStart = true

  /// The lengths that can be counted.
  public static let orders = 1...32

  /// No text.
  ///
  /// - Parameters:
  ///   - order: the longest grams, 1 to 32.
  ///   - vocabularySize: V; tokens are below it, or counting traps.
  public init(order: Int, vocabularySize: Int) {
    precondition(Self.orders.contains(order), "order \(order) is not one of \(Self.orders)")
    precondition(vocabularySize > 0, "a vocabulary of \(vocabularySize) tokens")
    self.order = order
    self.vocabularySize = vocabularySize
    levels = Array(repeating: GramLevel(), count: order)
    last = [0] + Array(repeating: -1, count: order - 1)
  }

  /// The grams of a text.
  ///
  /// - Parameters:
  ///   - tokens: each document after its boundary.
  ///   - order: the longest grams, 1 to 32.
  ///   - vocabularySize: V; tokens are below it, or this traps.
  public init(_ tokens: some Sequence<Token>, order: Int, vocabularySize: Int) {
    self.init(order: order, vocabularySize: vocabularySize)
    add(tokens)
  }

  /// How many different grams there are of each length, from 1.
  public var gramCounts: [Int] { levels.map { $0.occurrences.count { $0 > 0 } } }

  /// Counts the grams of more text, which goes on where the text so far ends.
  ///
  /// - Parameter tokens: each document after its boundary.
  public mutating func add(_ tokens: some Sequence<Token>) {
    for token in tokens { add(token) }
  }

  /// Says that the next text does not go on where the text so far ends.
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
    // A boundary with nothing before it is given, not predicted.
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
