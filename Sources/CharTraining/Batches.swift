package import CharNetwork
internal import CharText

/// Windows of B lanes over a stream of tokens, each going on where the one before it ended, so that
/// state carries over from window to window.
///
/// Documents come in a fresh order every epoch. An epoch lays them over the lanes from one end to the
/// other: lane b starts at b · N / B, and what is left over at its end, less than a window a lane, is
/// left out this time. A corpus of few documents has no order to speak of, and none is lost: it is a
/// stream without an end, after whose last token comes the first.
///
/// Either way a window is a function of its number, so that the cursor is one number.
package struct Batches: Sendable {
  private let stream: TokenStream
  private let order: DocumentOrder?
  private var arrangement: Arrangement?
  let lanes: Int
  let window: Int

  /// Prepares.
  ///
  /// - Parameters:
  ///   - stream: documents, each after its boundary.
  ///   - lanes: B.
  ///   - window: T.
  ///   - seed: what the order of documents comes from; nil keeps it.
  package init(_ stream: TokenStream, lanes: Int, window: Int, seed: UInt64? = nil) {
    self.stream = stream
    self.lanes = lanes
    self.window = window
    // With fewer documents most lanes would start inside one anyway.
    order =
      stream.documentCount >= 2 * lanes ? seed.map { DocumentOrder(stream, seed: $0) } : nil
  }

  /// Tokens of one window over all lanes.
  var tokensPerStep: Int { lanes * window }

  /// Windows of an epoch, whole or not.
  package var stepsPerEpoch: Double {
    order == nil
      ? Double(stream.count) / Double(tokensPerStep) : Double(wholeWindows)
  }

  /// Tokens that are read in an epoch.
  var tokensPerEpoch: Int { order == nil ? stream.count : wholeWindows * tokensPerStep }

  private var wholeWindows: Int { max(1, stream.count / lanes / window) }

  /// Makes the order of the epoch that a window is in; to be called before `batch` when order matters.
  package mutating func prepare(_ step: Int) {
    guard let order, arrangement?.epoch != step / wholeWindows else { return }
    arrangement = order.arrangement(epoch: step / wholeWindows)
  }

  /// Some lanes of a window, time-major.
  package func batch(_ step: Int, lanes: Range<Int>) -> TokenBatch {
    let tokens = lanes.map { lane -> [Token] in
      let start = lane * stream.count / self.lanes
      if let arrangement {
        return arrangement.tokens(
          from: start + step % wholeWindows * window, count: window + 1)
      }
      let first = (start + step * window) % stream.count
      let whole = stream.tokens(first..<min(first + window + 1, stream.count))
      return whole + stream.tokens(0..<window + 1 - whole.count)
    }
    var columns = [Token](repeating: 0, count: (window + 1) * lanes.count)
    for (column, lane) in tokens.enumerated() {
      for t in 0...window { columns[t * lanes.count + column] = lane[t] }
    }
    return TokenBatch(
      steps: window, lanes: lanes.count, inputs: Array(columns.dropLast(lanes.count)),
      targets: Array(columns.dropFirst(lanes.count)), boundary: Vocabulary.documentBoundary,
      startsAnew: arrangement != nil && step % wholeWindows == 0)
  }
}
