internal import CharIO
internal import Foundation

/// Fetches or copies a corpus of the catalog into a folder, verifies it and unpacks it.
public struct CorpusFetcher: Sendable {
  /// An event while a corpus is fetched.
  public enum Event: Equatable, Sendable {
    /// Bytes fetched so far, and the total if it is known.
    case progress(bytes: Int, of: Int?)
    /// The download could not be verified because the catalog has no checksum for it; its SHA-256.
    case unverified(String, sha256: String)
    /// Unpacking starts.
    case unpacking(String)
    /// The text exists already and is correct.
    case alreadyThere(String)
  }

  private let entry: CatalogEntry
  private let folder: String
  private let source: String?
  private let replaces: Bool

  /// Creates a fetcher for a corpus.
  ///
  /// - Parameters:
  ///   - entry: The corpus.
  ///   - folder: The folder to put the text into.
  ///   - source: A folder or a mirror's base URL that has the file under its name (in a folder,
  ///     under any name if the catalog has its SHA-256); nil for the URL of the catalog.
  ///   - replaces: Whether to replace an existing text.
  public init(
    _ entry: CatalogEntry, to folder: String, from source: String? = nil, replaces: Bool = false
  ) {
    self.entry = entry
    self.folder = folder
    self.source = source
    self.replaces = replaces
  }

  private var target: String { "\(folder)/\(entry.file)" }
  /// The place of the download until it is verified and unpacked.
  private var part: String { "\(folder)/\(entry.download).part" }
  private var verification: Verification {
    Verification(bytes: entry.bytes, sha256: entry.sha256)
  }

  /// Fetches, verifies and unpacks the corpus.
  ///
  /// - Parameters:
  ///   - shouldStop: Returns true to stop; bytes fetched so far are kept.
  ///   - onEvent: Called for each event.
  /// - Returns: The path of the text.
  /// - Throws: ``CatalogError`` or `CorpusError`; an existing text is then unchanged.
  public func run(
    shouldStop: () -> Bool = { false }, onEvent: (Event) -> Void = { _ in }
  ) throws -> String {
    let manager = FileManager.default
    if manager.fileExists(atPath: target), !replaces {
      guard entry.unpack == .none, verification.accepts(target) else {
        throw CatalogError.exists(target)
      }
      onEvent(.alreadyThere(target))
      return target
    }
    do {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CatalogError.unwritable(folder, reason: error.systemReason)
    }
    guard entry.unpack != .none else {
      try fetch(shouldStop, onEvent)
      try replaceTarget()
      return target
    }
    // An archive of this name is not ours: it is used if it is right, and stays in any case.
    let existing = "\(folder)/\(entry.download)"
    let isThere = verification.accepts(existing)
    if !isThere { try fetch(shouldStop, onEvent) }
    let archive = isThere ? existing : part
    onEvent(.unpacking(archive))
    try Unpacker(entry: entry, archive: archive, scratch: target + ".unpacking")
      .unpack(to: target)
    if !isThere { try? manager.removeItem(atPath: part) }
    return target
  }

  /// Moves the download to the place of the text.
  private func replaceTarget() throws {
    let manager = FileManager.default
    guard
      (try? manager.removeItem(atPath: target)) != nil || !manager.fileExists(atPath: target)
    else { throw CatalogError.unwritable(target, reason: "the existing file cannot be removed") }
    do { try manager.moveItem(atPath: part, toPath: target) } catch {
      throw CatalogError.unwritable(target, reason: error.systemReason)
    }
  }

  /// Fetches the download and verifies it.
  private func fetch(_ shouldStop: () -> Bool, _ onEvent: (Event) -> Void) throws {
    let name: String
    let folder = source.flatMap { $0.isWebAddress ? nil : $0 }
    if let folder {
      name = try find(in: folder)
      do {
        try? FileManager.default.removeItem(atPath: part)
        try FileManager.default.copyItem(atPath: name, toPath: part)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: part)
      } catch {
        throw CatalogError.unwritable(part, reason: error.systemReason)
      }
    } else {
      name = source.map { $0 + ($0.hasSuffix("/") ? "" : "/") + mirrored } ?? entry.url
      try Download(url: name, part: part, expected: verification).run(
        progress: { onEvent(.progress(bytes: $0, of: entry.bytes)) }, shouldStop: shouldStop)
    }
    let digest = try verification.check(
      part, name: name, isOurs: true, isCopy: folder != nil)
    if entry.sha256 == nil { onEvent(.unverified(name, sha256: digest)) }
  }

  /// The last component of the URL: the file's name on mirrors and in source folders.
  private var mirrored: String { String(entry.url.split(separator: "/").last ?? "") }

  /// Finds the file in a folder: by its name, by the name of the text, or by its SHA-256.
  private func find(in folder: String) throws -> String {
    let manager = FileManager.default
    guard manager.fileExists(atPath: folder) else {
      throw CatalogError.unreadable(folder, reason: "there is no such folder")
    }
    let names = [mirrored, entry.download].map { "\(folder)/\($0)" }
    let named = names.first { manager.fileExists(atPath: $0) }
    guard verification.isComplete else {
      if let named { return named }
      throw CatalogError.notInFolder(folder, file: mirrored)
    }
    if let named, verification.accepts(named) { return named }
    var files = manager.enumerator(atPath: folder)
    while let name = files?.nextObject() as? String {
      let path = "\(folder)/\(name)"
      if let bytes = entry.bytes, (try? Verification.size(path)) != bytes { continue }
      if verification.accepts(path) { return path }
    }
    files = nil
    // If the named file is a different one, report how it differs.
    if let named { try verification.check(named, name: named, isOurs: false) }
    throw CatalogError.notInFolder(folder, file: mirrored)
  }
}

extension String {
  /// True if the string is a web address rather than a path.
  fileprivate var isWebAddress: Bool { hasPrefix("http://") || hasPrefix("https://") }
}
