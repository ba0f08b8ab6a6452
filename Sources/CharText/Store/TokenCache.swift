internal import CharIO
internal import Foundation

/// A folder that keeps large corpora as tokens, so that they need neither memory nor a second reading.
///
/// An entry is named by the text and by all that decides about its tokens; beside it stands which
/// files it was made of, with their sizes and times, so that a file that has changed is noticed and
/// one that has not is not read. The same is noted of the file of tokens, which ends with a hash of
/// itself: where something has happened to it, all of it is checked before it is used. Entries are
/// written whole or not at all, and may be deleted at any time.
public struct TokenCache: Sendable {
  /// The folder.
  public let directory: String
  /// Texts of fewer bytes stay in memory.
  public let minimumBytes: Int

  /// Bytes from which a text is kept in a file, where nothing else is said.
  public static let defaultMinimumBytes = 64 << 20

  /// A cache.
  ///
  /// - Parameters:
  ///   - directory: The folder; made when it is first needed.
  ///   - minimumBytes: Texts of fewer bytes stay in memory.
  public init(directory: String, minimumBytes: Int = defaultMinimumBytes) {
    self.directory = directory
    self.minimumBytes = minimumBytes
  }

  /// The user's own: `charlm` in the folder for caches (`XDG_CACHE_HOME`, `~/.cache` or
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

  /// Whether files are kept here. What has no size, such as a pipe, cannot be told to be unchanged.
  func takes(_ files: [CorpusFiles.File]) -> Bool {
    files.allSatisfy { $0.size > 0 } && files.reduce(0) { $0 + $1.size } >= minimumBytes
  }

  /// The corpus of files: the one that is kept, or else a new one.
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
    // A text that changed while it was read is no text that can be found again.
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

  /// Opens the tokens that a record names.
  ///
  /// - Throws: If they are not those that were written.
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
        directory, reason: "the folder cannot be made: \(error.systemReason)")
    }
  }

  private var content: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
  }

  /// Removes what preparations left behind that were ended.
  private func removeAbandoned() {
    for name in content {
      guard let writer = FileBytes.writer(ofTemporary: name), !FileSystem.isRunning(writer) else {
        continue
      }
      try? FileManager.default.removeItem(atPath: "\(directory)/\(name)")
    }
  }

  /// Removes the tokens of a text that has changed, if no other record names them.
  private func removeUnused(_ name: String) {
    let records = content.filter { $0.hasSuffix(".json") }
      .compactMap { try? TokenRecord(contentsOf: "\(directory)/\($0)") }
    guard !records.contains(where: { $0.tokens == name }) else { return }
    try? FileManager.default.removeItem(atPath: path(name, "tokens"))
  }
}

/// Which tokens were made of which files.
private struct TokenRecord: Codable {
  var sources: [TokenSource]
  var tokens: String
  /// The file of the tokens, as it was when it was found whole.
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
