/// Takes the units that a text is cut into.
protocol PieceSink {
  mutating func take(byte: UInt8)
  /// A scalar, which for the grapheme unit is a cluster of its own.
  mutating func take(scalar: UInt32)
  /// A cluster of two or more scalars.
  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>)
}
