/// Nonnegative numbers packed little-endian in a few bytes each.
package struct NarrowNumbers: Sendable {
  /// The number of bytes of each number.
  package let width: Int
  /// The bytes of all numbers.
  package private(set) var bytes: [UInt8]

  /// The number of numbers.
  package var count: Int { bytes.count / width }

  /// Wraps one-byte numbers.
  init(_ bytes: [UInt8]) {
    width = 1
    self.bytes = bytes
  }

  /// Wraps packed numbers.
  package init(_ bytes: [UInt8], width: Int) {
    precondition((1...4).contains(width) && bytes.count.isMultiple(of: width), "\(width) bytes")
    (self.bytes, self.width) = (bytes, width)
  }

  /// Packs the first numbers of an array in one, two or four bytes each, as the largest one needs.
  init(_ numbers: [UInt32], count: Int, largest: Int) {
    self.init(
      numbers, count: count, width: largest < 1 << 8 ? 1 : largest < 1 << 16 ? 2 : 4)
  }

  /// Packs numbers with a given width, 1 to 4.
  package init(_ numbers: [UInt32], width: Int) {
    self.init(numbers, count: numbers.count, width: width)
  }

  private init(_ numbers: [UInt32], count: Int, width: Int) {
    self.width = width
    var packed = [UInt8](repeating: 0, count: count * width)
    var output = packed.mutableSpan
    let input = numbers.span
    switch width {
    case 1: for i in 0..<count { output[i] = UInt8(truncatingIfNeeded: input[i]) }
    case 2:
      for i in 0..<count {
        output[2 * i] = UInt8(truncatingIfNeeded: input[i])
        output[2 * i + 1] = UInt8(truncatingIfNeeded: input[i] >> 8)
      }
    default:
      for i in 0..<count {
        for j in 0..<width {
          output[width * i + j] = UInt8(truncatingIfNeeded: input[i] >> (8 * j))
        }
      }
    }
    bytes = packed
  }

  /// The smallest width of numbers below a limit.
  package static func width(below limit: Int) -> Int {
    (1..<4).first { limit <= 1 << (8 * $0) } ?? 4
  }

  /// One of the numbers.
  package subscript(index: Int) -> Int {
    let bytes = bytes.span
    var number = 0
    for j in 0..<width { number |= Int(bytes[index * width + j]) << (8 * j) }
    return number
  }

  /// Looks up every stored number in a table and writes the tokens in order; a number outside the
  /// table leaves the output unchanged.
  static func map(
    _ bytes: [UInt8], width: Int, _ table: [Token], to tokens: inout [Token], at start: Int
  ) {
    var output = tokens.mutableSpan
    let table = table.span
    var filled = start
    forEach(bytes, width: width) { number in
      if number < table.count { output[filled] = table[number] }
      filled += 1
    }
  }

  /// Calls a function with every stored number, in order.
  @inline(__always)
  static func forEach(_ bytes: [UInt8], width: Int, _ take: (Int) -> Void) {
    let input = bytes.span
    switch width {
    case 1: for i in 0..<input.count { take(Int(input[i])) }
    case 2:
      for i in 0..<input.count / 2 { take(Int(input[2 * i]) | Int(input[2 * i + 1]) << 8) }
    default:
      for i in 0..<input.count / 4 {
        take(
          Int(input[4 * i]) | Int(input[4 * i + 1]) << 8 | Int(input[4 * i + 2]) << 16
            | Int(input[4 * i + 3]) << 24)
      }
    }
  }
}
