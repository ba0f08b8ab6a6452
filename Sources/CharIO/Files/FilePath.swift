internal import Foundation

/// Paths of files and directories.
package enum FilePath {
  /// Returns the directory of a file: `models` for `models/english`, `.` for `english`.
  ///
  /// - Parameter path: the path of the file.
  /// - Returns: the path of its directory.
  package static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Returns an absolute path with links resolved, of which the last parts may not exist.
  package static func resolved(_ path: String) -> String {
    var url = URL(fileURLWithPath: path).standardizedFileURL
    var missing: [String] = []
    while url.path != "/", !FileManager.default.fileExists(atPath: url.path) {
      missing.append(url.lastPathComponent)
      url.deleteLastPathComponent()
    }
    url.resolveSymlinksInPath()
    for name in missing.reversed() { url.appendPathComponent(name) }
    return url.path
  }

  /// Returns the path by which a directory leads to a file or directory: `./english`, `../models/english`.
  ///
  /// - Parameters:
  ///   - path: an absolute path without links.
  ///   - directory: the absolute path of a directory, without links.
  /// - Returns: a path that begins with `.`.
  package static func relative(_ path: String, to directory: String) -> String {
    let (names, start) = (path.split(separator: "/"), directory.split(separator: "/"))
    let common = zip(names, start).prefix { $0 == $1 }.count
    let up = [Substring](repeating: "..", count: start.count - common)
    return ((up.isEmpty ? ["."] : up) + names[common...]).joined(separator: "/")
  }
}
