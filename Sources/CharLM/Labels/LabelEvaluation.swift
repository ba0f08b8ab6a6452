internal import CharNetwork
internal import CharNumerics
public import CharText

/// Figures of a model on a text whose labels are known.
public struct LabelEvaluation: Sendable, Equatable {
  /// Expected and predicted labels, over the model's labels and then those that it does not know.
  public var confusion: ConfusionTable
  /// −Σ ln p of the right labels that the model knows, in nats.
  public var nats = 0.0
  /// Number of right labels that the model knows.
  public var knownTargets = 0
  /// Number of labels that the model does not know; they count as wrong.
  public var unknownTargets: Int { confusion.total - knownTargets }

  /// Nats per label that the model knows; not a number if there are none.
  public var natsPerLabel: Double { nats / Double(knownTargets) }
}

extension LabelingModel {
  /// Tokens that are read before their logits are let go of, about.
  private static var slab: Int { 1 << 18 }

  /// Measures how well the model labels a text whose labels are known.
  ///
  /// - Parameter corpus: encoded with the model's tokenizer and labels.
  /// - Returns: the figures.
  /// - Throws: `PredictionError.notFinite` if the model's predictions are not finite.
  public func evaluate(_ corpus: LabeledCorpus) throws(PredictionError) -> LabelEvaluation {
    let result = measure(corpus)
    guard result.nats.isFinite else { throw .notFinite }
    return result
  }

  /// Measures likewise, but allows predictions that are not finite; then neither are the nats.
  package func measure(_ corpus: LabeledCorpus) -> LabelEvaluation {
    precondition(
      Array(corpus.labels.prefix(labels.count)) == labels, "a corpus with labels of its own")
    var result = LabelEvaluation(confusion: ConfusionTable(labels: corpus.labels))
    var rest = corpus.sequences[...]
    while !rest.isEmpty {
      var (count, size) = (0, 0)
      for sequence in rest {
        (count, size) = (count + 1, size + sequence.count)
        if size >= Self.slab { break }
      }
      let sequences = Array(rest.prefix(count))
      rest = rest.dropFirst(count)
      for (sequence, logits) in zip(sequences, engine.logits(corpus.tokens, sequences)) {
        add(sequence, logits, corpus, to: &result)
      }
    }
    return result
  }

  private func add(
    _ sequence: Range<Int>, _ logits: [Float], _ corpus: LabeledCorpus,
    to result: inout LabelEvaluation
  ) {
    let places = Kind.labelsSequences ? sequence.prefix(1) : sequence[...]
    for (row, place) in places.enumerated() {
      let target = Int(corpus.targets[place])
      guard target >= 0 else { continue }
      let values = logits[row * labels.count..<(row + 1) * labels.count]
      let best = values.indices.max { values[$0] < values[$1] } ?? values.startIndex
      result.confusion.add(expected: target, predicted: best - values.startIndex)
      if target < labels.count {
        result.nats -= Softmax.logProbabilities(values)[target]
        result.knownTargets += 1
      }
    }
  }
}
