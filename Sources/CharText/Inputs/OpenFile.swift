internal import CharIO
internal import Foundation

/// An open file as it was when it was opened, or standard input.
///
/// Of a file that grows while it is read, the part that was there at first is read; of one that
/// shrinks, what is left. Both are warned of. Files that say they have no size, as those of `/proc`,
/// and pipes are read to their end.
struct OpenFile: ByteSource {
  /// How long a named pipe is given to find somebody who writes to it.
  package static let patience = 30.0

  /// What messages call it.
  let name: String
  private let handle: FileHandle
  /// Bytes that were there at first; nil where that is not known.
  private let size: Int?
  private var start: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private(set) var warnings: [String] = []

  /// Opens a path, `-` being standard input.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - patience: Seconds to wait for somebody who writes to a named pipe.
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
            path, reason: "it is a pipe that nobody writes to")
        }
        start = first
      }
      FileSystem.setBlocking(descriptor)
    } catch let error as FileSystem.Failure {
      throw CorpusFiles.error(path, code: error.code)
    }
  }

  /// Gives back what was read first, to be read again.
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
          + "something has cut it off meanwhile")
    } else if let now = try? FileSystem.status(of: handle.fileDescriptor).size, now > size {
      warnings.append(
        "\(name): has grown from \(size) to \(now) bytes while it was read; "
          + "the first \(size) are used")
    }
  }
}
