package import CharNetwork
package import CharNumerics

/// Random tokens and labels to check gradients with.
package struct GradientSamples {
  package let steps, lanes, vocabulary: Int

  /// Samples of a size.
  package init(steps: Int, lanes: Int, vocabulary: Int) {
    (self.steps, self.lanes, self.vocabulary) = (steps, lanes, vocabulary)
  }

  /// Two windows of text, with documents that start at their beginning and inside. The first leaves a
  /// state behind that the second one goes on from.
  package func windows(_ random: inout RandomSource) -> [TokenBatch] {
    var tokens = (0..<(2 * steps + 1) * lanes).map { _ in
      random.next() % 8 == 0 ? 1 : Int32(random.next() % UInt64(vocabulary))
    }
    // In any case the first lane starts one, and the last lane one inside the second window.
    tokens[0] = 1
    tokens[(steps + steps / 2 + 1) * lanes - 1] = 1
    return [0, steps].map { first in
      func rows(_ start: Int) -> [Int32] { Array(tokens[start * lanes..<(start + steps) * lanes]) }
      return TokenBatch(
        steps: steps, lanes: lanes, inputs: rows(first), targets: rows(first + 1), boundary: 1)
    }
  }

  /// Labeled sequences: the first lane has one that fills it, the others have two, and one step that
  /// belongs to none where there is room. Of the labels, some are missing.
  package func sequences(
    labels: Int, labelsSequences: Bool, _ random: inout RandomSource
  ) -> TokenBatch {
    func label(_ random: inout RandomSource) -> Int32 {
      random.next() % 5 == 0
        ? TokenBatch.noTarget : Int32(random.next() % UInt64(labels))
    }
    let inputs = (0..<steps * lanes).map { _ in Int32(random.next() % UInt64(vocabulary)) }
    var targets = [Int32](repeating: TokenBatch.noTarget, count: steps * lanes)
    var spans = [TokenBatch.Span(lane: 0, steps: 0..<steps, target: 0)]
    for lane in 1..<lanes {
      let (cut, end) = (max(1, steps / 3 + lane % 2), max(1, steps - 1))
      for steps in [0..<min(cut, end), min(cut, end)..<end] where !steps.isEmpty {
        spans.append(TokenBatch.Span(lane: lane, steps: steps, target: label(&random)))
      }
    }
    if !labelsSequences {
      for index in spans.indices {
        for step in spans[index].steps {
          targets[step * lanes + spans[index].lane] = label(&random)
        }
        spans[index].target = TokenBatch.noTarget
      }
      targets[0] = 0
    }
    return TokenBatch(
      steps: steps, lanes: lanes, inputs: inputs, targets: targets, spans: spans)
  }
}
