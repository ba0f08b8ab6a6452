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
    /// Where it says at which of its tokens it may be cut, and how many places that are; after them the
    /// characters of the text as read from the first of them to each, and how many come before that.
    var marksOffset, markCount, charactersBefore: Int
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
    return part.documentsBefore
      + (0..<part.documentCount).partitioning {
        number(part.documentsOffset, $0) + part.start >= position
      }
  }

  /// A place where the tokens may be cut.
  public struct Mark: Sendable, Equatable {
    /// The number of the token after it.
    public var position: Int
    /// Characters of the text as read before it.
    public var characters: Int
  }

  /// The first place at or after a token where a corpus may be cut: documents start there, or lines.
  ///
  /// - Parameter position: The token.
  /// - Returns: The place; nil if there is none before the end.
  public func mark(from position: Int) -> Mark? {
    for part in parts[part(of: position)...] {
      let index = (0..<part.markCount).partitioning {
        number(part.marksOffset, $0) + part.start >= position
      }
      if index < part.markCount { return mark(index, of: part) }
    }
    return nil
  }

  /// The last such place at or before a token; nil if there is none, in a store that was made of tokens.
  public func mark(upTo position: Int) -> Mark? {
    for part in parts[...min(part(of: position), parts.count - 1)].reversed() {
      let index = (0..<part.markCount).partitioning {
        number(part.marksOffset, $0) + part.start > position
      }
      if index > 0 { return mark(index - 1, of: part) }
    }
    return nil
  }

  private func mark(_ index: Int, of part: Part) -> Mark {
    Mark(
      position: part.start + number(part.marksOffset, index),
      characters: part.charactersBefore + number(part.marksOffset, part.markCount + index))
  }

  private func number(_ offset: Int, _ index: Int) -> Int {
    Int(bytes.numbers(offset + 4 * index, 1)[0])
  }
}
