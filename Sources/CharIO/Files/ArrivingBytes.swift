internal import Foundation

/// A reader of a file or of standard input that returns bytes as they arrive.
package final class ArrivingBytes {
  private let descriptor: Int32
  private let name: String
  /// The place where reading began; −1 for a pipe.
  private let start: off_t

  /// Opens a path; `-` is standard input.
  ///
  /// - Throws: `FileError`.
  package init(_ path: String) throws {
    if path == "-" {
      (descriptor, name) = (0, "standard input")
    } else {
      (descriptor, name) = (unsafe open(path, O_RDONLY), path)
    }
    start = descriptor >= 0 ? lseek(descriptor, 0, SEEK_CUR) : -1
    guard descriptor >= 0 else { throw AtomicFile.failure(name, "cannot be read") }
  }

  private init(descriptor: Int32, name: String) {
    (self.descriptor, self.name, start) = (descriptor, name, 0)
  }

  deinit { if descriptor > 0 { close(descriptor) } }

  /// Returns the same bytes in a form that can be read again: this reader, or for a pipe, which can be read only once, a
  /// reader of a temporary copy without a name, so that nothing is left behind.
  ///
  /// - Throws: `FileError`.
  package func repeatable() throws -> ArrivingBytes {
    if start >= 0 { return self }
    let folder = FileManager.default.temporaryDirectory.path
    var template = Array("\(folder)/charlm.XXXXXX".utf8CString)
    let copy = unsafe template.withUnsafeMutableBufferPointer { name -> Int32 in
      guard let base = name.baseAddress else { return -1 }
      let copy = unsafe mkstemp(base)
      if copy >= 0 { unsafe unlink(base) }
      return copy
    }
    guard copy >= 0 else { throw AtomicFile.failure(folder, "a copy of \(name) cannot be made") }
    let reader = ArrivingBytes(descriptor: copy, name: name)
    var bytes: [UInt8] = []
    while try read(1 << 20, into: &bytes) {
      try AtomicFile.write(bytes, to: copy, folder)
      bytes.removeAll(keepingCapacity: true)
    }
    try reader.rewind()
    return reader
  }

  /// Goes back to where reading began.
  ///
  /// - Throws: `FileError` for a pipe; see ``repeatable()``.
  package func rewind() throws {
    guard start >= 0, lseek(descriptor, start, SEEK_SET) == start else {
      throw AtomicFile.failure(name, "cannot be read again")
    }
  }

  /// Appends the available bytes, up to `count`; waits only if there are none.
  ///
  /// - Returns: False at the end.
  /// - Throws: `FileError`.
  package func read(_ count: Int, into bytes: inout [UInt8]) throws -> Bool {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: count))
    let (descriptor, name) = (descriptor, name)
    let read = unsafe bytes.withUnsafeMutableBytes { buffer -> Int in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe systemRead(descriptor, base + start, count)
    }
    guard read >= 0 else { throw AtomicFile.failure(name, "cannot be read") }
    bytes.removeLast(count - read)
    return read > 0
  }

  /// True if `read` would return at once.
  package var isReady: Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&wanted, 1, 0) > 0
  }
}
