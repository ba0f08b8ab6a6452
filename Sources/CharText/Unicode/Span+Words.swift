/// Eight bytes at a time, for the loops that all text goes through.
extension Span<UInt8> {
  /// The bytes from a position on as one number, the first the lowest; beyond the end this traps.
  @inline(__always)
  func word(at position: Int) -> UInt64 {
    // Any eight bytes are a number, and the load itself checks bounds.
    UInt64(
      littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
  }
}

extension MutableSpan<UInt8> {
  /// Stores a number as eight bytes from a position on, the lowest first; beyond the end this traps.
  @inline(__always)
  mutating func store(_ word: UInt64, at position: Int) {
    var bytes = unsafe mutableBytes
    // The store itself checks bounds.
    bytes.storeBytes(of: word.littleEndian, toByteOffset: position, as: UInt64.self)
  }
}
