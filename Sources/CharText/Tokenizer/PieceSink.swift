/// A consumer of the units of a text.
protocol PieceSink {
  mutating func take(byte: UInt8)
  /// Takes a scalar; with the grapheme unit, a cluster of one scalar.
  mutating func take(scalar: UInt32)
  /// Takes a cluster of two or more scalars.
  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>)
}
