extension TextUnit {
  /// Splits a part of a text, which must be well-formed UTF-8 unless the unit is the byte, into
  /// units.
  func cut(_ bytes: [UInt8], _ range: Range<Int>, into sink: inout some PieceSink) {
    switch self {
    case .byte:
      for index in range { sink.take(byte: bytes[index]) }
    case .scalar:
      var index = range.lowerBound
      while index < range.upperBound {
        let next = UTF8Sequence(bytes, at: index, end: range.upperBound)
        sink.take(scalar: next.scalar)
        index += next.length
      }
    case .grapheme:
      cutClusters(bytes, range, into: &sink)
    }
  }

  private func cutClusters(_ bytes: [UInt8], _ range: Range<Int>, into sink: inout some PieceSink) {
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      let first = UTF8Sequence(bytes, at: index, end: range.upperBound)
      index += first.length
      // There is always a break between two ASCII bytes except in CR LF.
      if first.scalar < 0x80, first.scalar != UInt32(ASCII.carriageReturn),
        index == range.upperBound || bytes[index] < 0x80
      {
        sink.take(scalar: first.scalar)
        continue
      }
      var left = first.scalar
      var state: Int32 = 0
      while index < range.upperBound {
        let next = UTF8Sequence(bytes, at: index, end: range.upperBound)
        if UTF8Proc.isGraphemeBreak(left, next.scalar, state: &state) { break }
        left = next.scalar
        index += next.length
      }
      if index - start == first.length {
        sink.take(scalar: first.scalar)
      } else {
        sink.take(cluster: bytes, start..<index)
      }
    }
  }

  /// Returns whether the bytes are exactly one unit.
  func isOne(_ bytes: [UInt8]) -> Bool {
    guard !bytes.isEmpty else { return false }
    if self == .byte { return bytes.count == 1 }
    var index = 0
    while index < bytes.count {
      let next = UTF8Sequence(bytes, at: index, end: bytes.count)
      guard next.kind == .scalar else { return false }
      index += next.length
    }
    var counter = UnitCounter()
    cut(bytes, 0..<bytes.count, into: &counter)
    return counter.count == 1
  }
}

private struct UnitCounter: PieceSink {
  var count = 0
  mutating func take(byte: UInt8) { count += 1 }
  mutating func take(scalar: UInt32) { count += 1 }
  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>) { count += 1 }
}
