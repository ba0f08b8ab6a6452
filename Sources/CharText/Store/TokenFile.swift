internal import CharIO
internal import Foundation

/// The file of a token store: passages, a JSON description, its length, a hash of everything
/// before, and a signature.
enum TokenFile {
  private static let mark = Array("charlm tokens 3\n".utf8)
  private static let hashSize = 8
  private static let trailerSize = 8 + hashSize + mark.count

  private struct Content: Codable {
    var tokenizer: Data
    var corpus: StoredCorpusDescription
    /// Thirteen numbers for each part.
    var parts: [[Int]]
    /// The size of all parts in bytes.
    var size: Int
  }

  /// Completes a file.
  ///
  /// - Parameters:
  ///   - writer: The writer of the passages.
  ///   - description: The description of the passages.
  ///   - tokenizer: The tokenizer.
  ///   - path: The path of the file.
  ///   - isKept: Whether to keep the file for the next run.
  /// - Returns: The tokens.
  /// - Throws: ``CorpusError/cache(_:reason:)``.
  static func write(
    _ writer: consuming TokenStoreWriter<FileBytes>, _ description: StoredCorpusDescription,
    _ tokenizer: Tokenizer, to path: String, isKept: Bool
  ) throws -> TokenStore {
    let content = Content(
      tokenizer: try tokenizer.huggingFaceJSON(), corpus: description,
      parts: writer.parts.map(\.numbers), size: writer.destination.count)
    let json = Array(try JSONEncoder().encode(content))
    let file = writer.destination
    try file.append(json)
    try file.append(bytes(UInt64(json.count)))
    try file.append(bytes(file.hash.value) + mark)
    let mapped = try file.finish(as: isKept ? path : nil)
    return TokenStore(
      .file(mapped), writer.parts, pieces: description.pieces, limit: tokenizer.vocabulary.count)
  }

  /// Reads the description of a file and maps the passages.
  ///
  /// - Throws: If the file is not a token file, or is damaged.
  static func open(
    _ path: String, _ configuration: TextConfiguration
  ) throws -> (tokenizer: Tokenizer, corpus: StoredCorpus) {
    let file = try MappedFile(URL(fileURLWithPath: path))
    let damage = CorpusError.cache(path, reason: "is damaged")
    let end = file.count - trailerSize
    guard end >= 0 else { throw damage }
    let trailer = file.read(end, trailerSize)
    guard Array(trailer.suffix(mark.count)) == mark,
      let length = Int(exactly: number(trailer[..<8])), length <= end
    else { throw damage }
    let json = Data(file.read(end - length, length))
    let content = try JSONDecoder().decode(Content.self, from: json)
    let tokenizer = try Tokenizer(
      huggingFaceJSON: content.tokenizer, configuration: configuration)
    let parts = try content.parts.map { numbers in
      guard let part = TokenStore.Part(numbers), part.fits(in: end - length) else { throw damage }
      return part
    }
    guard content.size == end - length,
      zip(parts, parts.dropFirst()).allSatisfy({ $0.end == $1.start }),
      content.corpus.pieces.allSatisfy(tokenizer.vocabulary.contains)
    else { throw damage }
    let corpus = StoredCorpus(
      tokens: TokenStore(
        .file(file), parts, pieces: content.corpus.pieces, limit: tokenizer.vocabulary.count),
      statistics: content.corpus.statistics, warnings: content.corpus.warnings,
      hash: content.corpus.hash)
    return (tokenizer, corpus)
  }

  /// Verifies the hash of a file.
  ///
  /// - Returns: Whether the file is intact.
  /// - Throws: If the file cannot be read.
  static func isWhole(_ path: String) throws -> Bool {
    let file = try MappedFile(URL(fileURLWithPath: path))
    let end = file.count - hashSize - mark.count
    guard end >= 0 else { return false }
    var hash = TextHash()
    for start in stride(from: 0, to: end, by: 1 << 20) {
      hash.add(file.read(start, min(1 << 20, end - start)))
    }
    return file.read(end, hashSize) == bytes(hash.value)
  }

  /// Returns a number as eight little-endian bytes.
  private static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }

  private static func number(_ bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension TokenStore.Part {
  fileprivate var numbers: [Int] {
    [
      start, count, offset, width, placesOffset, placeCount, documentsOffset, documentCount,
      documentsBefore, isDirect ? 1 : 0, marksOffset, markCount, charactersBefore,
    ]
  }

  fileprivate init?(_ numbers: [Int]) {
    guard numbers.count == 13, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
    self.init(
      start: numbers[0], count: numbers[1], offset: numbers[2], width: numbers[3],
      placesOffset: numbers[4], placeCount: numbers[5], documentsOffset: numbers[6],
      documentCount: numbers[7], documentsBefore: numbers[8], marksOffset: numbers[10],
      markCount: numbers[11], charactersBefore: numbers[12], isDirect: numbers[9] == 1)
  }

  /// Returns whether all ranges of the part lie within a file of a size.
  fileprivate func fits(in size: Int) -> Bool {
    func lies(_ offset: Int, _ count: Int, _ width: Int) -> Bool {
      let (length, overflow) = count.multipliedReportingOverflow(by: width)
      return !overflow && offset <= size && length <= size - offset
    }
    return [1, 2, 4].contains(width) && lies(offset, count, width)
      && lies(placesOffset, placeCount, 4) && lies(documentsOffset, documentCount, 4)
      && lies(marksOffset, markCount, 8)
  }
}
