import CharLM
import CharIO
import Foundation

/// A page on disk, which may take the place of an older one but not of anything else.
enum PageFile {
  /// Bytes at the start of a page in which its mark stands.
  private static let head = 4096

  /// Checks that a page may be written.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - generator: the command that writes such pages.
  ///   - replaces: whether any file may be replaced.
  /// - Throws: `FileError`.
  static func check(_ path: String, by generator: String, replaces: Bool) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard !FileSystem.isDirectory(path) else {
      throw FileError(path: path, problem: "is a directory; name a file")
    }
    guard !replaces else { return }
    let handle = FileHandle(forReadingAtPath: path)
    defer { try? handle?.close() }
    let start = String(decoding: (try? handle?.read(upToCount: head)) ?? Data(), as: UTF8.self)
    guard start.contains(HTMLPage.mark(of: generator)) else {
      throw FileError(
        path: path,
        problem: "is no page of \(generator); name another file with --out, or give --force")
    }
  }
}
