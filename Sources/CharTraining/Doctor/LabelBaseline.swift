internal import CharText
internal import Foundation

/// Accuracy of always predicting the most frequent label: the baseline of a tagger or classifier.
public struct LabelBaseline: Sendable, Equatable {
  /// The most frequent label of the training part.
  public var label: String
  /// The share of held-out labels equal to this one.
  public var accuracy: Double

  /// Creates a baseline.
  ///
  /// - Parameters:
  ///   - label: the most frequent label of the training part.
  ///   - accuracy: the share of held-out labels equal to this one.
  public init(label: String, accuracy: Double) {
    self.label = label
    self.accuracy = accuracy
  }
}

/// Counts of the labels in the training part.
struct LabelCounts {
  private let labels: [String]
  /// Counts plus one, so that no label has probability 0.
  private let counts: [Double]

  init(_ corpus: LabeledCorpus, _ labels: [String]) {
    self.labels = labels
    var counts = [Double](repeating: 1, count: labels.count)
    for target in corpus.targets where target != LabeledCorpus.noTarget {
      counts[Int(target)] += 1
    }
    self.counts = counts
  }

  private var total: Double { counts.reduce(0, +) }

  /// Nats per label of the unigram model on the counted labels.
  var entropy: Double {
    let total = total
    return counts.reduce(0) { $0 - $1 / total * log($1 / total) }
  }

  /// Returns the nats per label of another text; nil if it has none of the labels.
  func nats(of corpus: LabeledCorpus) -> Double? {
    let (total, known) = (total, Self.known(corpus, labels.count))
    guard !known.isEmpty else { return nil }
    return known.reduce(0) { $0 - log(counts[Int($1)] / total) } / Double(known.count)
  }

  /// Returns the baseline on another text; nil if it has no labels.
  func baseline(on corpus: LabeledCorpus) -> LabelBaseline? {
    let targets = corpus.targets.filter { $0 != LabeledCorpus.noTarget }
    guard !targets.isEmpty, let best = counts.indices.max(by: { counts[$0] < counts[$1] })
    else { return nil }
    return LabelBaseline(
      label: labels[best],
      accuracy: Double(targets.count { Int($0) == best }) / Double(targets.count))
  }

  private static func known(_ corpus: LabeledCorpus, _ count: Int) -> [Int32] {
    corpus.targets.filter { $0 != LabeledCorpus.noTarget && Int($0) < count }
  }
}
