internal import CharIO
internal import Foundation

/// A file that is being written, under a name of its own until it is whole; gone if it never is.
final class FileBytes: ByteDestination {
  private let path: String
  private let handle: FileHandle
  private(set) var count = 0
  /// Of all that was written.
  private(set) var hash = TextHash()
  private var isKept = false

  private static let suffix = ".tmp"

  /// Starts a file in a folder.
  ///
  /// - Throws: ``CorpusError/cache(_:reason:)``.
  init(inDirectory directory: String) throws {
    path = "\(directory)/\(UUID().uuidString).\(FileSystem.process)\(Self.suffix)"
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw CorpusError.cache(directory, reason: "no file can be made there")
    }
    do {
      handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    } catch {
      throw CorpusError.cache(path, reason: error.systemReason)
    }
  }

  deinit {
    try? handle.close()
    if !isKept { try? FileManager.default.removeItem(atPath: path) }
  }

  func append(_ bytes: [UInt8]) throws {
    do {
      try handle.write(contentsOf: bytes)
      count += bytes.count
      hash.add(bytes)
    } catch {
      throw CorpusError.cache(path, reason: "cannot be written: \(error.systemReason)")
    }
  }

  func read(_ offset: Int, _ count: Int) throws -> [UInt8] {
    do {
      try handle.seek(toOffset: UInt64(offset))
      let data = try handle.read(upToCount: count) ?? Data()
      try handle.seekToEnd()
      guard data.count == count else {
        throw CorpusError.cache(path, reason: "has become shorter")
      }
      return Array(data)
    } catch let error as CorpusError {
      throw error
    } catch {
      throw CorpusError.cache(path, reason: "cannot be read: \(error.systemReason)")
    }
  }

  /// Flushes the file to the disk, and maps it.
  ///
  /// - Parameter target: Its name from now on; nil = none, it is gone when it is no longer used.
  /// - Returns: The file.
  /// - Throws: ``CorpusError/cache(_:reason:)``.
  func finish(as target: String?) throws -> MappedFile {
    do {
      if let target {
        try handle.synchronize()
        // Files are named by what they hold, so that one that is there already is the same.
        try? FileManager.default.removeItem(atPath: target)
        try FileManager.default.moveItem(atPath: path, toPath: target)
        isKept = true
      }
      return try MappedFile(URL(fileURLWithPath: target ?? path))
    } catch {
      throw CorpusError.cache(target ?? path, reason: "cannot be written: \(error.systemReason)")
    }
  }

  /// The process that writes a file of such a name; nil of other names.
  static func writer(ofTemporary name: String) -> Int32? {
    guard name.hasSuffix(suffix) else { return nil }
    return name.dropLast(suffix.count).split(separator: ".").last.flatMap { Int32($0) }
  }
}
