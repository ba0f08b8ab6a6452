/// Takes compressed bytes a part at a time and gives what was in them.
protocol Decompressor: AnyObject {
  /// Decompresses until the input is used up, the room is full, or a member or frame has ended.
  ///
  /// - Parameters:
  ///   - input: Compressed bytes, from where the last call stopped.
  ///   - output: Where the result is appended.
  ///   - room: How many bytes to append at most, more than 0.
  /// - Returns: How many bytes of the input were used, and whether a member or frame has ended with
  ///   them; the next call then starts another.
  /// - Throws: ``DecompressionFailure``.
  func decompress(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8], room: Int
  ) throws(DecompressionFailure) -> (used: Int, hasEnded: Bool)
}

extension Decompressor {
  /// How many bytes are made at a time at most.
  static var room: Int { 1 << 18 }
}

/// Why compressed bytes cannot be read.
struct DecompressionFailure: Error {
  /// A few words, such as `invalid block type`.
  var problem: String
  /// How many bytes of the input were good.
  var used: Int
}
