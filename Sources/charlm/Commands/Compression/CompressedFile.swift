import CharIO

/// The files of `charlm compress` and `charlm decompress`.
enum CompressedFile {
  /// Checks that a command does not write over the file that it reads.
  ///
  /// - Parameters:
  ///   - out: the file to write.
  ///   - file: the file to read.
  /// - Throws: `Failure` if both are one file.
  static func checkOutput(_ out: String, isNot file: String) throws {
    guard let written = try? FileSystem.status(out), let read = try? FileSystem.status(file),
      written.identity == read.identity
    else { return }
    throw Failure("\(out): is the file that is read; name another one with --out")
  }
}
