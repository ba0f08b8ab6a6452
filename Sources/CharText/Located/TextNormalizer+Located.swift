extension TextNormalizer {
  /// Normalizes a part of a text and records where each piece of the result comes from.
  ///
  /// Normalization changes grapheme clusters independently of each other, with a few exceptions such
  /// as Hangul letters of compatibility. Clusters that depend on each other count as one piece.
  ///
  /// - Parameters:
  ///   - bytes: The text, well-formed UTF-8.
  ///   - range: The part of it.
  ///   - output: Receives the normalized text.
  /// - Returns: The origin of its bytes, counted from the start of the range.
  func append(
    located bytes: [UInt8], _ range: Range<Int>, to output: inout [UInt8]
  ) -> OffsetMap {
    var map = OffsetMap()
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      while index < range.upperBound, bytes[index] < 0x80 { index += 1 }
      // The last ASCII character before other ones may combine with them.
      let plain = index == range.upperBound ? index : max(start, index - 1)
      append(bytes, start..<plain, to: &output)
      map.copy(plain - start)
      guard plain < range.upperBound else { break }
      while index < range.upperBound, bytes[index] >= 0x80 { index += 1 }
      appendRun(bytes, plain..<index, to: &output, &map)
    }
    return map
  }

  /// A piece of a run and its normalized bytes.
  private struct Piece {
    var range: Range<Int>
    var normalized: [UInt8]
  }

  private func piece(_ bytes: [UInt8], _ range: Range<Int>) -> Piece {
    var normalized: [UInt8] = []
    append(bytes, range, to: &normalized)
    return Piece(range: range, normalized: normalized)
  }

  private func appendRun(
    _ bytes: [UInt8], _ run: Range<Int>, to output: inout [UInt8], _ map: inout OffsetMap
  ) {
    let whole = piece(bytes, run)
    output += whole.normalized
    var clusters = ClusterSizes()
    TextUnit.grapheme.cut(bytes, run, into: &clusters)
    var start = run.lowerBound
    var pieces = clusters.counts.map { count in
      defer { start += count }
      return piece(bytes, start..<start + count)
    }
    func isExact() -> Bool { pieces.flatMap(\.normalized) == whole.normalized }
    if !isExact() { pieces = joined(pieces, bytes) }
    if !isExact() { pieces = [whole] }
    for piece in pieces {
      if piece.normalized == Array(bytes[piece.range]) {
        map.copy(piece.range.count)
      } else {
        map.replace(piece.range.count, by: piece.normalized.count)
      }
    }
  }

  /// Joins pieces that normalization would join.
  private func joined(_ pieces: [Piece], _ bytes: [UInt8]) -> [Piece] {
    var result: [Piece] = []
    for next in pieces {
      if let last = result.last {
        let both = piece(bytes, last.range.lowerBound..<next.range.upperBound)
        if both.normalized != last.normalized + next.normalized {
          result[result.count - 1] = both
          continue
        }
      }
      result.append(next)
    }
    return result
  }
}

/// The sizes of grapheme clusters in bytes.
private struct ClusterSizes: PieceSink {
  var counts: [Int] = []

  mutating func take(byte: UInt8) { counts.append(1) }

  mutating func take(scalar: UInt32) { counts.append(UTF8Sequence.length(of: scalar)) }

  mutating func take(cluster bytes: [UInt8], _ range: Range<Int>) { counts.append(range.count) }
}
