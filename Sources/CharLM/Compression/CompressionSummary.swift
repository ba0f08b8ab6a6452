/// The sizes of a text and of its compressed file.
public struct CompressionSummary: Equatable, Sendable {
  /// The number of bytes of the text.
  public var bytes: Int
  /// The number of bytes of the compressed file.
  public var compressedBytes: Int
  /// −log2 of the probability of the text, in bits; nil after decompression.
  public var bits: Double?

  /// Creates the sizes.
  ///
  /// - Parameters:
  ///   - bytes: the number of bytes of the text.
  ///   - compressedBytes: the number of bytes of the compressed file.
  ///   - bits: −log2 of the probability of the text.
  public init(bytes: Int, compressedBytes: Int, bits: Double? = nil) {
    self.bytes = bytes
    self.compressedBytes = compressedBytes
    self.bits = bits
  }

  /// Bits of the compressed file per byte of the text; nil for an empty text.
  public var bitsPerByte: Double? {
    bytes == 0 ? nil : 8 * Double(compressedBytes) / Double(bytes)
  }
}
