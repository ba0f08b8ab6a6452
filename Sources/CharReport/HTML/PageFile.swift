internal import CharIO
internal import Foundation

/// An HTML page, which may replace an older page but no other file.
package enum PageFile {
  /// Checks that a page may be written.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - replaces: true if any file may be overwritten.
  ///   - isPage: returns whether a file with this start may be overwritten anyway.
  ///   - advice: the remedy where it is another file.
  /// - Throws: `FileError`.
  package static func check(
    _ path: String, replaces: Bool, isPage: (String) -> Bool, advice: String
  ) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard !FileSystem.isDirectory(path) else {
      throw FileError(path: path, problem: "is a directory; name a file")
    }
    guard !replaces else { return }
    let handle = FileHandle(forReadingAtPath: path)
    defer { try? handle?.close() }
    let start = String(
      decoding: (try? handle?.read(upToCount: RunReport.head)) ?? Data(), as: UTF8.self)
    guard isPage(start) else {
      throw FileError(
        path: path,
        problem: "is no page that this command wrote; \(advice)")
    }
  }
}
