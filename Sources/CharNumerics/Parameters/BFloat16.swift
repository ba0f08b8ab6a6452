/// A number in bfloat16: the upper half of a `Float`.
package struct BFloat16: BitwiseCopyable, Sendable {
  /// Sign, 8 bits of exponent and 7 bits of fraction.
  package var bits: UInt16

  /// The largest number.
  static var greatestFiniteMagnitude: Float { Float(bitPattern: 0x7F7F_0000) }

  /// Zero.
  package init() { bits = 0 }

  /// Rounds to the nearest number, ties to even.
  @inline(__always)
  package init(_ value: Float) {
    let pattern = value.bitPattern
    let rounded = (pattern &+ 0x7FFF &+ (pattern >> 16 & 1)) >> 16
    // Rounding could make an infinity of what is not a number.
    bits = UInt16(truncatingIfNeeded: value.isNaN ? pattern >> 16 | 0x40 : rounded)
  }
}

extension Float {
  /// Converts a number in bfloat16, exactly.
  @inline(__always)
  package init(_ value: BFloat16) { self.init(bitPattern: UInt32(value.bits) << 16) }
}

extension BFloat16 {
  /// Rounds values in place.
  package static func round(_ values: inout [Float]) {
    unsafe values.withUnsafeMutableBufferPointer { unsafe round($0, 0..<$0.count) }
  }

  /// Rounds the values of a range in place.
  static func round(_ values: UnsafeMutableBufferPointer<Float>, _ range: Range<Int>) {
    for i in range { unsafe values[i] = Float(BFloat16(values[i])) }
  }
}
