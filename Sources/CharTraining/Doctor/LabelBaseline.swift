internal import CharText
internal import Foundation

/// What always giving the commonest label reaches: the accuracy that a tagger or classifier has to beat.
public struct LabelBaseline: Sendable, Equatable {
  /// The commonest label of what is learned from.
  public var label: String
  /// The share of the held-out labels that are this one.
  public var accuracy: Double

  /// A baseline.
  ///
  /// - Parameters:
  ///   - label: the commonest label of what is learned from.
  ///   - accuracy: the share of the held-out labels that are this one.
  public init(label: String, accuracy: Double) {
    self.label = label
    self.accuracy = accuracy
  }
}

/// How often each label occurs in what is learned from.
struct LabelCounts {
  private let labels: [String]
  /// One more than the times it occurs, so that none is impossible.
  private let counts: [Double]

  init(_ corpus: LabelledCorpus, _ labels: [String]) {
    self.labels = labels
    var counts = [Double](repeating: 1, count: labels.count)
    for target in corpus.targets where target != LabelledCorpus.noTarget {
      counts[Int(target)] += 1
    }
    self.counts = counts
  }

  private var total: Double { counts.reduce(0, +) }

  /// Nats per label of a model that knows how frequent each is, on what the counts are of.
  var entropy: Double {
    let total = total
    return counts.reduce(0) { $0 - $1 / total * log($1 / total) }
  }

  /// The same on another text; nil if it has none of the labels.
  func nats(of corpus: LabelledCorpus) -> Double? {
    let (total, known) = (total, Self.known(corpus, labels.count))
    guard !known.isEmpty else { return nil }
    return known.reduce(0) { $0 - log(counts[Int($1)] / total) } / Double(known.count)
  }

  /// What giving the commonest label reaches on another text; nil if that has no labels.
  func baseline(on corpus: LabelledCorpus) -> LabelBaseline? {
    let targets = corpus.targets.filter { $0 != LabelledCorpus.noTarget }
    guard !targets.isEmpty, let best = counts.indices.max(by: { counts[$0] < counts[$1] })
    else { return nil }
    return LabelBaseline(
      label: labels[best],
      accuracy: Double(targets.count { Int($0) == best }) / Double(targets.count))
  }

  private static func known(_ corpus: LabelledCorpus, _ count: Int) -> [Int32] {
    corpus.targets.filter { $0 != LabelledCorpus.noTarget && Int($0) < count }
  }
}
