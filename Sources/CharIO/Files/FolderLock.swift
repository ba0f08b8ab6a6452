internal import Foundation

/// The right to be the only one who writes to a folder: held until it is let go or the process ends,
/// however it ends.
///
/// It is a lock of the system on a file `.lock` in the folder, which stays there. Where the file system
/// knows no locks, nobody is kept out.
package final class FolderLock {
  /// The name of the file.
  package static let fileName = ".lock"

  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Parameter folder: The folder, which exists.
  /// - Throws: `FileError` if somebody else holds it, or if nothing can be written there.
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
    // Who it is helps whoever is kept out, and nothing depends on it.
    ftruncate(descriptor, 0)
    try? AtomicFile.write(Array("\(getpid())\n".utf8), to: descriptor, path)
  }

  deinit { close(descriptor) }

  private static func path(in folder: String) -> String {
    folder.hasSuffix("/") ? folder + fileName : "\(folder)/\(fileName)"
  }

  /// Whether the file of that name in a folder is such a lock, held or not.
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
