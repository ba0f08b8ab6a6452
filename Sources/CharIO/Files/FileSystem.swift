internal import Foundation

/// The system's view of files and directories.
package enum FileSystem {
  /// What a path leads to.
  package enum Kind: Equatable {
    case regular, directory, pipe, terminal, other
  }

  /// What the system knows of a file.
  package struct Status: Equatable {
    package var kind: Kind
    /// In bytes; of regular files only, 0 for others.
    package var size: Int
    package var identity: Identity
    /// When its content changed last, and when anything about it did, in nanoseconds since 1970.
    package var modified, changed: Int
  }

  /// What two paths to the same file have in common.
  package struct Identity: Hashable {
    package var device, number: UInt64
  }

  /// The number of an error, such as `ENOENT`.
  package struct Failure: Error {
    package var code: Int32
  }

  /// What stands at a path, links followed.
  package static func status(_ path: String) throws(Failure) -> Status {
    var found = stat()
    guard unsafe stat(path, &found) == 0 else { throw Failure(code: errno) }
    return status(found)
  }

  /// What is open.
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

  /// The time by the clock that files have theirs from, in nanoseconds since 1970.
  package static var now: Int {
    var time = timespec()
    return unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 ? nanoseconds(time) : 0
  }

  /// The number of this process.
  package static var process: Int32 { getpid() }

  /// Whether there is a process of that number.
  package static func isRunning(_ process: Int32) -> Bool {
    kill(process, 0) == 0 || errno == EPERM
  }

  /// Whether a path leads to a directory, links followed.
  package static func isDirectory(_ path: String) -> Bool {
    (try? status(path))?.kind == .directory
  }

  /// Makes a directory and those above it, unless it is there.
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

  /// Whether a path is a symbolic link, wherever it leads.
  package static func isLink(_ path: String) -> Bool {
    var found = stat()
    return unsafe lstat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFLNK
  }

  /// The names in a directory but `.` and `..`, as bytes and in no order.
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

  /// Opens a file to read; a pipe without waiting for somebody who writes to it.
  package static func open(_ path: String) throws(Failure) -> Int32 {
    let descriptor = systemOpen(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    return descriptor
  }

  /// Closes what was opened.
  package static func close(_ descriptor: Int32) { systemClose(descriptor) }

  /// Makes reading wait from now on.
  package static func setBlocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
  }

  /// Waits for the first byte of a pipe.
  ///
  /// - Returns: The bytes that had to be read to find out whether anybody writes to it; nil if nobody
  ///   does.
  package static func awaitWriter(_ descriptor: Int32, milliseconds: Int32) -> [UInt8]? {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    if unsafe poll(&wanted, 1, milliseconds) > 0 { return [] }
    var byte: UInt8 = 0
    let count = unsafe read(descriptor, &byte, 1)
    // Nothing is there yet: from somebody who is there, or from nobody.
    return count == 1 ? [byte] : count < 0 && errno == EAGAIN ? [] : nil
  }
}

// `open` and `close` are names of the enum above.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { unsafe open(path, flags) }
private func systemClose(_ descriptor: Int32) { close(descriptor) }
