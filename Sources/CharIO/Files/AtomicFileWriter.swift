internal import Foundation

/// A file that is written in parts and appears only when it is complete.
///
/// Bytes go to a temporary file in the same folder; ``commit()`` flushes and renames it. A writer
/// that is released earlier deletes it. Bytes at the end can be removed again.
package final class AtomicFileWriter {
  private static let bufferSize = 1 << 20

  private let path: String
  private let temporary: String
  private var descriptor: Int32
  private var isComplete = false
  private var buffer: [UInt8] = []
  /// The number of bytes in the file, without the buffer.
  private var flushed = 0

  /// Creates a temporary file.
  ///
  /// - Parameter path: The path of the file; an existing one is unchanged until the new one is
  ///   complete.
  /// - Throws: `FileError`.
  package init(_ path: String) throws {
    try AtomicFile.checkTarget(path)
    self.path = path
    temporary = "\(path).\(getpid()).tmp"
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw AtomicFile.failure(path, "cannot be written") }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if !isComplete { unsafe unlink(temporary) }
  }

  /// The number of bytes written so far.
  package var position: Int { flushed + buffer.count }

  /// Appends bytes.
  ///
  /// - Throws: `FileError`.
  package func append(_ bytes: [UInt8]) throws {
    guard bytes.count >= Self.bufferSize else { return try append(bytes, 0..<bytes.count) }
    // Large amounts bypass the buffer.
    try flush()
    try AtomicFile.write(bytes, to: descriptor, path)
    flushed += bytes.count
  }

  /// Appends a range of bytes.
  ///
  /// - Throws: `FileError`.
  package func append(_ bytes: [UInt8], _ range: Range<Int>) throws {
    buffer += bytes[range]
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends a byte.
  ///
  /// - Throws: `FileError`.
  package func append(_ byte: UInt8) throws {
    buffer.append(byte)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Removes all bytes after a position.
  ///
  /// - Throws: `FileError`.
  package func truncate(to position: Int) throws {
    guard position < flushed else {
      buffer.removeLast(self.position - position)
      return
    }
    buffer.removeAll(keepingCapacity: true)
    guard ftruncate(descriptor, off_t(position)) == 0,
      lseek(descriptor, off_t(position), SEEK_SET) == off_t(position)
    else { throw AtomicFile.failure(path, "cannot be shortened") }
    flushed = position
  }

  private func flush() throws {
    try AtomicFile.write(buffer, to: descriptor, path)
    flushed += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Completes the file.
  ///
  /// - Throws: `FileError`; the temporary file is deleted when the writer is released.
  package func commit() throws {
    try flush()
    guard fsync(descriptor) == 0 else {
      throw AtomicFile.failure(path, "cannot be flushed to disk")
    }
    // The descriptor is invalid afterwards, even if closing fails.
    let status = close(descriptor)
    descriptor = -1
    guard status == 0 else { throw AtomicFile.failure(path, "cannot be closed") }
    try AtomicFile.move(temporary, to: path)
    isComplete = true
  }
}
