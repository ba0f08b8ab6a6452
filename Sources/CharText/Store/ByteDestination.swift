/// A destination of the bytes of a token store.
protocol ByteDestination {
  /// Appends bytes.
  mutating func append(_ bytes: [UInt8]) throws
  /// Reads back appended bytes.
  func read(_ offset: Int, _ count: Int) throws -> [UInt8]
  var count: Int { get }
}

/// Bytes in memory.
struct MemoryBytes: ByteDestination {
  private(set) var bytes: [UInt8] = []
  var count: Int { bytes.count }

  mutating func append(_ bytes: [UInt8]) { self.bytes += bytes }
  func read(_ offset: Int, _ count: Int) -> [UInt8] { Array(bytes[offset..<offset + count]) }
}
