internal import Foundation

/// A reader of a file or of standard input that returns bytes as they arrive.
package final class ArrivingBytes {
  private let descriptor: Int32
  private let name: String

  /// Opens a path; `-` is standard input.
  ///
  /// - Throws: `FileError`.
  package init(_ path: String) throws {
    if path == "-" {
      (descriptor, name) = (0, "standard input")
    } else {
      (descriptor, name) = (unsafe open(path, O_RDONLY), path)
    }
    guard descriptor >= 0 else { throw AtomicFile.failure(name, "cannot be read") }
  }

  deinit { if descriptor > 0 { close(descriptor) } }

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
