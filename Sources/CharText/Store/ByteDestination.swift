/// Where the bytes of a token store go while it is written, one after another.
protocol ByteDestination {
  /// Takes bytes; returns nothing before they are written.
  mutating func append(_ bytes: [UInt8]) throws
  /// Bytes that were taken.
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
