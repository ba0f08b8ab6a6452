/// The bits that a context has seen: numbers of zeros and ones, of which old ones count less, and the last two bits; and a
/// probability.
///
/// 32 bits: the probability in the upper half, 6 bits for the number of bits seen, 4 for zeros, 4 for ones, 2 for
/// the last bits.
enum BitHistory {
  static let empty: UInt32 = 0x8000_0000
  /// The number of histories without the probability.
  static let count = 1 << 10

  /// The history without the probability.
  @inline(__always)
  static func index(_ node: UInt32) -> Int { Int(node & 0x3FF) }

  /// The number of bits seen, up to 63.
  @inline(__always)
  static func seen(_ node: UInt32) -> UInt32 { node >> 10 & 63 }

  /// The probability of a one.
  @inline(__always)
  static func probability(_ node: UInt32) -> Float { Float(node >> 16) * (1 / 65536) }

  @inline(__always)
  static func updated(_ node: UInt32, _ bit: Bool, limit: UInt32) -> UInt32 {
    let seen = Self.seen(node)
    var p = Int32(node >> 16)
    let target: Int32 = bit ? 65535 : 0
    p += (target - p) * 2 / Int32(2 * seen + 3)
    let counted = next[Int(node & 0x3FF) * 2 + (bit ? 1 : 0)]
    return UInt32(p) << 16 | min(seen + 1, limit) << 10 | UInt32(counted)
  }

  private static let next: [UInt16] = (0..<count * 2).map { index in
    let (history, bit) = (index / 2, index % 2)
    var counts = [history >> 6 & 15, history >> 2 & 15]
    counts[bit] = min(15, counts[bit] + 1)
    if counts[1 - bit] > 2 { counts[1 - bit] = 2 + (counts[1 - bit] - 2) / 2 }
    return UInt16(counts[0] << 6 | counts[1] << 2 | (history << 1 | bit) & 3)
  }
}
