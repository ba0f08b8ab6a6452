import Foundation

/// Reads text from files or memory and turns it into a corpus of tokens.
///
/// ```swift
/// let reader = CorpusReader(paths: ["corpora/letters"])
/// let (tokenizer, corpus) = try reader.build(TextConfiguration())
/// let validation = try CorpusReader(paths: ["valid.txt"]).encode(with: tokenizer)
/// ```
///
/// Files are read once, about 256 KiB at a time, and encoded on all processors; only the tokens are
/// held in memory.
public struct CorpusReader: Sendable {
  private enum Input: Sendable {
    case paths([String])
    case bytes([UInt8], name: String)
  }

  private let input: Input
  private let selection: CorpusSelection
  private let invalidUTF8: InvalidUTF8Policy
  private let chunkSize: Int
  private let threads: Int
  private let longestChunk: Int

  /// The number of bytes read at a time.
  package static let defaultChunkSize = 1 << 18

  /// The maximum size of a chunk that cannot be split.
  package static let longestChunk = 64 << 20

  /// The number of chunks processed at once.
  package static let processors = ProcessInfo.processInfo.activeProcessorCount

  /// Creates a reader of files, directories (all their files at any depth, sorted by path; hidden
  /// ones skipped; symbolic links followed, each directory once) or `-` for standard input.
  ///
  /// - Parameters:
  ///   - paths: The inputs, in reading order. Empty files are skipped; compressed ones (gzip, zstd)
  ///     are decompressed on the fly.
  ///   - selection: The files to read from directories, their encoding, and the field of records.
  ///   - invalidUTF8: The treatment of bytes that are not UTF-8.
  public init(
    paths: [String], selection: CorpusSelection = CorpusSelection(),
    invalidUTF8: InvalidUTF8Policy = .error
  ) {
    self.init(
      paths: paths, selection: selection, invalidUTF8: invalidUTF8,
      chunkSize: Self.defaultChunkSize)
  }

  /// Creates a reader of a text in memory, treated as one file.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - name: The name of the text in statistics and messages.
  public init(text: String, name: String = "text") {
    self.init(bytes: Array(text.utf8), name: name)
  }

  package init(
    paths: [String], selection: CorpusSelection = CorpusSelection(),
    invalidUTF8: InvalidUTF8Policy = .error, chunkSize: Int, threads: Int = processors
  ) {
    input = .paths(paths)
    self.selection = selection
    self.threads = threads
    longestChunk = Self.longestChunk
    self.invalidUTF8 = invalidUTF8
    self.chunkSize = chunkSize
  }

  package init(
    bytes: [UInt8], name: String = "text", invalidUTF8: InvalidUTF8Policy = .error,
    chunkSize: Int = defaultChunkSize, threads: Int = processors,
    longestChunk: Int = longestChunk
  ) {
    self.longestChunk = longestChunk
    input = .bytes(bytes, name: name)
    selection = CorpusSelection()
    self.threads = threads
    self.invalidUTF8 = invalidUTF8
    self.chunkSize = chunkSize
  }

  /// Reads the text, builds a vocabulary of its pieces, and encodes it.
  ///
  /// With the byte unit the vocabulary is always all bytes, and the two limits are ignored.
  ///
  /// - Parameters:
  ///   - configuration: The text configuration.
  ///   - minimumCount: The minimum count of a piece in the vocabulary.
  ///   - maximumSize: The maximum number of pieces, without special tokens and bytes; the most
  ///     frequent ones stay, ties broken by byte order. Nil is no limit.
  ///   - vocabulary: A vocabulary of the same unit to extend: its pieces keep their tokens, however
  ///     rare they are here, and new ones follow. Nil builds a new one.
  /// - Returns: The tokenizer and the corpus encoded with it.
  /// - Throws: ``CorpusError``.
  public func build(
    _ configuration: TextConfiguration, minimumCount: Int = 1, maximumSize: Int? = nil,
    growing vocabulary: Vocabulary? = nil
  ) throws -> (tokenizer: Tokenizer, corpus: EncodedCorpus) {
    let (tokenizer, corpus) = try buildStore(
      configuration, minimumCount: minimumCount, maximumSize: maximumSize, growing: vocabulary)
    return (tokenizer, corpus.encoded)
  }

