internal import CharNetwork
internal import CharNumerics
internal import CharText

// Texts that are too long for a batch.

extension InferenceEngine {
  /// Tokens on either side that a part of a long sequence is read with.
  private static let context = 256

  /// A part of a long sequence: the tokens to read, and those whose labels are kept.
  private struct Part {
    var sequence: Int
    var read, counts: Range<Int>
  }

  /// The logits of sequences of any length.
  ///
  /// A sequence is read as a whole. Only where it has more tokens than `textSteps.upperBound` it is read
  /// in parts: where tokens have labels, each with its context; where the whole has one, the
  /// log-probabilities of the parts are averaged by their lengths.
  ///
  /// - Parameters:
  ///   - tokens: the tokens of all sequences.
  ///   - sequences: none empty.
  /// - Returns: for each, `[labels]`, or `[tokens, labels]` where tokens have labels.
  func logits(_ tokens: [Token], _ sequences: [Range<Int>]) -> [[Float]] {
    guard sequences.contains(where: { $0.count > Self.textSteps.upperBound }) else {
      return labelLogits(tokens, sequences)
    }
    let parts = sequences.enumerated().flatMap { cut($1, number: $0) }
    let logits = labelLogits(tokens, parts.map(\.read))
    var result = [[Float]](repeating: [], count: sequences.count)
    for (part, values) in zip(parts, logits) {
      if !labelsWhole {
        let width = values.count / part.read.count
        let first = part.counts.lowerBound - part.read.lowerBound
        result[part.sequence] += values[first * width..<(first + part.counts.count) * width]
      } else if part.read == sequences[part.sequence] {
        result[part.sequence] = values
      } else {
        let share = Float(part.read.count) / Float(sequences[part.sequence].count)
        if result[part.sequence].isEmpty {
          result[part.sequence] = [Float](repeating: 0, count: values.count)
        }
        for (label, value) in Softmax.logProbabilities(values[...]).enumerated() {
          result[part.sequence][label] += share * Float(value)
        }
      }
    }
    return result
  }

  /// True if a label belongs to a whole sequence.
  private var labelsWhole: Bool { network.head.pooling != nil }

  private func cut(_ sequence: Range<Int>, number: Int) -> [Part] {
    guard sequence.count > Self.textSteps.upperBound else {
      return [Part(sequence: number, read: sequence, counts: sequence)]
    }
    let context = labelsWhole ? 0 : Self.context
    let most = Self.textSteps.upperBound - 2 * context
    let count = (sequence.count + most - 1) / most
    return (0..<count).map { i in
      let counts =
        sequence.lowerBound + i * sequence.count / count..<sequence.lowerBound + (i + 1)
        * sequence.count / count
      let read =
        max(
          sequence.lowerBound, counts.lowerBound - context)..<min(
          sequence.upperBound, counts.upperBound + context)
      return Part(sequence: number, read: read, counts: counts)
    }
  }
}
