internal import CharIO
internal import Foundation

/// An open file, with the size it had when it was opened, or standard input.
///
/// If a file grows while it is read, only the original part is read; if it shrinks, the remaining
/// part. Both cause a warning. Files without a size, such as those of `/proc`, and pipes are read
/// to their end.
struct OpenFile: ByteSource {
  /// The time to wait for a writer of a named pipe, in seconds.
  package static let patience = 30.0

  /// The name in messages.
  let name: String
  private let handle: FileHandle
  /// The original size in bytes; nil if it is unknown.
  private let size: Int?
  private var start: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private(set) var warnings: [String] = []

  /// Opens a path; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - patience: The time to wait for a writer of a named pipe, in seconds.
  /// - Throws: ``CorpusError``.
  init(_ path: String, patience: Double = patience) throws {
    guard path != "-" else {
      name = "standard input"
      handle = .standardInput
      size = nil
      return
    }
    name = path
    do {
      let descriptor = try FileSystem.open(path)
      handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      let status = try FileSystem.status(of: descriptor)
      size = status.size > 0 ? status.size : nil
      switch status.kind {
      case .regular, .terminal: break
      case .directory: throw CorpusError.unreadable(path, reason: "it is a directory")
      case .other: throw CorpusError.unreadable(path, reason: "it is a device, not a file")
      case .pipe:
        guard
          let first = FileSystem.awaitWriter(descriptor, milliseconds: Int32(patience * 1000))
        else {
          throw CorpusError.unreadable(
            path, reason: "it is a pipe without a writer")
        }
        start = first
      }
      FileSystem.setBlocking(descriptor)
    } catch let error as FileSystem.Failure {
      throw CorpusFiles.error(path, code: error.code)
    }
  }

  /// Puts back bytes to be read again.
  mutating func putBack(_ bytes: Data) { start = Array(bytes) + start }

  mutating func read(_ count: Int) throws -> Data {
    let first = Data(start.prefix(count))
    start.removeFirst(first.count)
    guard first.count < count, !isAtEnd else { return first }
    let rest = min(count - first.count, size.map { $0 - position } ?? count)
    var data = Data()
    do {
      if rest > 0 { data = try handle.read(upToCount: rest) ?? Data() }
    } catch {
      throw CorpusFiles.error(name, error)
    }
    position += data.count
    if data.isEmpty { endsHere() }
    return first.isEmpty ? data : first + data
  }

  private mutating func endsHere() {
    isAtEnd = true
    guard let size else { return }
    if position < size {
      warnings.append(
        "\(name): had \(size) bytes when it was opened, but only \(position) could be read; "
          + "it was truncated meanwhile")
    } else if let now = try? FileSystem.status(of: handle.fileDescriptor).size, now > size {
      warnings.append(
        "\(name): has grown from \(size) to \(now) bytes while it was read; "
          + "the first \(size) are used")
    }
  }
}
