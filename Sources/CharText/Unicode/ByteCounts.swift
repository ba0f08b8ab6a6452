/// The number of occurrences of each byte.
struct ByteCounts {
  /// The count of each byte value.
  let counts: [Int]

  init(_ bytes: [UInt8]) {
    // Four alternating tables: a repeated byte does not wait for its own count.
    var tables = [UInt32](repeating: 0, count: 4 * 256)
    var output = tables.mutableSpan
    precondition(output.count == 4 * 256, "the tables have 256 counts each")
    let input = bytes.span
    var index = 0
    while index + 8 <= input.count {
      var word = input.word(at: index)
      for i in 0..<8 {
        output[(i & 3) << 8 | Int(word & 0xFF)] &+= 1
        word >>= 8
      }
      index += 8
    }
    while index < input.count {
      output[Int(input[index])] &+= 1
      index += 1
    }
    counts = (0..<256).map { byte in
      (0..<4).reduce(0) { $0 + Int(tables[$1 << 8 | byte]) }
    }
  }
}
