internal import CharLM
internal import CharNumerics
internal import CharSettings
public import CharText

/// Labeled text cut into what is learned from and what is measured on.
public struct LabelData: Sendable {
  /// Text to tokens.
  public let tokenizer: Tokenizer
  /// The labels, in ascending order of their bytes; after those of a model that a run starts from, the
  /// others in the order in which they occur.
  public let labels: [String]
  /// How the files are written: columns are for a tagger, lines for a classifier.
  public let format: LabelledFormat
  /// What to learn from.
  public let training: LabelledCorpus
  /// What to measure on; nil = nothing.
  public let validation: LabelledCorpus?
  /// What chooses nothing, to measure the trained model on; nil = nothing.
  public let test: LabelledCorpus?
  /// What was read.
  public let statistics: LabelledStatistics
  /// What a user should be told about the text.
  public let warnings: [String]
  /// The configuration that it was read with.
  let settings: TrainingConfiguration

  /// Reads labeled files, makes the vocabulary and the labels from all of them, and holds out a part.
  ///
  /// Sequences are held out whole; of files with a label for each text, spread over all labels.
  ///
  /// With a model to start from, the vocabulary is the model's, and characters that it does not have are
  /// unknown; so are the labels, if it is of the same kind, and others come after them.
  ///
  /// - Parameters:
  ///   - reader: the files.
  ///   - validation: others to measure on; nil = a part of the first.
  ///   - format: how the files are written.
  ///   - configuration: how text becomes tokens, and how large the held-out parts are.
  ///   - model: a model to start from, whose vocabulary and labels are taken; nil = from the files.
  /// - Throws: `CorpusError`, `LabelledFileError`, or `TrainingError` if there is nothing to learn.
  public init(
    _ reader: LabelledReader, validation: LabelledReader? = nil, format: LabelledFormat,
    _ configuration: TrainingConfiguration, model: (any TrainedModel)? = nil
  ) throws {
    // A label belongs to a character, whether the vocabulary has it or not.
    guard configuration.text.unknown == .unk else {
      throw SettingError.outOfRange(
        "unknown", value: configuration.text.unknown.rawValue, allowed: UnknownPolicy.unk.rawValue)
    }
    let (tokenizer, corpus) = try Self.read(reader, format, configuration, model)
    guard corpus.labels.count > 1 else { throw TrainingError.oneLabel(corpus.labels[0]) }
    self.tokenizer = tokenizer
    self.format = format
    labels = corpus.labels
    var settings = configuration
    settings.text = tokenizer.configuration
    self.settings = settings
    statistics = corpus.statistics
    let other = try validation?.encode(with: tokenizer, labels: corpus.labels)
    let split = Self.split(corpus, format, configuration, validates: other == nil)
    training = split.training
    self.validation = other ?? split.validation
    test = split.test
    var warnings = corpus.warnings
    if model != nil {
      warnings += unknownWarning(
        corpus.statistics.unknownTokens, of: corpus.tokens.count - corpus.statistics.sequences,
        to: "learn from")
    }
    if let other {
      warnings += other.warnings + Self.unknownLabels(other)
      warnings += unknownWarning(
        other.statistics.unknownTokens, of: other.tokens.count - other.statistics.sequences)
    }
    self.warnings = warnings
  }

  /// All of the text, with a vocabulary and labels of its own or those of a model.
  private static func read(
    _ reader: LabelledReader, _ format: LabelledFormat, _ configuration: TrainingConfiguration,
    _ model: (any TrainedModel)?
  ) throws -> (Tokenizer, LabelledCorpus) {
    guard let model else {
      return try reader.build(
        configuration.text, minimumCount: configuration.minimumCount,
        maximumSize: configuration.maximumVocabulary)
    }
    let stored = model.configuration
    let isSameKind = stored.type == (format == .lines ? .classifier : .tagger)
    var corpus = try reader.encode(
      with: model.tokenizer, labels: isSameKind ? stored.labels ?? [] : [])
    corpus.knownLabels = corpus.labels.count
    return (model.tokenizer, corpus)
  }

  /// Holds out whole sequences.
  private static func split(
    _ corpus: LabelledCorpus, _ format: LabelledFormat, _ configuration: TrainingConfiguration,
    validates: Bool
  ) -> (training: LabelledCorpus, validation: LabelledCorpus?, test: LabelledCorpus?) {
    let sequences = corpus.sequences
    let held =
      validates ? heldOut(sequences, corpus, format, configuration) : []
    var tested: Set<Int> = []
    if let share = configuration.testFraction, share > 0 {
      let rest = sequences.indices.filter { !held.contains($0) }
      var random = RandomSource(seed: configuration.seed, stream: 0x5917)
      let drawn = (configuration.validationSplit ?? .last).draw(
        rest.map { sequences[$0].count }, groups: rest.map { group(sequences[$0], corpus, format) },
        share: share / (1 - (validates ? configuration.validationFraction : 0)), using: &random)
      tested = Set(drawn.map { rest[$0] })
    }
    func part(_ numbers: Set<Int>) -> LabelledCorpus? {
      numbers.isEmpty ? nil : corpus.part(numbers.sorted().map { sequences[$0] })
    }
    let learned = sequences.indices.filter { !held.contains($0) && !tested.contains($0) }
    return (corpus.part(learned.map { sequences[$0] }), part(held), part(tested))
  }

  /// What a sequence is spread by: its label, if it has one.
  private static func group(
    _ sequence: Range<Int>, _ corpus: LabelledCorpus, _ format: LabelledFormat
  ) -> Int32 {
    format == .lines ? corpus.targets[sequence.lowerBound] : 0
  }

  /// The numbers of the sequences that are held out to validate on.
  private static func heldOut(
    _ sequences: [Range<Int>], _ corpus: LabelledCorpus, _ format: LabelledFormat,
    _ configuration: TrainingConfiguration
  ) -> Set<Int> {
    let fraction = configuration.validationFraction
    guard fraction > 0, let last = sequences.last else { return [] }
    guard let split = configuration.validationSplit else {
      return olderHeldOut(sequences, before: last.upperBound, format, configuration)
    }
    var random = RandomSource(seed: configuration.seed)
    return split.draw(
      sequences.map(\.count), groups: sequences.map { group($0, corpus, format) },
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

  /// A number that tells data apart: FNV-1a over vocabulary, labels and all parts.
  var fingerprint: String {
    var hash = Fingerprint()
    for id in 0..<tokenizer.vocabulary.count {
      hash.add(bytes: tokenizer.vocabulary.bytes(of: Token(id)))
    }
    for label in labels { hash.add(bytes: Array(label.utf8)) }
    for corpus in [training, validation, test].compactMap({ $0 }) {
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
