package import Foundation

/// The text of a file or of standard input, decompressed where it is compressed.
///
/// What a file starts with decides whether it is decompressed, whatever its name is; a file whose name
/// ends with `.gz` or `.zst` has to be compressed.
package struct FileSource: ByteSource {
  private var file: OpenFile
  private var decompressed: DecompressedSource?

  /// The name that messages have for a path, `-` being standard input.
  package static func title(of path: String) -> String { path == "-" ? "standard input" : path }

  /// Opens a path, `-` being standard input.
  ///
  /// - Throws: ``CorpusError``.
  package init(_ path: String) throws { try self.init(path, patience: OpenFile.patience) }

  /// Opens a path, `-` being standard input.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - patience: Seconds to wait for somebody who writes to a named pipe.
  ///   - guardedSize: Bytes from which on a compressed file may not be too good to be true.
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
