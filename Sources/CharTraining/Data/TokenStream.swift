public import CharText

/// A part of a stored corpus, in the order in which a model reads it.
public struct TokenStream: Sendable {
  /// A contiguous token range of the store and its position in the stream.
  private struct Run: Sendable {
    var range: Range<Int>
    var start: Int
    /// Number of documents that start before it, in the store and in the stream.
    var storedDocuments, documents: Int
  }

  private let store: TokenStore
  private let runs: [Run]
  private let direction: ReadingDirection
  private let conditions: Set<Token>

  /// Bytes of memory that the whole stored corpus occupies.
  package var residentBytes: Int { store.residentBytes }
  /// The number of tokens.
  public let count: Int
  /// The number of documents.
  public let documentCount: Int

  /// Creates a stream from one part of a store.
  ///
  /// - Parameters:
  ///   - store: a corpus.
  ///   - range: the token range; its first token starts a document.
  ///   - direction: reading direction; a document cut by the range is read from the cut.
  ///   - conditions: condition tokens, which stay behind the boundary.
  public init(
    _ store: TokenStore, _ range: Range<Int>, _ direction: ReadingDirection = .forward,
    conditions: Set<Token> = []
  ) {
    self.init(store, ranges: [range], direction, conditions: conditions)
  }

  /// Concatenates parts of a store; the remaining parts of a document form one document.
  ///
  /// - Parameters:
  ///   - store: a corpus.
  ///   - ranges: the token ranges in order; the first token starts a document.
  ///   - direction: reading direction of the documents.
  ///   - conditions: condition tokens, which stay behind the boundary.
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

  /// Creates a stream of the given tokens.
  package init(_ tokens: [Token]) {
    self.init(TokenStore(tokens), 0..<tokens.count)
  }

  /// Returns the start of a document.
  ///
  /// - Parameter document: its index, from 0; the number of documents gives the end of the stream.
  /// - Returns: the index of its boundary.
  public func start(ofDocument document: Int) -> Int {
    guard document < documentCount else { return count }
    let run = runs[runs.partitioning { $0.documents > document } - 1]
    let stored = run.storedDocuments + document - run.documents
    return run.start + store.start(ofDocument: stored) - run.range.lowerBound
  }

  /// Returns the number of documents that start before a token.
  private func documents(before position: Int) -> Int {
    let index = runs.partitioning { $0.start >= position } - 1
    guard index >= 0 else { return 0 }
    let run = runs[index]
    let stored = run.range.lowerBound + position - run.start
    return run.documents + store.documents(before: stored) - run.storedDocuments
  }

  /// Returns some of the tokens.
  ///
  /// - Parameter part: an index range within `0..<count`.
  /// - Returns: the tokens in reading order.
  public func tokens(_ part: Range<Int>) -> [Token] {
    guard direction == .backward else { return stored(part) }
    var result: [Token] = []
    var position = part.lowerBound
    while position < part.upperBound {
      // The document that contains this token.
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

  /// Returns tokens in the order of the store.
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
