/// A map from Unicode scalars to integers; a lookup is two array reads for any script.
struct ScalarTable: Sendable {
  static let absent: Int32 = -1
  private static let pageSize = 256

  /// The offset in `values` of each block of 256 scalars; 0 is the empty page.
  private(set) var pages = [Int32](repeating: 0, count: 0x110000 / pageSize)
  private(set) var values = [Int32](repeating: absent, count: pageSize)

  /// The value of a scalar, or ``absent``.
  @inline(__always)
  subscript(scalar: UInt32) -> Int32 {
    values[Int(pages[Int(scalar >> 8)]) | Int(scalar & 0xFF)]
  }

  mutating func set(_ scalar: UInt32, to value: Int32) {
    if pages[Int(scalar >> 8)] == 0 {
      pages[Int(scalar >> 8)] = Int32(values.count)
      values.append(contentsOf: repeatElement(Self.absent, count: Self.pageSize))
    }
    values[Int(pages[Int(scalar >> 8)]) | Int(scalar & 0xFF)] = value
  }
}
