package import CharNetwork
internal import CharNumerics
package import CharText

/// Batches of labeled sequences: every sequence once per epoch, in an order determined by the seed.
///
/// Sequences longer than a window are cut into pieces of about equal length, each starting from the
/// initial state. Pieces are packed once into lanes of T steps; each epoch shuffles the lanes.
package struct SequenceBatches: Sendable {
  /// Maximum number of pieces per lane.
  static let piecesPerLane = TokenBatch.spansPerLane

  private struct Piece {
    var tokens: Range<Int>
    /// The label of the whole sequence.
    var target: Int32
  }

  private let corpus: LabeledCorpus
  private let pieces: [Piece]
  private let packed: [[Int]]
  private let seed: UInt64
  /// T.
  package let window: Int
  /// B.
  package let lanes: Int
  /// Batches per epoch.
  package let stepsPerEpoch: Int
  /// Labels predicted per epoch.
  let targetCount: Int

  /// Packs the sequences of a corpus.
  ///
  /// - Parameters:
  ///   - corpus: the training part.
  ///   - window: maximum T, reduced to the longest sequence.
  ///   - lanes: maximum B, reduced to the lanes that are filled.
  ///   - seed: random seed.
  package init(_ corpus: LabeledCorpus, window: Int, lanes: Int, seed: UInt64) {
    self.corpus = corpus
    self.seed = seed
    let sequences = corpus.sequences
    let window = min(window, sequences.map(\.count).max() ?? 1)
    var pieces = sequences.flatMap { sequence in
      let count = (sequence.count + window - 1) / window
      return (0..<count).map { i in
        Piece(
          tokens: sequence.lowerBound + i * sequence.count / count..<sequence.lowerBound + (i + 1)
            * sequence.count / count,
          target: corpus.targets[sequence.lowerBound])
      }
    }
    // Pieces of equal length are assigned to lanes at random.
    var random = RandomSource(seed: seed, stream: 1)
    pieces.shuffle(using: &random)
    self.pieces = pieces
    self.window = window
    packed =
      SequencePacking(
        lengths: pieces.map(\.tokens.count), window: window, limit: Self.piecesPerLane
      ).lanes
    self.lanes = min(lanes, packed.count)
    stepsPerEpoch = (packed.count + self.lanes - 1) / self.lanes
    targetCount = pieces.reduce(0) { $0 + Self.targets(of: $1, corpus) }
  }

  /// Returns the lanes in the order of an epoch.
  package func order(epoch: Int) -> [Int] {
    var random = RandomSource(seed: seed, stream: 2 + UInt64(epoch))
    return Array(packed.indices).shuffled(using: &random)
  }

  /// Returns the packed lanes that a step reads.
  ///
  /// - Parameters:
  ///   - step: the step, from 0.
  ///   - order: the order of its epoch.
  /// - Returns: the indices of the lanes.
  package func lanes(of step: Int, _ order: [Int]) -> [Int] {
    let index = step % stepsPerEpoch
    // The last step of an epoch reads as many lanes as the others.
    return Array(
      order[index * order.count / stepsPerEpoch..<(index + 1) * order.count / stepsPerEpoch])
  }

  /// Returns the number of labels to predict in packed lanes.
  func targets(in lanes: [Int]) -> Int {
    lanes.reduce(0) { sum, lane in
      packed[lane].reduce(sum) { $0 + Self.targets(of: pieces[$1], corpus) }
    }
  }

  private static func targets(of piece: Piece, _ corpus: LabeledCorpus) -> Int {
    guard piece.target == LabeledCorpus.noTarget else { return 1 }
    return corpus.targets[piece.tokens].count { $0 != LabeledCorpus.noTarget }
  }

  /// Returns some lanes of a batch of packed lanes; missing lanes stay empty.
  package func batch(_ packedLanes: [Int], lanes range: Range<Int>) -> TokenBatch {
    var inputs = [Token](repeating: Vocabulary.unknown, count: window * range.count)
    var targets = [Int32](repeating: TokenBatch.noTarget, count: inputs.count)
    var spans: [TokenBatch.Span] = []
    for (lane, index) in range.enumerated() where index < packedLanes.count {
      var step = 0
      for number in packed[packedLanes[index]] {
        let piece = pieces[number]
        let isLabeled = piece.target != LabeledCorpus.noTarget
        for (offset, position) in piece.tokens.enumerated() {
          let row = (step + offset) * range.count + lane
          inputs[row] = corpus.tokens[position]
          if !isLabeled { targets[row] = corpus.targets[position] }
        }
        spans.append(
          .init(lane: lane, steps: step..<step + piece.tokens.count, target: piece.target))
        step += piece.tokens.count
      }
    }
    return TokenBatch(
      steps: window, lanes: range.count, inputs: inputs, targets: targets, spans: spans)
  }
}
