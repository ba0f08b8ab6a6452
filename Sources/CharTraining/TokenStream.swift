public import CharText

/// Part of a stored corpus, in the order in which a model reads it.
public struct TokenStream: Sendable {
  private let store: TokenStore

  /// Bytes of memory that the whole corpus takes, of which it is a part.
  package var residentBytes: Int { store.residentBytes }
  private let range: Range<Int>
  private let direction: ReadingDirection
  private let conditions: Set<Token>

  /// How many tokens there are.
  public var count: Int { range.count }

  /// Part of a store.
  ///
  /// - Parameters:
  ///   - store: a corpus.
  ///   - range: which of its tokens; the first starts a document.
  ///   - direction: which way documents are read; one that the range cuts is read from the cut.
  ///   - conditions: the tokens that stay behind the boundary.
  public init(
    _ store: TokenStore, _ range: Range<Int>, _ direction: ReadingDirection = .forward,
    conditions: Set<Token> = []
  ) {
    self.conditions = conditions
    self.store = store
    self.range = range
    self.direction = direction
  }

  /// All of some tokens.
  package init(_ tokens: [Token]) {
    self.init(TokenStore(tokens), 0..<tokens.count)
  }

  /// How many documents there are.
  public var documentCount: Int {
    store.documents(before: range.upperBound) - store.documents(before: range.lowerBound)
  }

  /// Where a document starts.
  ///
  /// - Parameter document: its number, from 0; that of no document gives the end.
  /// - Returns: the index of its boundary.
  public func start(ofDocument document: Int) -> Int {
    let first = store.documents(before: range.lowerBound)
    return min(store.start(ofDocument: first + document), range.upperBound) - range.lowerBound
  }

  /// Some of the tokens.
  ///
  /// - Parameter part: which, from 0 to the count.
  /// - Returns: they, in the order of reading.
  public func tokens(_ part: Range<Int>) -> [Token] {
    let wanted = part.lowerBound + range.lowerBound..<part.upperBound + range.lowerBound
    guard direction == .backward else { return store.tokens(wanted) }
    var result: [Token] = []
    var position = wanted.lowerBound
    while position < wanted.upperBound {
      // The document that this token is in.
      let document = store.documents(before: position + 1) - 1
      let start = max(store.start(ofDocument: document), range.lowerBound)
      let end = min(store.start(ofDocument: document + 1), range.upperBound)
      let last = min(end, wanted.upperBound)
      let hasCondition =
        !conditions.isEmpty && start + 1 < end
        && conditions.contains(store.tokens(start + 1..<start + 2)[0])
      let text = start + (hasCondition ? 2 : 1)
      if position < text {
        result += store.tokens(position..<min(text, last))
        position = min(text, last)
      }
      // From there on, the token at text + i is the one at end - 1 - i.
      result += store.tokens(text + end - last..<text + end - position).reversed()
      position = last
    }
    return result
  }
}
