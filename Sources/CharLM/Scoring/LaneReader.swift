internal import CharNetwork
internal import CharText

/// Reads spans of tokens side by side, as lanes of one batch, in one thread.
///
/// No lane depends on its neighbours, so each hears what it would hear alone, to the last bit.
struct LaneReader {
  /// Lanes at most.
  static let lanes = 64

  private let reader: CharacterReader
  private var workspaces: WorkspaceCache

  init(_ reader: CharacterReader) {
    self.reader = reader
    workspaces = WorkspaceCache(reader)
  }

  /// ln p of every token after the first of each span.
  ///
  /// - Parameters:
  ///   - spans: indices of `tokens`, of two tokens or more, the longest first, 64 at most.
  ///   - tokens: what they are spans of.
  /// - Returns: for each span, one log-probability less than it has tokens.
  mutating func logProbabilities(_ spans: [Range<Int>], of tokens: ArraySlice<Token>) -> [[Double]]
  {
    var result = spans.map { span in
      var values: [Double] = []
      values.reserveCapacity(span.count - 1)
      return values
    }
    var shape = WindowShape(lanes: spans.count)
    var state = reader.network.initialState(lanes: shape.lanes)
    var position = 0
    var active = spans.count
    while let longest = spans.first, position < longest.count - 1 {
      while spans[active - 1].count - 1 <= position { active -= 1 }
      if active == 1 {
        state = state.first(1)
        result[0] += reader.logProbabilities(
          tokens[longest.lowerBound + position..<longest.upperBound], from: &state,
          boundary: Vocabulary.documentBoundary, sharesThreads: false)
        return result
      }
      shape.narrow(toLanes: active)
      state = state.first(shape.lanes)
      shape.steps = WindowShape.steps(
        lanes: shape.lanes, shortest: spans[active - 1].count - 1 - position,
        longest: longest.count - 1 - position)
      let batch = Self.batch(shape, spans.prefix(active), at: position, of: tokens)
      let values = workspaces.logProbabilities(batch, shape, state: &state)
      for lane in 0..<active {
        let count = min(shape.steps, spans[lane].count - 1 - position)
        for step in 0..<count { result[lane].append(values[step * shape.lanes + lane]) }
      }
      position += shape.steps
    }
    return result
  }

  /// The tokens of a window; what lies beyond the end of a lane is filled up.
  private static func batch(
    _ shape: WindowShape, _ spans: ArraySlice<Range<Int>>, at position: Int,
    of tokens: ArraySlice<Token>
  ) -> TokenBatch {
    let count = shape.steps * shape.lanes
    var inputs = [Token](repeating: Vocabulary.unknown, count: count)
    var targets = inputs
    for (lane, span) in spans.enumerated() {
      let first = span.lowerBound + position
      for step in 0..<min(shape.steps, span.upperBound - 1 - first) {
        inputs[step * shape.lanes + lane] = tokens[first + step]
        targets[step * shape.lanes + lane] = tokens[first + step + 1]
      }
    }
    return TokenBatch(
      steps: shape.steps, lanes: shape.lanes, inputs: inputs, targets: targets,
      boundary: Vocabulary.documentBoundary)
  }
}
