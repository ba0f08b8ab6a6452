package import CharNetwork
internal import CharText

/// Windows of B lanes over a stream of N tokens. Each window continues where the previous one ended,
/// so that state carries over. Every epoch reads every token once.
///
/// With many documents, each lane reads whole ones, shuffled every epoch (`DocumentLanes`). All
/// lanes start an epoch together, at the start of a document; shorter lanes rest at the end. An
/// epoch is a whole number of windows.
///
/// A corpus of few documents is circular: the first token follows the last. Lane b starts at
/// ⌊b · N / B⌋ and never stops, so its epoch e is the stretch from ⌊(b + e) · N / B⌋ to
/// ⌊(b + e + 1) · N / B⌋: over the lanes, every token once. After any number i of steps each token
/// has been read ⌊i · B / N⌋ or ⌈i · B / N⌉ times; since a step reads B tokens, no order can be
/// more even.
///
/// In both cases a window is a function of its number, so that the cursor is a single number.
package struct Batches: Sendable {
  /// Target at a step where a lane rests.
  private static let noTarget: Token = -1

  private let stream: TokenStream
  private let documents: DocumentLanes?
  private let windowsPerEpoch: Int
  private var arrangement: Arrangement?
  package let lanes: Int
  /// T: the requested window, or slightly less so that an epoch ends with a window.
  package let window: Int

  /// Creates the batches of a stream.
  ///
  /// - Parameters:
  ///   - stream: documents, each after its boundary.
  ///   - lanes: B.
  ///   - window: maximum T.
  ///   - seed: seed of the document order; nil keeps it.
  package init(_ stream: TokenStream, lanes: Int, window: Int, seed: UInt64? = nil) {
    self.stream = stream
    self.lanes = lanes
    documents = seed.flatMap { DocumentLanes(stream, lanes: lanes, seed: $0) }
    let longest = documents?.lengths.max() ?? window
    windowsPerEpoch = (longest + window - 1) / window
    self.window = (longest + windowsPerEpoch - 1) / windowsPerEpoch
  }

  /// Tokens per window over all lanes.
  var tokensPerStep: Int { lanes * window }

  /// Windows per epoch, possibly fractional.
  package var stepsPerEpoch: Double {
    documents == nil ? Double(stream.count) / Double(tokensPerStep) : Double(windowsPerEpoch)
  }

  /// Shuffles for the epoch of a window; call it before `batch` if order matters.
  package mutating func prepare(_ step: Int) {
    guard let documents, arrangement?.epoch != step / windowsPerEpoch else { return }
    arrangement = documents.arrangement(epoch: step / windowsPerEpoch)
  }

  /// Returns some lanes of a window, time-major.
  package func batch(_ step: Int, lanes: Range<Int>) -> TokenBatch {
    // A resting lane reads a boundary, which resets its state.
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

  /// Returns the tokens of a lane in a window, and the token after them.
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
    // The last document of a lane ends like the others.
    let next = tokens.count > window ? tokens.removeLast() : Vocabulary.documentBoundary
    return (tokens, next)
  }
}
