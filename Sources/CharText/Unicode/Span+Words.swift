/// Access to eight bytes at a time, for the innermost loops over text.
extension Span<UInt8> {
  /// Returns eight bytes as a little-endian number; traps beyond the end.
  @inline(__always)
  func word(at position: Int) -> UInt64 {
    // Any eight bytes are a valid number, and the load itself checks bounds.
    UInt64(
      littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
  }
}

extension MutableSpan<UInt8> {
  /// Stores a number as eight little-endian bytes; traps beyond the end.
  @inline(__always)
  mutating func store(_ word: UInt64, at position: Int) {
    var bytes = unsafe mutableBytes
    // The store itself checks bounds.
    bytes.storeBytes(of: word.littleEndian, toByteOffset: position, as: UInt64.self)
  }
}