  /// Reads the text and encodes it with an existing tokenizer and its configuration.
  ///
  /// - Throws: ``CorpusError``.
  public func encode(with tokenizer: Tokenizer) throws -> EncodedCorpus {
    try store(with: tokenizer).encoded
  }

  /// Like ``build(_:minimumCount:maximumSize:growing:)``, but with packed tokens, stored in a file
  /// for large texts.
  ///
  /// - Parameters:
  ///   - configuration: The text configuration.
  ///   - minimumCount: The minimum count of a piece in the vocabulary.
  ///   - maximumSize: The maximum number of pieces; nil is no limit.
  ///   - vocabulary: A vocabulary to extend; nil builds a new one.
  ///   - cache: The cache for large texts; nil keeps them in memory.
  /// - Returns: The tokenizer and the corpus encoded with it.
  /// - Throws: ``CorpusError``.
  public func buildStore(
    _ configuration: TextConfiguration, minimumCount: Int = 1, maximumSize: Int? = nil,
    growing vocabulary: Vocabulary? = nil, cache: TokenCache? = nil
  ) throws -> (tokenizer: Tokenizer, corpus: StoredCorpus) {
    try store(configuration, cache) { index in
      Tokenizer(
        configuration: configuration,
        vocabulary: index.vocabulary(
          configuration, minimumCount: minimumCount, maximumSize: maximumSize, growing: vocabulary))
    } recipe: {
      TokenRecipe(
        configuration, invalidUTF8, selection, minimumCount: minimumCount,
        maximumSize: maximumSize, growing: vocabulary)
    }
  }

  /// Like ``encode(with:)``, but with packed tokens, stored in a file for large texts.
  ///
  /// - Parameters:
  ///   - tokenizer: The tokenizer.
  ///   - cache: The cache for large texts; nil keeps them in memory.
  /// - Returns: The corpus.
  /// - Throws: ``CorpusError``.
  public func store(with tokenizer: Tokenizer, cache: TokenCache? = nil) throws -> StoredCorpus {
    try store(tokenizer.configuration, cache) { _ in
      tokenizer
    } recipe: {
      TokenRecipe(
        tokenizer.configuration, invalidUTF8, selection,
        vocabulary: tokenizer.vocabulary)
    }.corpus
  }

  private func store(
    _ configuration: TextConfiguration, _ cache: TokenCache?,
    tokenizer: (PieceIndex) -> Tokenizer, recipe: () -> TokenRecipe
  ) throws -> (tokenizer: Tokenizer, corpus: StoredCorpus) {
    let input = try found
    if let cache, case .files(let files, _) = input, cache.takes(files) {
      return try cache.corpus(files, recipe().naming(files), names: names, makeTokenizer: tokenizer)
      {
        destination in
        try CorpusDraft(
          passages(input, configuration), configuration, threads: threads, to: destination)
      }
    }
    let draft = try CorpusDraft(
      passages(input, configuration), configuration, threads: threads, to: MemoryBytes())
    guard !draft.isEmpty else { throw CorpusError.emptyText(names) }
    let tokenizer = tokenizer(draft.index)
    let corpus = try draft.finish(tokenizer) { writer, description in
      writer.finish(pieces: description.pieces)
    }
    return (tokenizer, corpus)
  }

  /// The files or the text to read.
  private var found: PassageReader.Input {
    get throws {
      switch input {
      case .paths(let paths):
        let (files, warnings) = try CorpusFiles.find(paths, selection)
        return .files(files, warnings: warnings)
      case .bytes(let bytes, let name): return .bytes(bytes, name: name)
      }
    }
  }

  private func passages(
    _ input: PassageReader.Input, _ configuration: TextConfiguration
  ) -> sending PassageReader {
    PassageReader(
      input, configuration, selection: selection, invalidUTF8: invalidUTF8, chunkSize: chunkSize,
      longestChunk: longestChunk)
  }

  /// The names of the inputs in messages.
  var names: [String] {
    switch input {
    case .paths(let paths): paths
    case .bytes(_, let name): [name]
    }
  }
}
