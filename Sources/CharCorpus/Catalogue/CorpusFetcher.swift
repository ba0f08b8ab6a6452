internal import Foundation

/// Gets a corpus of the catalogue into a folder: fetched or copied, verified, unpacked.
public struct CorpusFetcher: Sendable {
  /// What happens on the way.
  public enum Event: Equatable, Sendable {
    /// So many bytes are there; of how many, if that is known.
    case progress(bytes: Int, of: Int?)
    /// What was fetched could not be verified, since the catalogue has no checksum; its SHA-256.
    case unverified(String, sha256: String)
    /// Unpacking starts.
    case unpacking(String)
    /// The text was there already, and is the right one.
    case alreadyThere(String)
  }

  private let entry: CatalogueEntry
  private let folder: String
  private let source: String?
  private let replaces: Bool

  /// Prepares to get a corpus.
  ///
  /// - Parameters:
  ///   - entry: Which one.
  ///   - folder: Where the text goes.
  ///   - source: A folder, or the start of the URLs of a mirror, that has the file under its name (a
  ///     folder under any name, if the catalogue has its SHA-256); nil for the URL of the catalogue.
  ///   - replaces: Whether a text that is there is replaced.
  public init(
    _ entry: CatalogueEntry, to folder: String, from source: String? = nil, replaces: Bool = false
  ) {
    self.entry = entry
    self.folder = folder
    self.source = source
    self.replaces = replaces
  }

  private var target: String { "\(folder)/\(entry.file)" }
  private var archive: String { "\(folder)/\(entry.download)" }
  private var verification: Verification {
    Verification(bytes: entry.bytes, sha256: entry.sha256)
  }

  /// Gets it.
  ///
  /// - Parameters:
  ///   - shouldStop: Whether to stop; what was fetched so far is kept.
  ///   - onEvent: What to do about what happens on the way.
  /// - Returns: The path of the text.
  /// - Throws: ``CatalogueError`` or `CorpusError`; then the text is not there, or as it was before.
  public func run(
    shouldStop: () -> Bool = { false }, onEvent: (Event) -> Void = { _ in }
  ) throws -> String {
    let manager = FileManager.default
    if manager.fileExists(atPath: target), !replaces {
      guard entry.unpack == .none, verification.accepts(target) else {
        throw CatalogueError.exists(target)
      }
      onEvent(.alreadyThere(target))
      return target
    }
    do {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CatalogueError.unwritable(folder, reason: error.shortReason)
    }
    // An archive that is there from a try whose unpacking failed need not be fetched again.
    if entry.unpack == .none || !verification.accepts(archive) {
      try fetch(shouldStop, onEvent)
    }
    guard entry.unpack != .none else { return target }
    onEvent(.unpacking(archive))
    try Unpacker(entry: entry, archive: archive, scratch: target + ".unpacking")
      .unpack(to: target)
    try? manager.removeItem(atPath: archive)
    return target
  }

  /// Gets what the URL gives, verified, under its own name.
  private func fetch(_ shouldStop: () -> Bool, _ onEvent: (Event) -> Void) throws {
    let part = archive + ".part"
    let name: String
    let folder = source.flatMap { $0.isWebAddress ? nil : $0 }
    if let folder {
      name = try find(in: folder)
      do {
        try? FileManager.default.removeItem(atPath: part)
        try FileManager.default.copyItem(atPath: name, toPath: part)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: part)
      } catch {
        throw CatalogueError.unwritable(part, reason: error.shortReason)
      }
    } else {
      name = source.map { $0 + ($0.hasSuffix("/") ? "" : "/") + mirrored } ?? entry.url
      try Download(url: name, part: part, expected: verification).run(
        progress: { onEvent(.progress(bytes: $0, of: entry.bytes)) }, shouldStop: shouldStop)
    }
    let digest = try verification.check(
      part, name: name, isOurs: true, isCopy: folder != nil)
    if entry.sha256 == nil { onEvent(.unverified(name, sha256: digest)) }
    guard
      (try? FileManager.default.removeItem(atPath: archive)) != nil
        || !FileManager.default.fileExists(atPath: archive)
    else { throw CatalogueError.unwritable(archive, reason: "what is there cannot be removed") }
    do { try FileManager.default.moveItem(atPath: part, toPath: archive) } catch {
      throw CatalogueError.unwritable(archive, reason: error.shortReason)
    }
  }

  /// The last part of the URL, which is what mirrors and folders call the file.
  private var mirrored: String { String(entry.url.split(separator: "/").last ?? "") }

  /// The file in a folder: by its name, by the name of the text, or by what is in it.
  private func find(in folder: String) throws -> String {
    let manager = FileManager.default
    guard manager.fileExists(atPath: folder) else {
      throw CatalogueError.unreadable(folder, reason: "there is no such folder")
    }
    let names = [mirrored, entry.download].map { "\(folder)/\($0)" }
    let named = names.first { manager.fileExists(atPath: $0) }
    guard verification.isComplete else {
      if let named { return named }
      throw CatalogueError.notInFolder(folder, file: mirrored)
    }
    if let named, verification.accepts(named) { return named }
    var files = manager.enumerator(atPath: folder)
    while let name = files?.nextObject() as? String {
      let path = "\(folder)/\(name)"
      if let bytes = entry.bytes, (try? Verification.size(path)) != bytes { continue }
      if verification.accepts(path) { return path }
    }
    files = nil
    // A file of the right name that is another one: say what it is.
    if let named { try verification.check(named, name: named, isOurs: false) }
    throw CatalogueError.notInFolder(folder, file: mirrored)
  }
}

extension String {
  /// Whether it is a URL that can be fetched; else it is a path.
  fileprivate var isWebAddress: Bool { hasPrefix("http://") || hasPrefix("https://") }
}
