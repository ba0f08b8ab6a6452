internal import CharNumerics

// Whole texts and their labels: many side by side in packed lanes, on several threads.

extension InferenceEngine {
  /// Steps of the shortest batches of texts, and of the longest.
  package static let textSteps = 256...8192
  /// Steps times lanes of a batch, about.
  private static let textRows = 4096

  /// Texts that are read in one batch: for each of its lanes, their numbers.
  private struct TextGroup: Sendable {
    let shape: WindowShape
    let lanes: [[Int]]
  }

  /// The logits of every label of texts, by a network that labels text. Each text's logits are
  /// bit-identical to those of reading it alone.
  ///
  /// - Parameters:
  ///   - tokens: the tokens of all texts.
  ///   - texts: their ranges, none empty and none longer than 8,192 tokens.
  /// - Returns: for each text `[labels]`, or `[tokens, labels]` where tokens have labels.
  public func labelLogits(_ tokens: [Int32], _ texts: [Range<Int>]) -> [[Float]] {
    precondition(network.head.readsWholeTexts, "labels of a network that predicts tokens")
    let groups = groups(texts)
    let results = crew.map(groups.count, threads: threads) { index in
      let batch = Self.batch(groups[index], tokens, texts)
      var state = network.initialState(lanes: batch.lanes)
      let all = logits(batch, &state)
      return batch.spans.indices.map { row in
        rows(of: row, batch).flatMap { all[$0 * labelCount..<($0 + 1) * labelCount] }
      }
    }
    var result = [[Float]](repeating: [], count: texts.count)
    for (group, logits) in zip(groups, results) {
      for (text, values) in zip(group.lanes.joined(), logits) { result[text] = values }
    }
    return result
  }

  private var labelCount: Int { network.head.labelCount ?? 0 }

  /// The rows of logits of a span: its own, or those of its steps.
  private func rows(of index: Int, _ batch: TokenBatch) -> [Int] {
    let span = batch.spans[index]
    return network.head.pooling == nil
      ? span.steps.map { $0 * batch.lanes + span.lane } : [index]
  }

  /// Puts texts of about the same length together, the longest first.
  private func groups(_ texts: [Range<Int>]) -> [TextGroup] {
    var byWindow: [Int: [Int]] = [:]
    for (index, text) in texts.enumerated() {
      precondition(
        (1...Self.textSteps.upperBound).contains(text.count), "a text of \(text.count) tokens")
      var window = Self.textSteps.lowerBound
      while window < text.count { window *= 2 }
      byWindow[window, default: []].append(index)
    }
    var groups: [TextGroup] = []
    for (window, indices) in byWindow.sorted(by: { $0.key > $1.key }) {
      let packed = SequencePacking(
        lengths: indices.map { texts[$0].count }, window: window, limit: TokenBatch.spansPerLane
      ).lanes.map { lane in lane.map { indices[$0] } }
      let most = max(1, Self.textRows / window)
      for start in stride(from: 0, to: packed.count, by: most) {
        let lanes = Array(packed[start..<min(start + most, packed.count)])
        // Few shapes, so that a workspace serves many batches.
        var count = 1
        while count < lanes.count { count *= 2 }
        groups.append(TextGroup(shape: WindowShape(steps: window, lanes: count), lanes: lanes))
      }
    }
    return groups
  }

  private static func batch(
    _ group: TextGroup, _ tokens: [Int32], _ texts: [Range<Int>]
  ) -> TokenBatch {
    let (steps, lanes) = (group.shape.steps, group.shape.lanes)
    var inputs = [Int32](repeating: 0, count: steps * lanes)
    var spans: [TokenBatch.Span] = []
    for (lane, content) in group.lanes.enumerated() {
      var step = 0
      for index in content {
        for (offset, position) in texts[index].enumerated() {
          inputs[(step + offset) * lanes + lane] = tokens[position]
        }
        spans.append(.init(lane: lane, steps: step..<step + texts[index].count))
        step += texts[index].count
      }
    }
    return TokenBatch(
      steps: steps, lanes: lanes, inputs: inputs,
      targets: [Int32](repeating: TokenBatch.noTarget, count: inputs.count), spans: spans)
  }
}
