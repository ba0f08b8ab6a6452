internal import CharIO
public import CharText
internal import Foundation

extension CopyIndex {
  /// The description at the start of a file.
  private struct Header: Codable {
    var version = 1
    var tokens: Int
    var vocabulary: Int
    /// The hash of the tokenizer.
    var tokenizer: String
    var sources: [Source]
  }

  private static let mark = Array("charlm copies\n".utf8)
  private static let lengthSize = 8

  /// Writes the index into a model directory, atomically.
  ///
  /// - Parameter directory: the model directory.
  /// - Throws: `FileError`.
  public func save(to directory: String) throws {
    let header = Header(
      tokens: count, vocabulary: tokenizer.vocabulary.count, tokenizer: try Self.hash(tokenizer),
      sources: sources)
    let json = Array(try JSONEncoder().encode(header))
    let length = (0..<Self.lengthSize).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
    let parts = [Self.mark, length, json, tokens.bytes, suffixes.bytes]
    var hash = TextHash()
    for part in parts { hash.add(part) }
    try AtomicFile.write(
      parts + [Array(hash.text.utf8)], to: ModelFile.copies.path(in: directory))
  }

  /// Reads the index of a model directory.
  ///
  /// - Parameters:
  ///   - directory: the model directory.
  ///   - tokenizer: the tokenizer of the model.
  /// - Throws: `FileError`, or ``CopyIndexError/missing(_:)``.
  public init(contentsOf directory: String, _ tokenizer: Tokenizer) throws {
    let path = ModelFile.copies.path(in: directory)
    guard FileManager.default.fileExists(atPath: path) else {
      throw CopyIndexError.missing(directory)
    }
    let bytes = try AtomicFile.read(path)
    let damage = FileError(
      path: path, problem: "is damaged or not an index of copies; make it again")
    let start = Self.mark.count + Self.lengthSize
    guard bytes.starts(with: Self.mark), bytes.count >= start else { throw damage }
    let length = bytes[Self.mark.count..<start].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    guard let length = Int(exactly: length), length <= bytes.count - start,
      let header = try? JSONDecoder().decode(
        Header.self, from: Data(bytes[start..<start + length])),
      header.tokens > 0, header.tokens <= SuffixArray.limit, header.vocabulary > 0,
      header.vocabulary <= Int(Int32.max)
    else { throw damage }
    guard header.version == 1 else {
      throw FileError(
        path: path, problem: "has version \(header.version), and this program reads version 1")
    }
    guard header.vocabulary == tokenizer.vocabulary.count,
      header.tokenizer == (try Self.hash(tokenizer))
    else {
      throw FileError(path: path, problem: "was made with another tokenizer; make it again")
    }
    let tokensEnd =
      start + length + header.tokens * NarrowNumbers.width(below: header.vocabulary)
    let end = tokensEnd + header.tokens * NarrowNumbers.width(below: header.tokens)
    guard end <= bytes.count else { throw damage }
    var hash = TextHash()
    hash.add(Array(bytes[..<end]))
    guard bytes[end...].elementsEqual(hash.text.utf8),
      let tokens = Self.numbers(bytes[start + length..<tokensEnd], below: header.vocabulary),
      let suffixes = Self.numbers(bytes[tokensEnd..<end], below: header.tokens),
      header.sources.first?.start == 0,
      zip(header.sources, header.sources.dropFirst()).allSatisfy({ $0.start <= $1.start }),
      header.sources.allSatisfy({ $0.start <= header.tokens })
    else { throw damage }
    self.init(tokens, suffixes, header.sources, tokenizer)
  }

  /// Takes packed numbers; nil if one is not below the limit.
  private static func numbers(_ bytes: ArraySlice<UInt8>, below limit: Int) -> NarrowNumbers? {
    let numbers = NarrowNumbers(Array(bytes), width: NarrowNumbers.width(below: limit))
    return (0..<numbers.count).allSatisfy { numbers[$0] < limit } ? numbers : nil
  }

  private static func hash(_ tokenizer: Tokenizer) throws -> String {
    var hash = TextHash()
    hash.add(Array(try tokenizer.huggingFaceJSON()))
    return hash.text
  }
}
