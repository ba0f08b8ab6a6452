internal import Foundation

/// A file that is written part by part, and is there when it is complete or not at all.
///
/// Bytes go to a temporary file in the same folder; ``commit()`` flushes it and gives it its name. A
/// writer that is let go before leaves nothing behind. What was written last can be taken back.
package final class AtomicFileWriter {
  private static let bufferSize = 1 << 20

  private let path: String
  private let temporary: String
  private var descriptor: Int32
  private var isComplete = false
  private var buffer: [UInt8] = []
  /// Bytes in the file, without the buffer.
  private var flushed = 0

  /// Starts a file.
  ///
  /// - Parameter path: Its name; an old one stays as it is until the new one is complete.
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

  /// Bytes so far.
  package var position: Int { flushed + buffer.count }

  /// Appends bytes.
  ///
  /// - Throws: `FileError`.
  package func append(_ bytes: [UInt8]) throws {
    guard bytes.count >= Self.bufferSize else { return try append(bytes, 0..<bytes.count) }
    // Many bytes are not copied.
    try flush()
    try AtomicFile.write(bytes, to: descriptor, path)
    flushed += bytes.count
  }

  /// Appends part of some bytes.
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

  /// Takes back all after a position.
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
  /// - Throws: `FileError`; then nothing is left behind once the writer is let go.
  package func commit() throws {
    try flush()
    guard fsync(descriptor) == 0 else {
      throw AtomicFile.failure(path, "cannot be flushed to disk")
    }
    // Whether or not closing fails, the descriptor is no longer ours.
    let status = close(descriptor)
    descriptor = -1
    guard status == 0 else { throw AtomicFile.failure(path, "cannot be closed") }
    try AtomicFile.move(temporary, to: path)
    isComplete = true
  }
}
