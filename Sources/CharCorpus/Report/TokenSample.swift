/// Part of a corpus as tokens, in bounded memory: all of a small one, and evenly spread blocks of a
/// larger one, whose size need not be known before.
package struct TokenSample {
  /// Stands for the start of a document.
  package static let boundary: UInt32 = .max

  private static let blockSize = 1 << 15

  private let blockLimit: Int
  private var blocks: [(start: Int, tokens: [UInt32])] = []
  /// Every so-many-th block is kept.
  private var step = 1
  private var isKept = false
  /// Tokens so far, kept or not.
  private(set) var count = 0

  /// - Parameter limit: Tokens that are kept at most, a block's 32,768 at least.
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

  /// Whether every token is there.
  package var isWhole: Bool { step == 1 }

  /// The tokens that are kept.
  package var tokens: [UInt32] { blocks.flatMap(\.tokens) }

  /// Runs of tokens that follow each other in the corpus: where each starts there, and where it stands
  /// in ``tokens``.
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
