internal import CharIO
internal import Foundation

/// A file being written under a temporary name; deleted if it is never finished.
final class FileBytes: ByteDestination {
  private let path: String
  private let handle: FileHandle
  private(set) var count = 0
  /// The hash of all bytes written.
  private(set) var hash = TextHash()
  private var isKept = false

  private static let suffix = ".tmp"

  /// Creates a temporary file in a folder.
  ///
  /// - Throws: ``CorpusError/cache(_:reason:)``.
  init(inDirectory directory: String) throws {
    path = "\(directory)/\(UUID().uuidString).\(FileSystem.process)\(Self.suffix)"
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw CorpusError.cache(directory, reason: "no file can be created there")
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
  /// - Parameter target: The final path; nil deletes the file when it is no longer used.
  /// - Returns: The mapped file.
  /// - Throws: ``CorpusError/cache(_:reason:)``.
  func finish(as target: String?) throws -> MappedFile {
    do {
      if let target {
        try handle.synchronize()
        // Files are named by their content, so an existing one is identical.
        try? FileManager.default.removeItem(atPath: target)
        try FileManager.default.moveItem(atPath: path, toPath: target)
        isKept = true
      }
      return try MappedFile(URL(fileURLWithPath: target ?? path))
    } catch {
      throw CorpusError.cache(target ?? path, reason: "cannot be written: \(error.systemReason)")
    }
  }

  /// Returns the process that writes a temporary file; nil for other names.
  static func writer(ofTemporary name: String) -> Int32? {
    guard name.hasSuffix(suffix) else { return nil }
    return name.dropLast(suffix.count).split(separator: ".").last.flatMap { Int32($0) }
  }
}
