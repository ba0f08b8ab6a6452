public import CharText

/// The text that a model learned from, with an index to find any part of it.
///
/// It tells how much of a generated text is copied, and ``CopyLimit`` uses it to prevent copies. It takes four
/// to six bytes a character and is kept beside the model.
public struct CopyIndex: Sendable {
  /// A run of characters that stands in the training text too.
  public struct Copy: Sendable, Equatable {
    /// The number of Unicode scalars.
    public let characters: Int
    /// The characters.
    public let text: String
    /// The place of the run in the training text: the file, and the line or the document.
    public let source: String
  }

  /// A file of the training text.
  struct Source: Codable, Sendable, Equatable {
    var name: String
    /// The index of its first token.
    var start: Int
  }

  let tokens: NarrowNumbers
  /// The starts of all suffixes, in their order.
  let suffixes: NarrowNumbers
  let sources: [Source]
  let tokenizer: Tokenizer

  /// The number of tokens of the text.
  public var count: Int { tokens.count }
  /// The bytes of memory, and about those of the file.
  public var size: Int { tokens.bytes.count + suffixes.bytes.count }

  init(
    _ tokens: NarrowNumbers, _ suffixes: NarrowNumbers, _ sources: [Source], _ tokenizer: Tokenizer
  ) {
    (self.tokens, self.suffixes, self.sources, self.tokenizer) = (
      tokens, suffixes, sources, tokenizer
    )
  }

  /// Reads and indexes a text.
  ///
  /// - Parameters:
  ///   - paths: its files and directories.
  ///   - selection: the files of directories, their encoding, and the field of records.
  ///   - invalidUTF8: handling of invalid UTF-8.
  ///   - tokenizer: the tokenizer of the model.
  /// - Throws: `CorpusError`, or ``CopyIndexError`` if the text is too large.
  public init(
    _ paths: [String], selection: CorpusSelection = CorpusSelection(),
    invalidUTF8: InvalidUTF8Policy = .error, tokenizer: Tokenizer
  ) throws {
    var texts: [(name: String, tokens: [Token])] = []
    for file in try CorpusFiles.find(paths, selection).files {
      let reader = CorpusReader(
        paths: [file.path], selection: selection, invalidUTF8: invalidUTF8)
      do { texts.append((file.path, try reader.encode(with: tokenizer).tokens)) } catch {
        guard case CorpusError.emptyText = error else { throw error }
      }
    }
    try self.init(texts, tokenizer)
  }

  /// Indexes texts.
  ///
  /// - Parameters:
  ///   - texts: their names, and their tokens with document boundaries.
  ///   - tokenizer: the tokenizer of the model.
  /// - Throws: ``CopyIndexError`` if the texts are empty or too large.
  public init(_ texts: [(name: String, tokens: [Token])], _ tokenizer: Tokenizer) throws {
    var (all, sources): ([Token], [Source]) = ([], [])
    for text in texts {
      sources.append(Source(name: text.name, start: all.count))
      all += text.tokens
    }
    guard !all.isEmpty else { throw CopyIndexError.empty }
    guard all.count <= SuffixArray.limit else { throw CopyIndexError.tooLarge(all.count) }
    let size = tokenizer.vocabulary.count
    func pack(_ numbers: [Int32], below limit: Int) -> NarrowNumbers {
      NarrowNumbers(
        numbers.map { UInt32($0) }, width: NarrowNumbers.width(below: limit))
    }
    self.init(
      pack(all, below: size),
      pack(SuffixArray.sort(all, vocabularySize: size), below: all.count), sources, tokenizer)
  }

  /// Finds the longest run of a text that the training text has too.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - prompt: the text before it; a run may start in it.
  /// - Returns: the run; nil if not even a single character is in the training text.
  public func longestCopy(in text: String, after prompt: String = "") -> Copy? {
    let context = tokenizer.tokens(of: prompt)
    let tokens = context + tokenizer.tokens(of: text)
    var (best, bestPlaces) = (0..<0, 0..<0)
    // The longest run so far that ends with the last token.
    var start = longestSuffix(of: context[...], atMost: context.count).start
    for end in context.count..<tokens.count {
      var found = places(of: tokens[start...end])
      while found.isEmpty && start < end {
        start += 1
        found = places(of: tokens[start...end])
      }
      if found.isEmpty { start = end + 1 }
      if end + 1 - start > best.count { (best, bestPlaces) = (start..<end + 1, found) }
    }
    guard !best.isEmpty else { return nil }
    let copied = tokenizer.decode(tokens[best])
    return Copy(
      characters: copied.unicodeScalars.count, text: copied,
      source: name(suffixes[bestPlaces.lowerBound]))
  }

