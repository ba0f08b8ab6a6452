/// The tokens of a corpus, in memory or in a file: one to four bytes each.
///
/// What is kept are the numbers of passages, and for each passage the pieces that its numbers stand
/// for; tokens are looked up when they are read.
public struct TokenStore: Sendable {
  /// Where a passage lies.
  struct Part: Sendable, Equatable {
    /// The first of its tokens, and how many there are.
    var start, count: Int
    /// Where its numbers start, and how many bytes each has.
    var offset, width: Int
    /// Where its pieces are named, and how many there are.
    var placesOffset, placeCount: Int
    /// Where it says which of its tokens start documents, and how many documents start before it.
    var documentsOffset, documentCount, documentsBefore: Int
    /// Whether its pieces are named by tokens; else by their places among all pieces.
    var isDirect: Bool

    var end: Int { start + count }
  }

  private let bytes: StoredBytes
  private let parts: [Part]
  /// The token of each piece of the corpus.
  package let pieces: [Token]
  /// What every token is below.
  private let limit: Int

  /// How many tokens there are.
  public let count: Int
  /// How many documents.
  public let documentCount: Int

  init(_ bytes: StoredBytes, _ parts: [Part], pieces: [Token], limit: Int = .max) {
    self.bytes = bytes
    self.limit = limit
    self.parts = parts
    self.pieces = pieces
    count = parts.last?.end ?? 0
    documentCount = parts.last.map { $0.documentsBefore + $0.documentCount } ?? 0
  }

  /// Stores tokens in memory.
  ///
  /// - Parameter tokens: A corpus; each document after its boundary.
  public init(_ tokens: [Token]) {
    var writer = TokenStoreWriter(MemoryBytes())
    writer.append(direct: tokens)
    self = writer.finish(pieces: [])
  }

  /// Bytes of memory that the tokens take; none where they are in a file.
  package var residentBytes: Int { bytes.residentCount }

  /// Some of the tokens.
  ///
  /// - Parameter range: Which; within the store, or this traps.
  /// - Returns: They, in order.
  public func tokens(_ range: Range<Int>) -> [Token] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "no tokens \(range)")
    var result = [Token](repeating: Vocabulary.unknown, count: range.count)
    var filled = 0
    var index = part(of: range.lowerBound)
    while filled < range.count {
      let part = parts[index]
      let end = min(range.upperBound, part.end)
      read(part, range.lowerBound + filled - part.start..<end - part.start, to: &result, at: filled)
      filled = end - range.lowerBound
      index += 1
    }
    return result
  }

  private func read(
    _ part: Part, _ range: Range<Int>, to result: inout [Token], at start: Int
  ) {
    let table = table(part)
    NarrowNumbers.map(
      bytes.read(part.offset + range.lowerBound * part.width, range.count * part.width),
      width: part.width, table, to: &result, at: start)
  }

  /// The tokens of the numbers of a part, from 0; a file that somebody has changed since it was opened
  /// may hold anything.
  private func table(_ part: Part) -> [Token] {
    let places = bytes.numbers(part.placesOffset, part.placeCount)
    return [Vocabulary.documentBoundary]
      + places.map { place in
        if part.isDirect { return place < limit ? Token(place) : Vocabulary.unknown }
        return place < pieces.count ? pieces[Int(place)] : Vocabulary.unknown
      }
  }

  /// The part that a token is in.
  private func part(of position: Int) -> Int {
    parts.partitioning { $0.end > position }
  }

  /// Where a document starts.
  ///
  /// - Parameter document: Its number, from 0; that of no document gives the end.
  /// - Returns: The index of its boundary.
  public func start(ofDocument document: Int) -> Int {
    guard document < documentCount else { return count }
    let part = parts[parts.partitioning { $0.documentsBefore + $0.documentCount > document }]
    let offset = part.documentsOffset + 4 * (document - part.documentsBefore)
    return part.start + min(Int(bytes.numbers(offset, 1)[0]), part.count - 1)
  }

  /// How many documents start before a token.
  ///
  /// - Parameter position: Its index.
  /// - Returns: How many.
  public func documents(before position: Int) -> Int {
    guard position < count else { return documentCount }
    let part = parts[part(of: position)]
    let starts = bytes.numbers(part.documentsOffset, part.documentCount)
    return part.documentsBefore + starts.partitioning { Int($0) + part.start >= position }
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index at which something holds that holds of all elements from there on.
  func partitioning(_ holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
