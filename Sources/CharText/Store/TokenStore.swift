/// The tokens of a corpus, in memory or in a file, at one, two or four bytes each.
///
/// Each passage is stored as local numbers and a table of the pieces that they represent; tokens
/// are looked up on reading.
public struct TokenStore: Sendable {
  /// The layout of a passage.
  struct Part: Sendable, Equatable {
    /// The index of its first token, and the number of tokens.
    var start, count: Int
    /// The offset of its numbers, and the bytes of each.
    var offset, width: Int
    /// The offset and size of its table of pieces.
    var placesOffset, placeCount: Int
    /// The offset and number of the indices of tokens that start documents, and the number of
    /// documents before it.
    var documentsOffset, documentCount, documentsBefore: Int
    /// The offset and number of the indices of tokens at which it may be split, which are followed
    /// by the characters of the text as read from the first such place to each; and the characters
    /// before the first.
    var marksOffset, markCount, charactersBefore: Int
    /// True if its table holds tokens rather than indices of pieces.
    var isDirect: Bool

    var end: Int { start + count }
  }

  private let bytes: StoredBytes
  private let parts: [Part]
  /// The token of each piece of the corpus.
  package let pieces: [Token]
  /// The exclusive upper bound of tokens.
  private let limit: Int

  /// The number of tokens.
  public let count: Int
  /// The number of documents.
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
  /// - Parameter tokens: The tokens of a corpus, each document after its boundary.
  public init(_ tokens: [Token]) {
    var writer = TokenStoreWriter(MemoryBytes())
    writer.append(direct: tokens)
    self = writer.finish(pieces: [])
  }

  /// The memory used by the tokens in bytes; 0 if they are in a file.
  package var residentBytes: Int { bytes.residentCount }

  /// Returns a range of tokens.
  ///
  /// - Parameter range: The range; traps outside the store.
  /// - Returns: The tokens, in order.
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

  /// Returns the tokens of the numbers of a part; invalid entries, possible in a file changed since
  /// it was opened, become unknown.
  private func table(_ part: Part) -> [Token] {
    let places = bytes.numbers(part.placesOffset, part.placeCount)
    return [Vocabulary.documentBoundary]
      + places.map { place in
        if part.isDirect { return place < limit ? Token(place) : Vocabulary.unknown }
        return place < pieces.count ? pieces[Int(place)] : Vocabulary.unknown
      }
  }

  /// Returns the index of the part that contains a token.
  private func part(of position: Int) -> Int {
    parts.partitioning { $0.end > position }
  }

  /// Returns the start of a document.
  ///
  /// - Parameter document: The number of the document, from 0; beyond the last one, the end is
  ///   returned.
  /// - Returns: The index of its boundary.
  public func start(ofDocument document: Int) -> Int {
    guard document < documentCount else { return count }
    let part = parts[parts.partitioning { $0.documentsBefore + $0.documentCount > document }]
    let offset = part.documentsOffset + 4 * (document - part.documentsBefore)
    return part.start + min(Int(bytes.numbers(offset, 1)[0]), part.count - 1)
  }

  /// Returns the number of documents that start before a token.
  ///
  /// - Parameter position: The index of the token.
  /// - Returns: The number of documents.
  public func documents(before position: Int) -> Int {
    guard position < count else { return documentCount }
    let part = parts[part(of: position)]
    return part.documentsBefore
      + (0..<part.documentCount).partitioning {
        number(part.documentsOffset, $0) + part.start >= position
      }
  }

  /// A place at which the tokens may be split.
  public struct Mark: Sendable, Equatable {
    /// The index of the token after the place.
    public var position: Int
    /// The number of characters of the text as read before the place.
    public var characters: Int
  }

  /// Returns the first place at or after a token at which a corpus may be split: a start of a
  /// document or line.
  ///
  /// - Parameter position: The index of the token.
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

  /// Returns the last such place at or before a token; nil if there is none, as in a store made
  /// from tokens.
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
