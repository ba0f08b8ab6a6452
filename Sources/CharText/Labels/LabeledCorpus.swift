/// Labeled text as tokens.
///
/// Each sequence is preceded by one ``Vocabulary/documentBoundary``. The target of a token is the
/// index of its label: with two columns, the label of each character at the last of its tokens;
/// with lines, the label of the whole text at its boundary. Other tokens have ``noTarget``.
public struct LabeledCorpus: Equatable, Sendable {
  /// The target of a token without a label.
  public static let noTarget: Int32 = -1

  /// The tokens of all sequences.
  public var tokens: [Token] = []
  /// The index of the label of each token, or ``noTarget``.
  public var targets: [Int32] = []
  /// The labels by index: first the known ones, then new ones.
  public var labels: [String] = []
  /// The number of labels that were already known.
  public var knownLabels = 0
  /// The statistics of the text.
  public var statistics = LabeledStatistics()
  /// Warnings about the text, one line each.
  public var warnings: [String] = []

  /// Creates an empty corpus.
  public init() {}

  /// The sequences in order, as ranges of tokens.
  public var sequences: [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for index in tokens.indices where index > 0 && tokens[index] == Vocabulary.documentBoundary {
      ranges.append(start..<index)
      start = index
    }
    if start < tokens.count { ranges.append(start..<tokens.count) }
    return ranges
  }

  /// The number of targets other than ``noTarget``.
  public var targetCount: Int { targets.count { $0 != Self.noTarget } }

  /// Returns a corpus of some of the sequences, with the statistics of all.
  ///
  /// - Parameter ranges: Ranges from ``sequences``.
  /// - Returns: The corpus of these sequences.
  public func part(_ ranges: some Sequence<Range<Int>>) -> LabeledCorpus {
    var part = self
    (part.tokens, part.targets) = ([], [])
    for range in ranges {
      part.tokens += tokens[range]
      part.targets += targets[range]
    }
    return part
  }
}

/// Statistics of the text of a labeled corpus.
public struct LabeledStatistics: Equatable, Sendable {
  /// The files that contain text, in reading order.
  public var inputs: [CorpusStatistics.Input] = []
  /// The number of sequences or texts.
  public var sequences = 0
  /// The number of characters: labeled ones, or the scalars of all texts.
  public var characters = 0
  /// The number of unknown tokens.
  public var unknownTokens = 0

  /// Creates empty statistics.
  public init() {}
}
