import Foundation

/// Where bytes come from, a part at a time.
protocol ByteSource {
  /// The next bytes, at most `count`; none at the end.
  mutating func read(_ count: Int) throws -> Data
}

/// An open file or standard input.
struct FileSource: ByteSource {
  private let handle: FileHandle
  private let name: String

  /// Opens a path, `-` being standard input.
  init(_ path: String) throws {
    name = path
    guard path != "-" else {
      handle = .standardInput
      return
    }
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw CorpusFiles.error(path, error)
    }
  }

  mutating func read(_ count: Int) throws -> Data {
    do {
      return try handle.read(upToCount: count) ?? Data()
    } catch {
      throw CorpusFiles.error(name, error)
    }
  }
}

/// Bytes that are already in memory.
struct MemorySource: ByteSource {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func read(_ count: Int) -> Data {
    let part = Data(rest.prefix(count))
    rest = rest.dropFirst(count)
    return part
  }
}
