internal import Foundation

/// The system's view of files and directories.
package enum FileSystem {
  /// The kind of a file.
  package enum Kind: Equatable {
    case regular, directory, pipe, terminal, other
  }

  /// The status of a file.
  package struct Status: Equatable {
    package var kind: Kind
    /// The size in bytes; 0 for files that are not regular.
    package var size: Int
    package var identity: Identity
    /// The times of the last change of content and of status, in nanoseconds since 1970.
    package var modified, changed: Int
  }

  /// The identity of a file, equal for all its paths.
  package struct Identity: Hashable {
    package var device, number: UInt64
  }

  /// An error of the system, such as `ENOENT`.
  package struct Failure: Error {
    package var code: Int32
  }

  /// Returns the status of a path, following links.
  package static func status(_ path: String) throws(Failure) -> Status {
    var found = stat()
    guard unsafe stat(path, &found) == 0 else { throw Failure(code: errno) }
    return status(found)
  }

  /// Returns the status of an open file.
  package static func status(of descriptor: Int32) throws(Failure) -> Status {
    var found = stat()
    guard unsafe fstat(descriptor, &found) == 0 else { throw Failure(code: errno) }
    var status = status(found)
    if status.kind == .other, isatty(descriptor) == 1 { status.kind = .terminal }
    return status
  }

  private static func status(_ found: stat) -> Status {
    let kind: Kind =
      switch found.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFIFO: .pipe
      default: .other
      }
    #if canImport(Darwin)
      let (modified, changed) = (found.st_mtimespec, found.st_ctimespec)
    #else
      let (modified, changed) = (found.st_mtim, found.st_ctim)
    #endif
    return Status(
      kind: kind, size: kind == .regular ? Int(found.st_size) : 0,
      identity: Identity(
        device: UInt64(truncatingIfNeeded: found.st_dev), number: UInt64(found.st_ino)),
      modified: nanoseconds(modified), changed: nanoseconds(changed))
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    1_000_000_000 &* Int(time.tv_sec) &+ Int(time.tv_nsec)
  }

  /// The current time of the clock of file times, in nanoseconds since 1970.
  package static var now: Int {
    var time = timespec()
    return unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 ? nanoseconds(time) : 0
  }

  /// The id of this process.
  package static var process: Int32 { getpid() }

  /// Returns whether a process exists.
  package static func isRunning(_ process: Int32) -> Bool {
    kill(process, 0) == 0 || errno == EPERM
  }

  /// Returns whether a path leads to a directory, following links.
  package static func isDirectory(_ path: String) -> Bool {
    (try? status(path))?.kind == .directory
  }

  /// Creates a directory and its parents, unless it exists.
  ///
  /// - Parameter path: The directory.
  /// - Throws: `FileError`.
  package static func makeDirectory(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileError(path: path, problem: "the directory cannot be made: \(error.systemReason)")
    }
  }

  /// Returns whether a path is a symbolic link.
  package static func isLink(_ path: String) -> Bool {
    var found = stat()
    return unsafe lstat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFLNK
  }

  /// Returns the names in a directory except `.` and `..`, as bytes and in no particular order.
  package static func names(in directory: String) throws(Failure) -> [[UInt8]] {
    guard let stream = unsafe opendir(directory) else { throw Failure(code: errno) }
    defer { unsafe closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw Failure(code: errno) }
        return names
      }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { name in
        unsafe Array(name.prefix { $0 != 0 })
      }
      if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
    }
  }

  /// Opens a file for reading, without waiting for the writer of a pipe.
  package static func open(_ path: String) throws(Failure) -> Int32 {
    let descriptor = systemOpen(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    return descriptor
  }

  /// Closes a file.
  package static func close(_ descriptor: Int32) { systemClose(descriptor) }

  /// Makes reads block.
  package static func setBlocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
  }

  /// Waits for the first byte of a pipe.
  ///
  /// - Returns: The bytes read while checking for a writer; nil if there is none.
  package static func awaitWriter(_ descriptor: Int32, milliseconds: Int32) -> [UInt8]? {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    if unsafe poll(&wanted, 1, milliseconds) > 0 { return [] }
    var byte: UInt8 = 0
    let count = unsafe read(descriptor, &byte, 1)
    // No data yet, either from a present writer or because there is none.
    return count == 1 ? [byte] : count < 0 && errno == EAGAIN ? [] : nil
  }
}

// `open` and `close` are names of the enum above.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { unsafe open(path, flags) }
private func systemClose(_ descriptor: Int32) { close(descriptor) }
