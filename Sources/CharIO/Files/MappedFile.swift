package import Foundation
internal import Synchronization

/// A mapped file that is mapped again now and then, because otherwise all touched pages would stay
/// resident.
package final class MappedFile: Sendable {
  private let url: URL
  private let state: Mutex<(data: Data, reads: Int)>

  /// The number of reads after which the file is mapped again; a read loads about 64 KiB around its
  /// range.
  private static let reads = 1024

  /// Maps a file.
  ///
  /// - Throws: The error of Foundation.
  package init(_ url: URL) throws {
    self.url = url
    state = Mutex((try Data(contentsOf: url, options: .alwaysMapped), 0))
  }

  /// The size in bytes.
  package var count: Int { state.withLock { $0.data.count } }

  /// Returns a range of bytes.
  ///
  /// - Parameters:
  ///   - offset: The offset of the first byte.
  ///   - count: The number of bytes.
  /// - Returns: The bytes.
  package func read(_ offset: Int, _ count: Int) -> [UInt8] {
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
