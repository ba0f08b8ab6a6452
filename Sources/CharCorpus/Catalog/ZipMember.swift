internal import CharIO
internal import CharText
internal import Foundation

/// One file of a zip archive, presented as a gzip file: both use deflate and the same checksum.
struct ZipMember: ByteSource {
  private let handle: FileHandle
  private let path: String
  private var head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  private var rest: Int
  private var tail: [UInt8]

  /// Finds a member.
  ///
  /// - Parameters:
  ///   - member: The name of the member.
  ///   - path: The archive.
  /// - Throws: ``CatalogError``.
  init(_ member: String, inArchive path: String) throws {
    self.path = path
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      let size = Int(try handle.seekToEnd())
      let end = try Self.part(handle, from: max(0, size - 65_557), to: size)
      guard
        let last = (0...max(0, end.count - 22)).reversed().first(where: {
          end[$0...].starts(with: [0x50, 0x4B, 5, 6])
        }), end.count >= last + 22
      else { throw CatalogError.damaged(path, problem: "is not a zip archive") }
      let record = end[last...]
      let (length, start) = (Self.number(record, 12, 4), Self.number(record, 16, 4))
      guard start + length <= size else {
        throw CatalogError.damaged(path, problem: "the zip archive is truncated")
      }
      let directory = try Self.part(handle, from: start, to: start + length)
      guard let entry = Self.entry(member, in: directory) else {
        throw CatalogError.damaged(path, problem: "the zip archive has no \(member)")
      }
      guard Self.number(entry, 10, 2) == 8, Self.number(entry, 8, 2) & 1 == 0 else {
        throw CatalogError.damaged(
          path, problem: "\(member) is encrypted or uses an unsupported compression")
      }
      tail = Array(entry.dropFirst(16).prefix(4)) + Array(entry.dropFirst(24).prefix(4))
      rest = Self.number(entry, 20, 4)
      let header = Self.number(entry, 42, 4)
      let local = try Self.part(handle, from: header, to: header + 30)
      guard local.starts(with: [0x50, 0x4B, 3, 4]), local.count == 30 else {
        throw CatalogError.damaged(path, problem: "the zip archive is damaged")
      }
      let data = header + 30 + Self.number(local[...], 26, 2) + Self.number(local[...], 28, 2)
      try handle.seek(toOffset: UInt64(data))
    } catch let error as CatalogError {
      throw error
    } catch {
      throw CatalogError.unreadable(path, reason: error.systemReason)
    }
  }

  mutating func read(_ count: Int) throws -> Data {
    if !head.isEmpty {
      defer { head = [] }
      return Data(head)
    }
    if rest > 0, let data = try handle.read(upToCount: min(rest, count)), !data.isEmpty {
      rest -= data.count
      return data
    }
    defer { tail = [] }
    return rest > 0 ? Data() : Data(tail)
  }

  /// Returns the central directory's entry for a name.
  private static func entry(_ name: String, in directory: [UInt8]) -> ArraySlice<UInt8>? {
    var index = 0
    while index + 46 <= directory.count {
      let entry = directory[index...]
      guard entry.starts(with: [0x50, 0x4B, 1, 2]) else { return nil }
      let length = number(entry, 28, 2)
      if entry.dropFirst(46).prefix(length).elementsEqual(name.utf8) { return entry }
      index += 46 + length + number(entry, 30, 2) + number(entry, 32, 2)
    }
    return nil
  }

  private static func part(_ handle: FileHandle, from start: Int, to end: Int) throws -> [UInt8] {
    try handle.seek(toOffset: UInt64(start))
    return Array(try handle.read(upToCount: end - start) ?? Data())
  }

  /// Decodes a little-endian number.
  private static func number(_ bytes: ArraySlice<UInt8>, _ offset: Int, _ count: Int) -> Int {
    bytes.dropFirst(offset).prefix(count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