  /// Returns the start of the longest end of a text that the training text has too.
  func longestSuffix(
    of tokens: ArraySlice<Token>, atMost limit: Int
  ) -> (start: Int, places: Range<Int>) {
    var (shortest, longest) = (0, min(limit, tokens.count))
    var found = 0..<count
    while shortest < longest {
      let length = (shortest + longest + 1) / 2
      let places = places(of: tokens.suffix(length))
      if places.isEmpty {
        longest = length - 1
      } else {
        (shortest, found) = (length, places)
      }
    }
    return (tokens.endIndex - shortest, found)
  }

  /// Returns the suffixes that start with some tokens.
  func places(of tokens: ArraySlice<Token>) -> Range<Int> {
    // Special tokens are no text.
    guard !tokens.contains(where: { $0 < Vocabulary.firstPiece }) else { return 0..<0 }
    let start = partition(0..<count) { compare($0, tokens) < 0 }
    guard start < count, compare(start, tokens) == 0 else { return 0..<0 }
    let end = partition(start..<count) { compare($0, tokens) <= 0 }
    return start..<end
  }

  /// Calls `take` with each token that follows some tokens in the training text.
  func forEachSuccessor(ofLength length: Int, at places: Range<Int>, _ take: (Token) -> Void) {
    var place = places.lowerBound
    while place < places.upperBound {
      let position = suffixes[place] + length
      guard position < count else {
        place += 1
        continue
      }
      let token = tokens[position]
      take(Token(token))
      place = partition(place..<places.upperBound) { tokens[suffixes[$0] + length] <= token }
    }
  }

  /// Returns the first suffix of a range for which a condition does not hold.
  private func partition(_ range: Range<Int>, _ holds: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Compares the start of a suffix with tokens.
  private func compare(_ suffix: Int, _ tokens: ArraySlice<Token>) -> Int {
    var position = suffixes[suffix]
    for token in tokens {
      guard position < count else { return -1 }
      let difference = self.tokens[position] - Int(token)
      if difference != 0 { return difference }
      position += 1
    }
    return 0
  }

  /// Returns the name of a place of the text: the line of a file that is one document, or else the document.
  private func name(_ position: Int) -> String {
    let index = (sources.firstIndex { $0.start > position } ?? sources.count) - 1
    let source = sources[index]
    let end = index + 1 < sources.count ? sources[index + 1].start : count
    let boundary = Int(Vocabulary.documentBoundary)
    guard (source.start + 1..<end).contains(where: { tokens[$0] == boundary }) else {
      let vocabulary = tokenizer.vocabulary
      let lines = (source.start..<position).count { position in
        vocabulary.bytes(of: Token(tokens[position])).contains(UInt8(ascii: "\n"))
      }
      return "\(source.name):\(lines + 1)"
    }
    let documents = (source.start...position).count { tokens[$0] == boundary }
    return "\(source.name), document \(documents)"
  }
}

/// An error of an index of copies.
public enum CopyIndexError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The training text is empty.
  case empty
  /// The training text has too many tokens.
  case tooLarge(Int)
  /// The model has no index; its directory.
  case missing(String)
  /// The longest copy that is allowed is out of range.
  case limit(Int)
  /// The model reads backward.
  case backward

  /// A message that says what is wrong and what to do about it.
  public var description: String {
    switch self {
    case .empty: "the text to index is empty"
    case .tooLarge(let count):
      "the text to index has \(count) tokens, and at most \(SuffixArray.limit) can be indexed"
    case .missing(let directory):
      "\(directory): has no index of its training text; make one with the text that it learned from"
    case .limit(let limit): "longest copy: \(limit) is out of range; give 1 or more"
    case .backward: "copies can only be prevented in a model that reads forward"
    }
  }
}
