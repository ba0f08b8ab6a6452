/// Numbers of at most four bytes, each in as many bytes as the largest one needs, little-endian.
struct PackedNumbers: Sendable {
  /// The bytes of each number.
  let width: Int
  let bytes: [UInt8]

  /// The number of numbers.
  var count: Int { bytes.count / width }

  /// Packs numbers that are not negative and below a limit.
  init(_ numbers: [Int32], below limit: Int) {
    let width = Self.width(below: limit)
    var bytes = [UInt8](repeating: 0, count: numbers.count * width)
    for (i, number) in numbers.enumerated() {
      for j in 0..<width { bytes[i * width + j] = UInt8(truncatingIfNeeded: number >> (8 * j)) }
    }
    (self.width, self.bytes) = (width, bytes)
  }

  /// Takes packed numbers; nil if one is not below the limit.
  init?(_ bytes: ArraySlice<UInt8>, below limit: Int) {
    (width, self.bytes) = (Self.width(below: limit), Array(bytes))
    for i in 0..<count where self[i] >= limit { return nil }
  }

  /// The bytes of each number below a limit.
  static func width(below limit: Int) -> Int {
    (1..<4).first { limit <= 1 << (8 * $0) } ?? 4
  }

  subscript(index: Int) -> Int {
    let bytes = bytes.span
    var number = 0
    for j in 0..<width { number |= Int(bytes[index * width + j]) << (8 * j) }
    return number
  }
}
