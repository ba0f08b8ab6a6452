import Foundation
import Synchronization

/// The bytes of a token store: in memory, or in a file that is mapped.
enum StoredBytes: Sendable {
  case memory([UInt8])
  case file(MappedFile)

  /// How many of them take memory.
  var residentCount: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file: 0
    }
  }

  /// Some of the bytes.
  func read(_ offset: Int, _ count: Int) -> [UInt8] {
    switch self {
    case .memory(let bytes): Array(bytes[offset..<offset + count])
    case .file(let file): file.read(offset, count)
    }
  }

  /// Numbers of four bytes each.
  func numbers(_ offset: Int, _ count: Int) -> [UInt32] {
    var numbers: [UInt32] = []
    numbers.reserveCapacity(count)
    NarrowNumbers.forEach(read(offset, 4 * count), width: 4) { numbers.append(UInt32($0)) }
    return numbers
  }
}

/// A file whose pages are read when they are needed, and given back now and then: a long run over a
/// large file would else end with all of it resident.
final class MappedFile: Sendable {
  private let url: URL
  private let state: Mutex<(data: Data, reads: Int)>

  /// Reads after which pages are given back; a read brings in some 64 KiB around what it asks for.
  private static let reads = 1024

  /// Maps a file.
  ///
  /// - Throws: what Foundation says.
  init(_ url: URL) throws {
    self.url = url
    state = Mutex((try Data(contentsOf: url, options: .alwaysMapped), 0))
  }

  var count: Int { state.withLock { $0.data.count } }

  func read(_ offset: Int, _ count: Int) -> [UInt8] {
    let data = state.withLock { state in
      state.reads += 1 + count >> 16
      if state.reads > Self.reads, let data = try? Data(contentsOf: url, options: .alwaysMapped),
        data.count == state.data.count
      {
        state = (data, 0)
      }
      return state.data
    }
    return Array(data[offset..<offset + count])
  }
}
