internal import CharIO
internal import Foundation

/// A folder that stores large corpora as tokens, which saves memory and repeated reading.
///
/// An entry is named by a hash of the text and of everything that determines its tokens. A record
/// beside it lists the source files with their sizes and times, so that changed files are detected
/// and unchanged ones are not read again. The same is recorded of the token file, which ends with
/// its own hash: if the file has been touched, it is verified completely before use. Entries are
/// written atomically and may be deleted at any time.
public struct TokenCache: Sendable {
  /// The folder.
  public let directory: String
  /// The minimum size of a text to be stored, in bytes.
  public let minimumBytes: Int

  /// The default minimum size of a text to be stored, in bytes.
  public static let defaultMinimumBytes = 64 << 20

  /// Creates a cache.
  ///
  /// - Parameters:
  ///   - directory: The folder, created on first use.
  ///   - minimumBytes: The minimum size of a text to be stored.
  public init(directory: String, minimumBytes: Int = defaultMinimumBytes) {
    self.directory = directory
    self.minimumBytes = minimumBytes
  }

  /// The user's cache: `charlm` in the cache folder (`XDG_CACHE_HOME`, `~/.cache` or
  /// `~/Library/Caches`).
  public static var standard: TokenCache {
    let environment = ProcessInfo.processInfo.environment
    var folder = environment["XDG_CACHE_HOME"] ?? ""
    if folder.isEmpty {
      let home = NSHomeDirectory()
      #if os(macOS)
        folder = "\(home)/Library/Caches"
      #else
        folder = "\(home)/.cache"
      #endif
    }
    return TokenCache(directory: "\(folder)/charlm")
  }

  /// Returns whether files are cached; changes of inputs without a size, such as pipes, cannot be
  /// detected.
  func takes(_ files: [CorpusFiles.File]) -> Bool {
    files.allSatisfy { $0.size > 0 } && files.reduce(0) { $0 + $1.size } >= minimumBytes
  }

  /// Returns the corpus of files from the cache, or reads and stores it.
  ///
  /// - Throws: ``CorpusError``.
  func corpus(
    _ files: [CorpusFiles.File], _ recipe: TokenRecipe, names: [String],
    makeTokenizer: (PieceIndex) -> Tokenizer,
    read: (FileBytes) throws -> CorpusDraft<FileBytes>
  ) throws -> (tokenizer: Tokenizer, corpus: StoredCorpus) {
    let sources = try files.map { try TokenSource($0) }
    let record = path(Self.hash(recipe, sources.map(\.path)), "json")
    if let kept = try? TokenRecord(contentsOf: record), kept.sources == sources,
      let found = try? open(kept, record, recipe.text)
    {
      return found
    }
    try makeDirectory()
    removeAbandoned()
    let draft = try read(try FileBytes(inDirectory: directory))
    guard !draft.isEmpty else { throw CorpusError.emptyText(names) }
    let tokenizer = makeTokenizer(draft.index)
    // A text that changed while it was read must not be reused.
    let isSteady = (try? files.map { try TokenSource($0) }) == sources
    var name = ""
    let corpus = try draft.finish(tokenizer) { writer, description in
      name = Self.hash(recipe, [description.hash])
      return try TokenFile.write(
        writer, description, tokenizer, to: path(name, "tokens"), isKept: isSteady)
    }
    if isSteady {
      let old = try? TokenRecord(contentsOf: record)
      try TokenRecord(sources: sources, tokens: name, file: TokenSource(path(name, "tokens")))
        .write(to: record)
      if let old, old.tokens != name { removeUnused(old.tokens) }
    }
    return (tokenizer, corpus)
  }

  /// Opens the tokens of a record.
  ///
  /// - Throws: If the token file is damaged.
  private func open(
    _ record: TokenRecord, _ recordPath: String, _ text: TextConfiguration
  ) throws -> (tokenizer: Tokenizer, corpus: StoredCorpus) {
    let tokens = path(record.tokens, "tokens")
    let file = try TokenSource(tokens)
    if file != record.file {
      guard try TokenFile.isWhole(tokens) else {
        throw CorpusError.cache(tokens, reason: "is damaged")
      }
      var record = record
      record.file = file
      try? record.write(to: recordPath)
    }
    return try TokenFile.open(tokens, text)
  }

  private func path(_ name: String, _ suffix: String) -> String {
    "\(directory)/\(name).\(suffix)"
  }

  private static func hash(_ recipe: TokenRecipe, _ parts: [String]) -> String {
    var hash = TextHash()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for part in [(try? encoder.encode(recipe)).map { String(decoding: $0, as: UTF8.self) } ?? ""]
      + parts
    {
      hash.startDocument()
      hash.add(Array(part.utf8))
    }
    return hash.text
  }

  private func makeDirectory() throws {
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw CorpusError.cache(
        directory, reason: "the folder cannot be created: \(error.systemReason)")
    }
  }

  private var content: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
  }

  /// Removes temporary files of processes that no longer run.
  private func removeAbandoned() {
    for name in content {
      guard let writer = FileBytes.writer(ofTemporary: name), !FileSystem.isRunning(writer) else {
        continue
      }
      try? FileManager.default.removeItem(atPath: "\(directory)/\(name)")
    }
  }

  /// Removes the tokens of a changed text, if no other record refers to them.
  private func removeUnused(_ name: String) {
    let records = content.filter { $0.hasSuffix(".json") }
      .compactMap { try? TokenRecord(contentsOf: "\(directory)/\($0)") }
    guard !records.contains(where: { $0.tokens == name }) else { return }
    try? FileManager.default.removeItem(atPath: path(name, "tokens"))
  }
}

/// The source files of a token file.
private struct TokenRecord: Codable {
  var sources: [TokenSource]
  var tokens: String
  /// The state of the token file when it was last verified.
  var file: TokenSource

  init(sources: [TokenSource], tokens: String, file: TokenSource) {
    self.sources = sources
    self.tokens = tokens
    self.file = file
  }

  init(contentsOf path: String) throws {
    self = try JSONDecoder().decode(
      Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  func write(to path: String) throws {
    do {
      try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CorpusError.cache(
        path, reason: "cannot be written: \(error.systemReason)")
    }
  }
}
