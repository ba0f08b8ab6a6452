internal import CharNetwork
internal import CharText

/// Windows of B lanes over one stream of tokens that has no end: after the last token comes the first.
///
/// Lane b starts at b · N / B, and each window goes on where the one before ended; so state carries
/// over from window to window, every token is read equally often, and the cursor is one number.
struct Batches: Sendable {
  private let tokens: [Token]
  private let starts: [Int]
  let window: Int

  init(_ tokens: [Token], lanes: Int, window: Int) {
    self.tokens = tokens
    self.window = window
    starts = (0..<lanes).map { $0 * tokens.count / lanes }
  }

  var lanes: Int { starts.count }

  /// Tokens of one window over all lanes.
  var tokensPerStep: Int { lanes * window }

  /// Tokens of the stream.
  var tokenCount: Int { tokens.count }

  /// Some lanes of a window, time-major.
  func batch(_ step: Int, lanes: Range<Int>) -> TokenBatch {
    var stream = [Token](repeating: 0, count: (window + 1) * lanes.count)
    for (column, lane) in lanes.enumerated() {
      var position = (starts[lane] + step * window) % tokens.count
      for t in 0...window {
        stream[t * lanes.count + column] = tokens[position]
        position += 1
        if position == tokens.count { position = 0 }
      }
    }
    return TokenBatch(
      steps: window, lanes: lanes.count, inputs: Array(stream.dropLast(lanes.count)),
      targets: Array(stream.dropFirst(lanes.count)), boundary: Vocabulary.documentBoundary)
  }
}
