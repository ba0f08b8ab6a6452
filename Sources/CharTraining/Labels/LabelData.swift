internal import CharNumerics
internal import CharSettings
public import CharText

/// Labelled text cut into what is learned from and what is measured on.
public struct LabelData: Sendable {
  /// Text to tokens.
  public let tokenizer: Tokenizer
  /// The labels, in ascending order of their bytes.
  public let labels: [String]
  /// What to learn from.
  public let training: LabelledCorpus
  /// What to measure on; nil = nothing.
  public let validation: LabelledCorpus?
  /// What was read.
  public let statistics: LabelledStatistics
  /// What a user should be told about the text.
  public let warnings: [String]
  /// The configuration that it was read with.
  let settings: TrainingConfiguration

  /// Reads labelled files, makes the vocabulary and the labels from all of them, and holds out a part.
  ///
  /// Sequences are held out whole; of files with a label for each text, spread over all labels.
  ///
  /// - Parameters:
  ///   - reader: the files.
  ///   - validation: others to measure on; nil = a part of the first.
  ///   - format: how the files are written.
  ///   - configuration: how text becomes tokens, and how large the held-out part is.
  /// - Throws: `CorpusError`, `LabelledFileError`, or `TrainingError` if there is nothing to learn.
  public init(
    _ reader: LabelledReader, validation: LabelledReader? = nil, format: LabelledFormat,
    _ configuration: TrainingConfiguration
  ) throws {
    // A label belongs to a character, whether the vocabulary has it or not.
    guard configuration.text.unknown == .unk else {
      throw SettingError.outOfRange(
        "unknown", value: configuration.text.unknown.rawValue, allowed: UnknownPolicy.unk.rawValue)
    }
    let (tokenizer, corpus) = try reader.build(
      configuration.text, minimumCount: configuration.minimumCount,
      maximumSize: configuration.maximumVocabulary)
    guard corpus.labels.count > 1 else { throw TrainingError.oneLabel(corpus.labels[0]) }
    self.tokenizer = tokenizer
    labels = corpus.labels
    settings = configuration
    statistics = corpus.statistics
    if let validation {
      let other = try validation.encode(with: tokenizer, labels: corpus.labels)
      training = corpus
      self.validation = other
      warnings =
        corpus.warnings + other.warnings + Self.unknownLabels(other)
        + unknownWarning(
          other.statistics.unknownTokens, of: other.tokens.count - other.statistics.sequences)
    } else {
      let sequences = corpus.sequences
      let held = Self.heldOut(corpus, format, configuration)
      training = corpus.part(sequences.indices.filter { !held.contains($0) }.map { sequences[$0] })
      self.validation = held.isEmpty ? nil : corpus.part(held.sorted().map { sequences[$0] })
      warnings = corpus.warnings
    }
  }

  /// The numbers of the sequences that are held out.
  private static func heldOut(
    _ corpus: LabelledCorpus, _ format: LabelledFormat, _ configuration: TrainingConfiguration
  ) -> Set<Int> {
    let sequences = corpus.sequences
    let fraction = configuration.validationFraction
    guard fraction > 0, let last = sequences.last else { return [] }
    guard let split = configuration.validationSplit else {
      return olderHeldOut(sequences, before: last.upperBound, format, configuration)
    }
    var random = RandomSource(seed: configuration.seed)
    return split.draw(
      sequences.map(\.count),
      groups: sequences.map { format == .lines ? corpus.targets[$0.lowerBound] : 0 },
      share: fraction, using: &random)
  }

  /// What runs held out before they had a setting for it.
  private static func olderHeldOut(
    _ sequences: [Range<Int>], before end: Int, _ format: LabelledFormat,
    _ configuration: TrainingConfiguration
  ) -> Set<Int> {
    let fraction = configuration.validationFraction
    switch format {
    case .columns:
      let cut = Int(Double(end) * (1 - fraction))
      return Set(sequences.indices.dropFirst().filter { sequences[$0].lowerBound >= cut })
    case .lines:
      let count = min(
        sequences.count - 1, Int((Double(sequences.count) * fraction).rounded()))
      var random = RandomSource(seed: configuration.seed)
      return Set(sequences.indices.shuffled(using: &random).prefix(count))
    }
  }

  /// What to tell about labels that nothing is learned about.
  static func unknownLabels(_ corpus: LabelledCorpus) -> [String] {
    corpus.unknownLabelsWarning.map { [$0] } ?? []
  }

  /// A number that tells data apart: FNV-1a over vocabulary, labels and both parts.
  var fingerprint: String {
    var hash = Fingerprint()
    for id in 0..<tokenizer.vocabulary.count {
      hash.add(bytes: tokenizer.vocabulary.bytes(of: Token(id)))
    }
    for label in labels { hash.add(bytes: Array(label.utf8)) }
    for corpus in [training, validation].compactMap({ $0 }) {
      hash.add(corpus.tokens)
      hash.add(corpus.targets)
    }
    return hash.text
  }
}

extension LabelledCorpus {
  /// What a user should be told about labels that the model does not know; nil if there are none.
  package var unknownLabelsWarning: String? {
    guard labels.count > knownLabels else { return nil }
    let names = labels[knownLabels...]
    let count = targets.count { Int($0) >= knownLabels }
    return "\(count) labels are unknown to the model and count as wrong: "
      + names.prefix(10).map(LabelledFormat.escape).joined(separator: ", ")
      + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}
