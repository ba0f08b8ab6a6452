/// Labelled text as tokens.
///
/// Each sequence stands after one ``Vocabulary/documentBoundary``. The target of a token is the index
/// of its label: with two columns that of each character, at the last of its tokens; with lines that
/// of the whole text, at its boundary. Tokens without one have ``noTarget``.
public struct LabelledCorpus: Equatable, Sendable {
  /// The target of a token that has no label.
  public static let noTarget: Int32 = -1

  /// The tokens of all sequences.
  public var tokens: [Token] = []
  /// For each token the index of its label, or ``noTarget``.
  public var targets: [Int32] = []
  /// What the indices stand for: the labels that were known before, then those that were not.
  public var labels: [String] = []
  /// How many of the labels were known before.
  public var knownLabels = 0
  /// What was read.
  public var statistics = LabelledStatistics()
  /// What a user should be told about the text, each in one line.
  public var warnings: [String] = []

  /// Nothing yet.
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

  /// Targets that are not ``noTarget``.
  public var targetCount: Int { targets.count { $0 != Self.noTarget } }

  /// Some of the sequences, with the statistics of all.
  ///
  /// - Parameter ranges: from ``sequences``.
  /// - Returns: a corpus of these alone.
  public func part(_ ranges: some Sequence<Range<Int>>) -> LabelledCorpus {
    var part = self
    (part.tokens, part.targets) = ([], [])
    for range in ranges {
      part.tokens += tokens[range]
      part.targets += targets[range]
    }
    return part
  }
}

/// What was read to make a labelled corpus.
public struct LabelledStatistics: Equatable, Sendable {
  /// The files that hold text, in the order they were read.
  public var inputs: [CorpusStatistics.Input] = []
  /// Sequences, or texts.
  public var sequences = 0
  /// Characters: those that have a line of their own, or the scalars of all texts.
  public var characters = 0
  /// Tokens that are not in the vocabulary.
  public var unknownTokens = 0

  /// Nothing read so far.
  public init() {}
}
