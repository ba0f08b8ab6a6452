#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension AtomicFile {
  /// Throws if a path leads to a device, a pipe or a socket: what is written whole gets its name by
  /// taking it from what is there, and those must keep theirs.
  ///
  /// - Parameter path: where a file is to be written; there may be nothing, a file or a folder.
  /// - Throws: `FileError`.
  package static func checkTarget(_ path: String) throws {
    var found = stat()
    guard unsafe stat(path, &found) == 0 else { return }
    switch found.st_mode & S_IFMT {
    case S_IFREG, S_IFDIR: return
    default:
      throw FileError(
        path: path, problem: "is a device, a pipe or a socket; name a file to write to")
    }
  }
}
