/// Blocks of a flat vector that threads process in turn. A sum over the vector is a sum over its
/// blocks in order, for any number of threads.
enum Blocks {
  static let size = 1 << 15

  static func count(_ total: Int) -> Int { (total + size - 1) / size }

  static func range(_ block: Int, of range: Range<Int>) -> Range<Int> {
    let first = range.lowerBound + block * size
    return first..<min(first + size, range.upperBound)
  }
}

extension Team {
  /// Calls `body` with every block, block i on thread i mod `count`.
  func blocks(of total: Int, _ body: @Sendable (Int, Range<Int>) -> Void) {
    let (blocks, threads) = (Blocks.count(total), count)
    run { thread in
      for block in stride(from: thread, to: blocks, by: threads) {
        body(block, Blocks.range(block, of: 0..<total))
      }
    }
  }
}
