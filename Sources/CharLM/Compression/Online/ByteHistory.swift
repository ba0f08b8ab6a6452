/// The last bytes of a text.
struct ByteHistory {
  private var bytes: [UInt8]
  private let mask: Int
  /// The number of bytes of the text so far.
  private(set) var count = 0

  /// Creates an empty history.
  ///
  /// - Parameter logSize: the logarithm to base 2 of the number of bytes that are kept.
  init(logSize: Int) {
    bytes = [UInt8](repeating: 0, count: 1 << logSize)
    mask = 1 << logSize - 1
  }

  /// The byte at a place of the text, one of the last ones.
  subscript(place: Int) -> UInt8 { bytes[place & mask] }

  /// Returns whether the byte at a place is kept, also after the next one.
  func keeps(_ place: Int) -> Bool { place > count - bytes.count && place >= 0 }

  mutating func append(_ byte: UInt8) {
    bytes[count & mask] = byte
    count += 1
  }
}
