internal import CharNumerics

// Spans of tokens that do not depend on each other, such as the documents of a corpus: lanes of batches, on
// several threads. The result of a span is that of the span alone, to the last bit.

extension InferenceEngine {
  /// ln p of every token after the first of each span, in nats.
  ///
  /// - Parameters:
  ///   - tokens: the tokens of all spans.
  ///   - spans: indices of tokens; a span starts from a state that has read nothing.
  /// - Returns: one log-probability less than there are tokens: at i that of token i + 1; 0 where
  ///   no span predicts it.
  public func logProbabilities(_ tokens: ArraySlice<Int32>, spans: [Range<Int>]) -> [Double] {
    var result = [Double](repeating: 0, count: max(0, tokens.count - 1))
    read(tokens, spans: spans) { batch, workspace in
      workspace.head.logProbabilities(batch, workspace.stack, in: &workspace.arena)
    } store: { values, span in
      let first = span.lowerBound - tokens.startIndex
      result.replaceSubrange(first..<first + values.count, with: values)
    }
    return result
  }

  /// Values of the prediction of every token after the first of some texts, which are read side by side.
  ///
  /// - Parameters:
  ///   - texts: tokens of the vocabulary; each text starts from a state that has read nothing.
  ///   - value: makes a value of the logits of a prediction, the token that came, and its ln p in nats, which is that
  ///     of ``logProbabilities(_:spans:)``.
  /// - Returns: for each text, a value less than it has tokens.
  package func mapPredictions<Value: Sendable>(
    ofTexts texts: [[Int32]],
    _ value: @escaping @Sendable (ArraySlice<Float>, Int32, Double) -> Value
  ) -> [[Value]] {
    var tokens: [Int32] = []
    var numbers: [Int: Int] = [:]
    var spans: [Range<Int>] = []
    for (number, text) in texts.enumerated() where text.count > 1 {
      numbers[tokens.count] = number
      spans.append(tokens.count..<tokens.count + text.count)
      tokens += text
    }
    var result = [[Value]](repeating: [], count: texts.count)
    read(tokens[...], spans: spans) { batch, workspace in
      workspace.head.map(batch, workspace.stack, in: &workspace.arena, value)
    } store: { values, span in
      if let number = numbers[span.lowerBound] { result[number] = values }
    }
    return result
  }

  /// Reads spans; `store` receives what `read` makes of the steps of each span but the last.
  private func read<Value: Sendable>(
    _ tokens: ArraySlice<Int32>, spans: [Range<Int>], _ read: @escaping Reading<[Value]>,
    store: ([Value], Range<Int>) -> Void
  ) {
    let plan = SpanGroups(spans, threads: threads)
    for span in plan.alone {
      var state = network.initialState(lanes: 1)
      store(self.read(tokens[span], &state, sharesThreads: threads > 1, read), span)
    }
    let results = crew.map(plan.groups.count, threads: threads) {
      self.read(plan.groups[$0], of: tokens, read)
    }
    for (spans, values) in zip(plan.groups, results) {
      for (span, values) in zip(spans, values) { store(values, span) }
    }
  }

