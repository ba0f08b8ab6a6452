/// Reads the compact tables of facts that CTables embeds.
struct EmbeddedTable {
  private let byte: (Int) -> UInt8
  private var place = 0

  /// Starts at the first byte.
  ///
  /// - Parameter byte: returns the byte at a place.
  init(_ byte: @escaping (Int) -> UInt8) { self.byte = byte }

  /// Reads a byte.
  mutating func next() -> UInt8 {
    place += 1
    return byte(place - 1)
  }

  /// Reads bytes.
  mutating func next(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<count { bytes.append(next()) }
    return bytes
  }

  /// Reads a number: seven bits a byte, lowest first, with the top bit in all but the last.
  mutating func number() -> Int {
    var (value, shift) = (0, 0)
    while true {
      let next = Int(next())
      value |= (next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }
}
