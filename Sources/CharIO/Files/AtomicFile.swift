internal import Foundation

/// Writes a file whole or not at all, and reads one whole.
package enum AtomicFile {
  /// Writes a file: to a temporary one beside it, flushed to disk, then renamed.
  ///
  /// - Parameters:
  ///   - parts: The content, piece by piece.
  ///   - path: The file; an old one stays as it is until the new one is complete.
  /// - Throws: `FileError`; then nothing is left behind.
  package static func write(_ parts: [[UInt8]], to path: String) throws {
    let writer = try AtomicFileWriter(path)
    for part in parts { try writer.append(part) }
    try writer.commit()
  }

  /// Throws if a path leads to a device, a pipe or a socket: a file that is written whole replaces what
  /// is there, and those must stay.
  ///
  /// - Parameter path: The file to be written; there may be nothing, a file or a folder.
  /// - Throws: `FileError`.
  package static func checkTarget(_ path: String) throws {
    guard let kind = (try? FileSystem.status(path))?.kind, kind != .regular, kind != .directory
    else { return }
    throw FileError(
      path: path, problem: "is a device, a pipe or a socket; name a file to write to")
  }

  /// Gives a file another name in its folder; a file that has it is replaced.
  ///
  /// - Parameters:
  ///   - old: Its path.
  ///   - path: Its new path.
  /// - Throws: `FileError`; then nothing has changed.
  package static func move(_ old: String, to path: String) throws {
    guard unsafe rename(old, path) == 0 else {
      throw failure(path, "cannot be put in place")
    }
    flushFolder(of: path)
  }

  /// Makes the renaming of a file last; a file system that cannot flush a folder is not an error.
  private static func flushFolder(of path: String) {
    let folder = unsafe open(directory(of: path), O_RDONLY)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// Reads a whole file.
  ///
  /// - Parameter path: The file.
  /// - Returns: Its bytes.
  /// - Throws: `FileError`.
  package static func read(_ path: String) throws -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failure(path, "cannot be read") }
    defer { close(descriptor) }
    // A byte more than the file has, so that its end is seen without growing.
    let room = size(of: descriptor) + 1
    var bytes = try read(descriptor, upTo: room, path)
    guard bytes.count == room else { return bytes }
    // A pipe, or a file that has grown.
    while case let more = try read(descriptor, upTo: 1 << 20, path), !more.isEmpty { bytes += more }
    return bytes
  }

  private static func size(of descriptor: Int32) -> Int {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? max(0, Int(status.st_size)) : 0
  }

  /// Fewer bytes only at the end.
  private static func read(_ descriptor: Int32, upTo limit: Int, _ path: String) throws -> [UInt8] {
    try unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, done in
      guard let base = buffer.baseAddress else { return }
      while done < limit {
        let count = unsafe systemRead(descriptor, base + done, limit - done)
        guard count >= 0 else { throw failure(path, "cannot be read") }
        if count == 0 { return }
        done += count
      }
    }
  }

  static func write(_ part: [UInt8], to descriptor: Int32, _ path: String) throws {
    var done = 0
    while done < part.count {
      let count = unsafe part.withUnsafeBytes { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe systemWrite(descriptor, base + done, part.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(path, "cannot be written") }
      done += count
    }
  }

  static func failure(_ path: String, _ problem: String) -> FileError {
    let reason = unsafe String(cString: strerror(errno))
    return FileError(path: path, problem: "\(problem): \(reason)")
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

// `read` and `write` are names of the enum above.
func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  while true {
    let result = unsafe read(descriptor, buffer, count)
    if result >= 0 || errno != EINTR { return result }
  }
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe write(descriptor, buffer, count)
}
