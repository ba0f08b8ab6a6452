internal import CharText

/// The order of all suffixes of a text.
///
/// Sorted by induction in linear time (Nong, Zhang and Chan 2009, https://doi.org/10.1109/DCC.2009.42): suffixes
/// that are smaller than the next one and start a run of such suffixes are sorted first, by recursion; the order
/// of all others follows from theirs.
enum SuffixArray {
  /// The maximum number of tokens.
  static let limit = Int(Int32.max) - 1

  /// Sorts the suffixes of a text.
  ///
  /// - Parameters:
  ///   - text: the tokens, at most ``limit``.
  ///   - size: the size of the vocabulary.
  /// - Returns: the starts of the suffixes, in the order of the suffixes; one that is the start of another comes
  ///   before it.
  static func sort(_ text: [Token], vocabularySize size: Int) -> [Int32] {
    precondition(text.count <= limit, "\(text.count) tokens")
    var symbols = text.map { $0 + 1 }
    // The end of the text, below all tokens.
    symbols.append(0)
    return Array(sort(symbols, size + 1).dropFirst())
  }

  private static func sort(_ text: [Int32], _ size: Int) -> [Int32] {
    let count = text.count
    guard count > 1 else { return count == 1 ? [0] : [] }
    // True for suffixes that are smaller than the next one.
    var isSmall = [Bool](repeating: false, count: count)
    isSmall[count - 1] = true
    for i in (0..<count - 1).reversed() {
      isSmall[i] = text[i] < text[i + 1] || (text[i] == text[i + 1] && isSmall[i + 1])
    }
    let starts = (1..<count).filter { isSmall[$0] && !isSmall[$0 - 1] }.map { Int32($0) }
    // Sorts the pieces from each start to the next one.
    let pieces = induce(text, size, isSmall, starts).filter { start in
      start > 0 && isSmall[Int(start)] && !isSmall[Int(start) - 1]
    }
    // Numbers them in their order; equal pieces have equal numbers.
    var names = [Int32](repeating: -1, count: count)
    var name: Int32 = 0
    for (i, piece) in pieces.enumerated() {
      if i > 0, !areEqual(text, isSmall, Int(pieces[i - 1]), Int(piece)) { name += 1 }
      names[Int(piece)] = name
    }
    guard Int(name) + 1 < starts.count else { return induce(text, size, isSmall, pieces) }
    let order = sort(starts.map { names[Int($0)] }, Int(name) + 1)
    return induce(text, size, isSmall, order.map { starts[Int($0)] })
  }

  /// Returns whether the pieces from two starts to the next ones are equal.
  private static func areEqual(_ text: [Int32], _ isSmall: [Bool], _ a: Int, _ b: Int) -> Bool {
    var i = 0
    while true {
      // The end of the text is in no other piece.
      guard a + i < text.count, b + i < text.count, text[a + i] == text[b + i],
        isSmall[a + i] == isSmall[b + i]
      else { return false }
      if i > 0 {
        let (endsA, endsB) = (
          isSmall[a + i] && !isSmall[a + i - 1], isSmall[b + i] && !isSmall[b + i - 1]
        )
        if endsA || endsB { return endsA && endsB }
      }
      i += 1
    }
  }

  /// Derives the order of all suffixes from that of the starts.
  private static func induce(
    _ text: [Int32], _ size: Int, _ isSmall: [Bool], _ starts: [Int32]
  ) -> [Int32] {
    var counts = [Int32](repeating: 0, count: size)
    for symbol in text { counts[Int(symbol)] += 1 }
    func bounds(isEnd: Bool) -> [Int32] {
      var (sum, bounds) = (Int32(0), counts)
      for i in bounds.indices {
        sum += counts[i]
        bounds[i] = isEnd ? sum : sum - counts[i]
      }
      return bounds
    }
    var result = [Int32](repeating: -1, count: text.count)
    var order = result.mutableSpan
    let (text, isSmall) = (text.span, isSmall.span)
    var bucket = bounds(isEnd: true)
    for start in starts.reversed() {
      let symbol = Int(text[Int(start)])
      bucket[symbol] -= 1
      order[Int(bucket[symbol])] = start
    }
    bucket = bounds(isEnd: false)
    for i in 0..<text.count {
      let before = Int(order[i]) - 1
      guard before >= 0, !isSmall[before] else { continue }
      let symbol = Int(text[before])
      order[Int(bucket[symbol])] = Int32(truncatingIfNeeded: before)
      bucket[symbol] += 1
    }
    bucket = bounds(isEnd: true)
    for i in (0..<text.count).reversed() {
      let before = Int(order[i]) - 1
      guard before >= 0, isSmall[before] else { continue }
      let symbol = Int(text[before])
      bucket[symbol] -= 1
      order[Int(bucket[symbol])] = Int32(truncatingIfNeeded: before)
    }
    return result
  }
}