  /// Reads spans in one thread.
  ///
  /// - Parameters:
  ///   - spans: indices of `tokens`, of two tokens or more, the longest first; as many as lanes at most.
  ///   - tokens: the tokens of all spans.
  ///   - read: makes a value of each row of a window.
  /// - Returns: for each span, one value less than it has tokens.
  private func read<Value: Sendable>(
    _ spans: [Range<Int>], of tokens: ArraySlice<Int32>, _ read: @escaping Reading<[Value]>
  ) -> [[Value]] {
    var result = spans.map { span in
      var values: [Value] = []
      values.reserveCapacity(span.count - 1)
      return values
    }
    var lanes = SpanWindow.lanes(for: spans.count)
    var state = network.initialState(lanes: lanes)
    var position = 0
    var active = spans.count
    while let longest = spans.first, position < longest.count - 1 {
      while spans[active - 1].count - 1 <= position { active -= 1 }
      if active == 1 {
        state = state.first(1)
        result[0] += self.read(
          tokens[longest.lowerBound + position..<longest.upperBound], &state,
          sharesThreads: false, read)
        return result
      }
      lanes = SpanWindow.lanes(for: active)
      state = state.first(lanes)
      let steps = SpanWindow.steps(
        lanes: lanes, shortest: spans[active - 1].count - 1 - position,
        longest: longest.count - 1 - position)
      let batch = batch(steps, lanes, spans.prefix(active), at: position, of: tokens)
      let values = withWorkspace(WindowShape(steps: steps, lanes: lanes)) { workspace in
        withSerialKernels {
          network.forward(batch, parameters, &state, &workspace, dropoutKey: nil)
          return read(batch, &workspace)
        }
      }
      for lane in 0..<active {
        let count = min(steps, spans[lane].count - 1 - position)
        for step in 0..<count { result[lane].append(values[step * lanes + lane]) }
        TokenProgress.add(count)
      }
      position += steps
    }
    return result
  }

  /// The tokens of a window; lanes that end before it are filled up.
  private func batch(
    _ steps: Int, _ lanes: Int, _ spans: ArraySlice<Range<Int>>, at position: Int,
    of tokens: ArraySlice<Int32>
  ) -> TokenBatch {
    var inputs = [Int32](repeating: 0, count: steps * lanes)
    var targets = inputs
    for (lane, span) in spans.enumerated() {
      let first = span.lowerBound + position
      for step in 0..<min(steps, span.upperBound - 1 - first) {
        inputs[step * lanes + lane] = tokens[first + step]
        targets[step * lanes + lane] = tokens[first + step + 1]
      }
    }
    return TokenBatch(
      steps: steps, lanes: lanes, inputs: inputs, targets: targets, boundary: boundary)
  }
}

/// The shape of a window of spans. There are few, so that a workspace serves many windows.
private enum SpanWindow {
  /// Spans that are read together, at most.
  static let mostLanes = 64
  /// Steps times lanes at most.
  private static let rows = 512

  /// Room for some lanes: a power of two up to 16, then a multiple of 16.
  static func lanes(for count: Int) -> Int {
    [1, 2, 4, 8, 16].first { $0 >= count } ?? (count + 15) / 16 * 16
  }

  /// Steps of a window where the lanes have so many left: without filling up the shorter ones, or up
  /// to eight, whose cost is small.
  static func steps(lanes: Int, shortest: Int, longest: Int) -> Int {
    let limit = min(rows / lanes, max(shortest, min(longest, 8)))
    return [128, 32, 8, 4, 2].first { $0 <= limit } ?? 1
  }
}

/// Spans grouped by length, each group to be read together.
private struct SpanGroups: Sendable {
  /// Spans that are most of the work, read one after another.
  private(set) var alone: [Range<Int>] = []
  /// The others: spans of about the same length together, the longest first.
  private(set) var groups: [[Range<Int>]] = []

  init(_ spans: [Range<Int>], threads: Int) {
    let sorted = spans.filter { $0.count > 1 }.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.lowerBound < $1.lowerBound
    }
    var rest = sorted[...]
    var tokens = rest.reduce(0) { $0 + $1.count }
    while let longest = rest.first, 2 * longest.count > tokens {
      alone.append(longest)
      rest.removeFirst()
      tokens -= longest.count
    }
    guard !rest.isEmpty else { return }
    // As many for each thread, so that none is left with nothing to do.
    let needed = (rest.count + SpanWindow.mostLanes - 1) / SpanWindow.mostLanes
    let count = min(rest.count, (needed + threads - 1) / threads * threads)
    groups = (0..<count).map { group in
      Array(
        rest.dropFirst(rest.count * group / count)
          .prefix(rest.count * (group + 1) / count - rest.count * group / count))
    }
  }
}
