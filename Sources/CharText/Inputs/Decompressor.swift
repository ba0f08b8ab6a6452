/// A streaming decompressor.
protocol Decompressor: AnyObject {
  /// Decompresses until the input is used up, the room is full, or a member or frame has ended.
  ///
  /// - Parameters:
  ///   - input: Compressed bytes, starting where the last call stopped.
  ///   - output: The result is appended here.
  ///   - room: The maximum number of bytes to append, more than 0.
  /// - Returns: The number of input bytes used, and whether a member or frame ended with them; the
  ///   next call then starts another one.
  /// - Throws: ``DecompressionFailure``.
  func decompress(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8], room: Int
  ) throws(DecompressionFailure) -> (used: Int, hasEnded: Bool)
}

extension Decompressor {
  /// The maximum number of bytes produced at a time.
  static var room: Int { 1 << 18 }
}

/// An error in compressed bytes.
struct DecompressionFailure: Error {
  /// A few words, such as `invalid block type`.
  var problem: String
  /// The number of valid input bytes.
  var used: Int
}
