public import CharText

/// Part of a stored corpus, in the order in which a model reads it.
public struct TokenStream: Sendable {
  private let store: TokenStore
  private let range: Range<Int>
  private let direction: ReadingDirection

  /// How many tokens there are.
  public var count: Int { range.count }

  /// Part of a store.
  ///
  /// - Parameters:
  ///   - store: a corpus.
  ///   - range: which of its tokens; the first starts a document.
  ///   - direction: which way documents are read; one that the range cuts is read from the cut.
  public init(_ store: TokenStore, _ range: Range<Int>, _ direction: ReadingDirection = .forward) {
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
      if position == start {
        result.append(Vocabulary.documentBoundary)
        position += 1
      }
      // Behind the boundary, the token at start + i is the one at end - i.
      result += store.tokens(start + end - last + 1..<start + end - position + 1).reversed()
      position = last
    }
    return result
  }
}
