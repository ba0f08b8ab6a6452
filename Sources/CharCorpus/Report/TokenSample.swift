/// A sample of the tokens of a corpus in bounded memory: all of a small corpus, evenly spread
/// blocks of a larger one. The size need not be known in advance.
package struct TokenSample {
  /// The token for the start of a document.
  package static let boundary: UInt32 = .max

  private static let blockSize = 1 << 15

  private let blockLimit: Int
  private var blocks: [(start: Int, tokens: [UInt32])] = []
  /// Every `step`-th block is kept.
  private var step = 1
  private var isKept = false
  /// The number of tokens so far, kept or not.
  private(set) var count = 0

  /// - Parameter limit: The maximum number of kept tokens; at least two blocks of 32,768 are kept.
  package init(limit: Int) { blockLimit = max(2, limit / Self.blockSize) }

  @inline(__always)
  package mutating func append(_ token: UInt32) {
    if count & (Self.blockSize - 1) == 0 { startBlock() }
    count += 1
    if isKept { blocks[blocks.count - 1].tokens.append(token) }
  }

  private mutating func startBlock() {
    let number = count / Self.blockSize
    isKept = number % step == 0
    guard isKept else { return }
    if blocks.count == blockLimit {
      step *= 2
      blocks.removeAll { $0.start / Self.blockSize % step != 0 }
      isKept = number % step == 0
      guard isKept else { return }
    }
    var tokens: [UInt32] = []
    tokens.reserveCapacity(Self.blockSize)
    blocks.append((count, tokens))
  }

  /// True if all tokens were kept.
  package var isWhole: Bool { step == 1 }

  /// The tokens that are kept.
  package var tokens: [UInt32] { blocks.flatMap(\.tokens) }

  /// Runs of consecutive tokens: the start of each in the corpus, and its range in ``tokens``.
  package var runs: [(start: Int, range: Range<Int>)] {
    var runs: [(start: Int, range: Range<Int>)] = []
    var offset = 0
    for block in blocks {
      let range = offset..<offset + block.tokens.count
      if let last = runs.last, last.start + last.range.count == block.start {
        runs[runs.count - 1].range = last.range.lowerBound..<range.upperBound
      } else {
        runs.append((block.start, range))
      }
      offset = range.upperBound
    }
    return runs
  }
}
