public import CharText

/// Part of a stored corpus, in the order in which a model reads it.
public struct TokenStream: Sendable {
  /// Tokens of the store that follow each other there, and where they are in the stream.
  private struct Run: Sendable {
    var range: Range<Int>
    var start: Int
    /// Documents that start before it, in the store and in the stream.
    var storedDocuments, documents: Int
  }

  private let store: TokenStore
  private let runs: [Run]
  private let direction: ReadingDirection
  private let conditions: Set<Token>

  /// Bytes of memory that the whole corpus takes, of which it is a part.
  package var residentBytes: Int { store.residentBytes }
  /// How many tokens there are.
  public let count: Int
  /// How many documents there are.
  public let documentCount: Int

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
    self.init(store, ranges: [range], direction, conditions: conditions)
  }

  /// Parts of a store, one after another: what is left of a document stays one document.
  ///
  /// - Parameters:
  ///   - store: a corpus.
  ///   - ranges: which of its tokens, in order; the first starts a document.
  ///   - direction: which way documents are read.
  ///   - conditions: the tokens that stay behind the boundary.
  public init(
    _ store: TokenStore, ranges: [Range<Int>], _ direction: ReadingDirection = .forward,
    conditions: Set<Token> = []
  ) {
    (self.store, self.direction, self.conditions) = (store, direction, conditions)
    var (count, documents) = (0, 0)
    runs = ranges.map { range in
      let before = store.documents(before: range.lowerBound)
      defer {
        count += range.count
        documents += store.documents(before: range.upperBound) - before
      }
      return Run(range: range, start: count, storedDocuments: before, documents: documents)
    }
    (self.count, documentCount) = (count, documents)
  }

  /// All of some tokens.
  package init(_ tokens: [Token]) {
    self.init(TokenStore(tokens), 0..<tokens.count)
  }

  /// Where a document starts.
  ///
  /// - Parameter document: its number, from 0; that of no document gives the end.
  /// - Returns: the index of its boundary.
  public func start(ofDocument document: Int) -> Int {
    guard document < documentCount else { return count }
    let run = runs[runs.partitioning { $0.documents > document } - 1]
    let stored = run.storedDocuments + document - run.documents
    return run.start + store.start(ofDocument: stored) - run.range.lowerBound
  }

  /// How many documents start before a token.
  private func documents(before position: Int) -> Int {
    let index = runs.partitioning { $0.start >= position } - 1
    guard index >= 0 else { return 0 }
    let run = runs[index]
    let stored = run.range.lowerBound + position - run.start
    return run.documents + store.documents(before: stored) - run.storedDocuments
  }

  /// Some of the tokens.
  ///
  /// - Parameter part: which, from 0 to the count.
  /// - Returns: they, in the order of reading.
  public func tokens(_ part: Range<Int>) -> [Token] {
    guard direction == .backward else { return stored(part) }
    var result: [Token] = []
    var position = part.lowerBound
    while position < part.upperBound {
      // The document that this token is in.
      let document = documents(before: position + 1) - 1
      let (start, end) = (start(ofDocument: document), start(ofDocument: document + 1))
      let last = min(end, part.upperBound)
      let hasCondition =
        !conditions.isEmpty && start + 1 < end
        && conditions.contains(stored(start + 1..<start + 2)[0])
      let text = start + (hasCondition ? 2 : 1)
      if position < text {
        result += stored(position..<min(text, last))
        position = min(text, last)
      }
      guard position < last else { continue }
      // From there on, the token at text + i is the one at end - 1 - i.
      result += stored(text + end - last..<text + end - position).reversed()
      position = last
    }
    return result
  }

  /// Some of the tokens as they are stored.
  private func stored(_ part: Range<Int>) -> [Token] {
    guard !part.isEmpty else { return [] }
    var result: [Token] = []
    var index = runs.partitioning { $0.start > part.lowerBound } - 1
    while result.count < part.count {
      let run = runs[index]
      let first = run.range.lowerBound + part.lowerBound + result.count - run.start
      let last = min(run.range.upperBound, first + part.count - result.count)
      result += store.tokens(first..<last)
      index += 1
    }
    return result
  }
}
