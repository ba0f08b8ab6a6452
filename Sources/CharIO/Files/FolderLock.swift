internal import Foundation

/// An exclusive lock on a folder, held until it is released or the process ends.
///
/// It is a system lock on a file `.lock` in the folder, which is not deleted. On file systems
/// without locks it has no effect.
package final class FolderLock {
  /// The name of the lock file.
  package static let fileName = ".lock"

  private let descriptor: Int32

  /// Acquires the lock.
  ///
  /// - Parameter folder: An existing folder.
  /// - Throws: `FileError` if another process holds the lock, or if the folder cannot be written.
  package init(_ folder: String) throws {
    let path = Self.path(in: folder)
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw AtomicFile.failure(folder, "cannot be written to") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      guard errno == EWOULDBLOCK else { return }
      let owner = FolderLock.owner(path)
      close(descriptor)
      throw FileError(
        path: folder,
        problem: "another process\(owner.map { " (\($0))" } ?? "") is training there; "
          + "wait for its end or give another directory")
    }
    // The owner's id is informative only.
    ftruncate(descriptor, 0)
    try? AtomicFile.write(Array("\(getpid())\n".utf8), to: descriptor, path)
  }

  deinit { close(descriptor) }

  private static func path(in folder: String) -> String {
    folder.hasSuffix("/") ? folder + fileName : "\(folder)/\(fileName)"
  }

  /// Returns whether a file name in a folder is that of a lock, held or not.
  package static func isLock(in folder: String) -> Bool {
    let path = path(in: folder)
    return owner(path) != nil || (try? AtomicFile.read(path))?.isEmpty ?? false
  }

  private static func owner(_ path: String) -> Int? {
    (try? AtomicFile.read(path)).flatMap {
      Int(String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
  }
}
