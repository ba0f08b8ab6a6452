package import Foundation

/// The bytes of a file or of standard input, decompressed if necessary.
///
/// The first bytes of a file decide whether it is decompressed, not its name; but a file whose name
/// ends with `.gz` or `.zst` must be compressed.
package struct FileSource: ByteSource {
  private var file: OpenFile
  private var decompressed: DecompressedSource?

  /// Returns the name of a path in messages; `-` is standard input.
  package static func title(of path: String) -> String { path == "-" ? "standard input" : path }

  /// Opens a path; `-` is standard input.
  ///
  /// - Throws: ``CorpusError``.
  package init(_ path: String) throws { try self.init(path, patience: OpenFile.patience) }

  /// Opens a path; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - patience: The time to wait for a writer of a named pipe, in seconds.
  ///   - guardedSize: The decompressed size from which implausible expansion is an error.
  /// - Throws: ``CorpusError``.
  package init(
    _ path: String, patience: Double, guardedSize: Int = DecompressedSource.guardedSize
  ) throws {
    file = try OpenFile(path, patience: patience)
    var start = Data()
    while start.count < Compression.magicSize {
      let data = try file.read(Compression.magicSize - start.count)
      if data.isEmpty { break }
      start += data
    }
    file.putBack(start)
    guard let found = Compression(magic: start) else {
      guard let expected = Compression(name: path), !start.isEmpty else { return }
      throw CorpusError.damagedArchive(
        file: path, format: expected.rawValue, offset: 0,
        problem: "it starts with \(Vocabulary.hexadecimal(Array(start)))")
    }
    decompressed = DecompressedSource(file, found, name: file.name, guardedSize: guardedSize)
  }

  package var warnings: [String] { decompressed?.warnings ?? file.warnings }

  package mutating func read(_ count: Int) throws -> Data {
    guard decompressed == nil else { return try decompressed?.read(count) ?? Data() }
    return try file.read(count)
  }
}
