internal import Foundation

/// Atomic writing and complete reading of files.
package enum AtomicFile {
  /// Writes a file atomically: to a temporary file beside it, flushed to disk, then renamed.
  ///
  /// - Parameters:
  ///   - parts: The content in parts.
  ///   - path: The path of the file; an existing one is unchanged until the new one is complete.
  /// - Throws: `FileError`; nothing is left behind then.
  package static func write(_ parts: [[UInt8]], to path: String) throws {
    let writer = try AtomicFileWriter(path)
    for part in parts { try writer.append(part) }
    try writer.commit()
  }

  /// Throws if a path leads to a device, a pipe or a socket, which renaming would replace, or is `-`, by which people
  /// mean standard output.
  ///
  /// - Parameter path: The file to be written; it may be missing, a file or a folder.
  /// - Throws: `FileError`.
  package static func checkTarget(_ path: String) throws {
    if path == "-" {
      throw FileError(path: path, problem: "standard output is not written to; name a file")
    }
    guard let kind = (try? FileSystem.status(path))?.kind, kind != .regular, kind != .directory
    else { return }
    throw FileError(
      path: path, problem: "is a device, a pipe or a socket; name a file to write to")
  }

  /// Renames a file in its folder, replacing an existing one.
  ///
  /// - Parameters:
  ///   - old: The path of the file.
  ///   - path: The new path.
  /// - Throws: `FileError`; nothing has changed then.
  package static func move(_ old: String, to path: String) throws {
    guard unsafe rename(old, path) == 0 else {
      throw failure(path, "cannot be put in place")
    }
    flushFolder(of: path)
  }

  /// Flushes a folder, which makes a renaming durable; file systems that cannot do so are not an
  /// error.
  private static func flushFolder(of path: String) {
    let folder = unsafe open(FilePath.directory(of: path), O_RDONLY)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// Reads a whole file.
  ///
  /// - Parameter path: The file.
  /// - Returns: The bytes of the file.
  /// - Throws: `FileError`.
  package static func read(_ path: String) throws -> [UInt8] {
    try whole(path) { descriptor, room in try read(descriptor, upTo: room, path) }
  }

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - start: Reads up to so many bytes from its start.
  /// - Returns: The bytes of the file.
  /// - Throws: `FileError`.
  static func whole<Bytes: RangeReplaceableCollection<UInt8>>(
    _ path: String, _ start: (_ descriptor: Int32, _ room: Int) throws -> Bytes
  ) throws -> Bytes {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failure(path, "cannot be read") }
    defer { close(descriptor) }
    // One byte more than the file has, so that its end is detected without growing.
    let room = size(of: descriptor) + 1
    var bytes = try start(descriptor, room)
    guard bytes.count == room else { return bytes }
    // This is a pipe, or a file that has grown.
    while case let more = try read(descriptor, upTo: 1 << 20, path), !more.isEmpty { bytes += more }
    return bytes
  }

  private static func size(of descriptor: Int32) -> Int {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? max(0, Int(status.st_size)) : 0
  }

  /// Reads fewer bytes than requested only at the end.
  private static func read(_ descriptor: Int32, upTo limit: Int, _ path: String) throws -> [UInt8] {
    try unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, done in
      done = try unsafe fill(UnsafeMutableRawBufferPointer(buffer), from: descriptor, path)
    }
  }

  /// Reads into memory until it is full or the file ends.
  ///
  /// - Returns: The number of bytes read.
  static func fill(
    _ memory: UnsafeMutableRawBufferPointer, from descriptor: Int32, _ path: String
  ) throws -> Int {
    guard let base = memory.baseAddress else { return 0 }
    var done = 0
    while done < memory.count {
      let count = unsafe systemRead(descriptor, base + done, memory.count - done)
      guard count >= 0 else { throw failure(path, "cannot be read") }
      if count == 0 { break }
      done += count
    }
    return done
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
