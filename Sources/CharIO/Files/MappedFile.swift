package import Foundation
internal import Synchronization

/// A file whose pages are read when they are needed, and given back now and then: a long run over a
/// large file would else end with all of it resident.
package final class MappedFile: Sendable {
  private let url: URL
  private let state: Mutex<(data: Data, reads: Int)>

  /// Reads after which pages are given back; a read brings in some 64 KiB around what it asks for.
  private static let reads = 1024

  /// Maps a file.
  ///
  /// - Throws: what Foundation says.
  package init(_ url: URL) throws {
    self.url = url
    state = Mutex((try Data(contentsOf: url, options: .alwaysMapped), 0))
  }

  /// How many bytes it has.
  package var count: Int { state.withLock { $0.data.count } }

  /// Some of its bytes.
  ///
  /// - Parameters:
  ///   - offset: The first of them.
  ///   - count: How many.
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
