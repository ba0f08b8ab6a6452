package import CharNetwork
internal import CharText

/// Windows of B lanes over a stream of tokens, each going on where the one before it ended, so that
/// state carries over from window to window. Every epoch reads every token once.
///
/// Of many documents each lane reads whole ones, in a fresh order every epoch (`DocumentLanes`). All lanes
/// start an epoch together, at the start of a document; a lane that has less to read than the longest
/// rests at the end. An epoch is a whole number of windows.
///
/// A corpus of few documents is a circle: after its last token comes the first, lane b starts at
/// b · N / B, and nothing happens at the end of an epoch, which is N tokens.
///
/// Either way a window is a function of its number, so that the cursor is one number.
package struct Batches: Sendable {
  /// Target of a step at which a lane rests.
  private static let noTarget: Token = -1

  private let stream: TokenStream
  private let documents: DocumentLanes?
  private let windowsPerEpoch: Int
  private var arrangement: Arrangement?
  package let lanes: Int
  /// T: as asked for, or somewhat less so that an epoch ends with a window.
  package let window: Int

  /// Prepares.
  ///
  /// - Parameters:
  ///   - stream: documents, each after its boundary.
  ///   - lanes: B.
  ///   - window: T at most.
  ///   - seed: what the order of documents comes from; nil keeps it.
  package init(_ stream: TokenStream, lanes: Int, window: Int, seed: UInt64? = nil) {
    self.stream = stream
    self.lanes = lanes
    documents = seed.flatMap { DocumentLanes(stream, lanes: lanes, seed: $0) }
    let longest = documents?.lengths.max() ?? window
    windowsPerEpoch = (longest + window - 1) / window
    self.window = (longest + windowsPerEpoch - 1) / windowsPerEpoch
  }

  /// Tokens of one window over all lanes.
  var tokensPerStep: Int { lanes * window }

  /// Windows of an epoch, whole or not.
  package var stepsPerEpoch: Double {
    documents == nil ? Double(stream.count) / Double(tokensPerStep) : Double(windowsPerEpoch)
  }

  /// Makes the order of the epoch that a window is in; to be called before `batch` when order matters.
  package mutating func prepare(_ step: Int) {
    guard let documents, arrangement?.epoch != step / windowsPerEpoch else { return }
    arrangement = documents.arrangement(epoch: step / windowsPerEpoch)
  }

  /// Some lanes of a window, time-major.
  package func batch(_ step: Int, lanes: Range<Int>) -> TokenBatch {
    // A boundary, which a resting lane reads, clears its state.
    var inputs = [Token](repeating: Vocabulary.documentBoundary, count: window * lanes.count)
    var targets = [Token](repeating: Self.noTarget, count: inputs.count)
    for (column, lane) in lanes.enumerated() {
      let (tokens, next) = text(of: lane, step)
      for (t, token) in tokens.enumerated() {
        inputs[t * lanes.count + column] = token
        targets[t * lanes.count + column] = t + 1 < tokens.count ? tokens[t + 1] : next
      }
    }
    return TokenBatch(
      steps: window, lanes: lanes.count, inputs: inputs, targets: targets,
      boundary: Vocabulary.documentBoundary,
      startsAnew: arrangement != nil && step % windowsPerEpoch == 0)
  }

  /// Tokens that a lane reads in a window, and the one after them.
  private func text(of lane: Int, _ step: Int) -> (tokens: [Token], next: Token) {
    guard let arrangement else {
      let first = (lane * stream.count / lanes + step * window) % stream.count
      let whole = stream.tokens(first..<min(first + window + 1, stream.count))
      var tokens = whole + stream.tokens(0..<window + 1 - whole.count)
      let next = tokens.removeLast()
      return (tokens, next)
    }
    var tokens = arrangement.tokens(
      lane: lane, from: step % windowsPerEpoch * window, count: window + 1)
    // The last document of a lane ends as all others do.
    let next = tokens.count > window ? tokens.removeLast() : Vocabulary.documentBoundary
    return (tokens, next)
  }
}
