internal import CharIO

/// The documents of a file as tokens, each with its place in the file.
///
///     let text = try LocatedText(contentsOf: "novel.txt", for: model.tokenizer)
///     for document in text.documents {
///       for (token, range) in zip(document.tokens, document.ranges) { … text.source[range] … }
///     }
///
/// The tokens are those of ``CorpusReader``. Places are byte offsets into the text as it was read:
/// in UTF-8, decompressed and converted if necessary, with its byte order mark, its line ends, and
/// before normalization. The whole file is held in memory.
public struct LocatedText: Sendable {
  /// A document: its tokens in the order of the text, without its boundary and its condition.
  public struct Document: Sendable {
    /// The tokens.
    public internal(set) var tokens: [Token] = []
    /// The range of bytes that each token stands for, in ascending order. Tokens that were made from
    /// the same characters have the same range; those that share a character overlap.
    public internal(set) var ranges: [Range<Int>] = []
    /// The condition; nil if there is none.
    public internal(set) var condition: Token?
    /// The range of bytes from the first token to the last.
    public var range: Range<Int> {
      (ranges.first?.lowerBound ?? 0)..<(ranges.last?.upperBound ?? 0)
    }

    /// Returns the document in the order in which a model reads it: boundary, condition, text.
    ///
    /// - Parameter direction: The reading direction of the model.
    /// - Returns: The tokens.
    public func reading(_ direction: ReadingDirection) -> [Token] {
      [Vocabulary.documentBoundary] + (condition.map { [$0] } ?? [])
        + (direction == .forward ? tokens : tokens.reversed())
    }
  }

  /// The name of the file in messages.
  public let name: String
  /// The text as it was read.
  public let source: [UInt8]
  /// The documents in order.
  public private(set) var documents: [Document] = []
  /// Warnings about the text.
  public private(set) var warnings: [String] = []

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file, or `-` for standard input.
  ///   - tokenizer: The tokenizer.
  ///   - encoding: The encoding of the file; nil is UTF-8.
  ///   - invalid: The treatment of bytes that are not UTF-8.
  /// - Throws: ``CorpusError``.
  public init(
    contentsOf path: String, for tokenizer: Tokenizer, encoding: TextEncoding? = nil,
    invalid: InvalidUTF8Policy = .error
  ) throws {
    var file = try TextSource(
      path, encoding: encoding, invalid: invalid,
      takesAnything: tokenizer.configuration.takesAnyBytes)
    let bytes = try file.readAll()
    try self.init(
      bytes: bytes, name: path, for: tokenizer, invalid: invalid, warnings: file.warnings)
  }

  /// Reads a text in memory, as one file.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - name: Its name in messages.
  ///   - tokenizer: The tokenizer.
  /// - Throws: ``CorpusError``.
  public init(_ text: String, name: String = "text", for tokenizer: Tokenizer) throws {
    try self.init(bytes: Array(text.utf8), name: name, for: tokenizer, invalid: .error)
  }

  package init(
    bytes: [UInt8], name: String, for tokenizer: Tokenizer, invalid: InvalidUTF8Policy,
    warnings: [String] = []
  ) throws {
    let configuration = tokenizer.configuration
    self.name = FileSource.title(of: name)
    source = bytes
    var (text, valid) = (bytes, OffsetMap())
    let mark = UTF8Sequence.byteOrderMark
    if configuration.dropsByteOrderMarkOfFiles, bytes.starts(with: mark) {
      text.removeFirst(mark.count)
      valid.replace(mark.count, by: 0)
    }
    var check = TextCheck(
      file: self.name,
      handling: configuration.takesAnyBytes ? .pass : invalid == .replace ? .replace : .fail)
    var all = bytes
    try check.check(&all)
    self.warnings = warnings + [check.warning].compactMap { $0 }
    if all == bytes {
      valid.copy(text.count)
    } else {
      self.warnings += [InvalidUTF8Policy.warning(replaced: check.replaced, files: 1)]
        .compactMap { $0 }
      Self.replaceInvalid(in: &text, &valid)
    }
    let size = text.count
    let pairs = configuration.lineEnds.apply(to: &text)
    let lines = OffsetMap(lineFeeds: pairs, size: size)
    var splitter = try DocumentSplitter(configuration, file: name)
    let (parts, segments) = try splitter.split(text)
    for segment in segments {
      try add(segment, of: parts, at: segment.origin ?? segment.range.lowerBound, tokenizer) {
        valid.old(of: lines.old(of: $0))
      }
    }
    let rest = try splitter.finish()
    for segment in rest.segments {
      try add(segment, of: rest.text, at: text.count - rest.text.count, tokenizer) {
        valid.old(of: lines.old(of: $0))
      }
    }
    guard !documents.isEmpty else { throw CorpusError.emptyText([self.name]) }
  }

  /// Adds a part of a document, which lies at some place of the text.
  private mutating func add(
    _ segment: DocumentSplitter.Segment, of text: [UInt8], at place: Int, _ tokenizer: Tokenizer,
    source: (Range<Int>) -> Range<Int>
  ) throws {
    let configuration = tokenizer.configuration
    if segment.startsDocument {
      documents.append(Document())
      if let name = segment.condition.map(configuration.conditionName) {
        documents[documents.count - 1].condition = try condition(name, tokenizer.vocabulary)
      }
    }
    var (bytes, map): ([UInt8], OffsetMap?) = ([], nil)
    if let normalizer = TextNormalizer(
      configuration.normalization, foldsCase: configuration.foldsCase)
    {
      map = normalizer.append(located: text, segment.range, to: &bytes)
    } else {
      bytes = Array(text[segment.range])
    }
    var found = LocatedTokens(tokenizer.vocabulary, configuration.unknown)
    configuration.unit.cut(bytes, 0..<bytes.count, into: &found)
    if configuration.unknown == .error, found.tokens.contains(Vocabulary.unknown) {
      let pieces = tokenizer.unknownPieces(in: String(decoding: bytes, as: UTF8.self))
      throw CorpusError.unknownPieces(
        Array(pieces.prefix(UnknownPieces.shown)), count: pieces.count, names: [name])
    }
    let last = documents.count - 1
    documents[last].tokens += found.tokens
    documents[last].ranges += found.ranges.map { range in
      let range = map?.old(of: range) ?? range
      return source(range.lowerBound + place..<range.upperBound + place)
    }
  }

  private func condition(_ name: [UInt8], _ vocabulary: Vocabulary) throws -> Token {
    let name = String(decoding: name, as: UTF8.self)
    guard let token = vocabulary.token(ofCondition: name) else {
      throw CorpusError.unknownCondition(
        name, names: [self.name], known: vocabulary.conditions(like: name))
    }
    return token
  }

  private static func replaceInvalid(in text: inout [UInt8], _ map: inout OffsetMap) {
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      let next = UTF8Sequence(text, at: index, end: text.count)
      if next.kind == .scalar {
        result += text[index..<index + next.length]
        map.copy(next.length)
      } else {
        result += UTF8Sequence.replacementBytes
        map.replace(next.length, by: UTF8Sequence.replacementBytes.count)
      }
      index += next.length
    }
    text = result
  }
}

extension OffsetMap {
  /// Creates the map of a text whose line ends were converted.
  ///
  /// - Parameters:
  ///   - pairs: The places in the new text of line feeds that were CRLF.
  ///   - size: The size of the old text.
  fileprivate init(lineFeeds pairs: [Int], size: Int) {
    self.init()
    for pair in pairs {
      copy(pair - new)
      replace(2, by: 1)
    }
    copy(size - old)
  }
}
