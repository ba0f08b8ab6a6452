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
    var existing =
      path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    var missing: [String] = []
    while true {
      if let real = unsafe realpath(existing, nil) {
        defer { unsafe free(real) }
        let parts = [unsafe String(cString: real)] + missing.reversed()
        return URL(fileURLWithPath: parts.joined(separator: "/")).standardizedFileURL.path
      }
      while existing.count > 1, existing.hasSuffix("/") { existing.removeLast() }
      if existing == "/" { return path }
      missing.append(existing.split(separator: "/").last.map(String.init) ?? "")
      existing = directory(of: existing)
    }
  }

  /// Returns the part of a path that is below a directory.
  ///
  /// - Parameters:
  ///   - path: an absolute path.
  ///   - directory: the absolute path of a directory.
  /// - Returns: the part, with a slash at its end; empty if both are one path, nil if the path is not below the directory.
  package static func part(of path: String, below directory: String) -> String? {
    func closed(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }
    guard closed(path).hasPrefix(closed(directory)) else { return nil }
    return String(closed(path).dropFirst(closed(directory).count))
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
