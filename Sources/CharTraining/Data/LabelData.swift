internal import CharLM
internal import CharNumerics
internal import CharSettings
public import CharText

/// Labeled text split into training and held-out parts.
public struct LabelData: Sendable {
  /// The tokenizer.
  public let tokenizer: Tokenizer
  /// The labels, sorted by bytes; if the run starts from a model, that model's labels come first,
  /// then new ones in order of occurrence.
  public let labels: [String]
  /// The file format: columns for a tagger, lines for a classifier.
  public let format: LabeledFormat
  /// The training part.
  public let training: LabeledCorpus
  /// The validation part; nil = none.
  public let validation: LabeledCorpus?
  /// The test part, for measuring the trained model only; nil = none.
  public let test: LabeledCorpus?
  /// Statistics of the text read.
  public let statistics: LabeledStatistics
  /// Warnings about the text for the user.
  public let warnings: [String]
  /// The configuration used for reading.
  let settings: TrainingConfiguration

  /// Reads labeled files, builds the vocabulary and the labels from all of them, and holds out a
  /// part.
  ///
  /// Sequences are held out whole; if each text has one label, the held-out part is stratified by
  /// label.
  ///
  /// If the run starts from a model, the vocabulary is the model's, and other characters are
  /// unknown. Its labels are kept too if it is of the same kind, and new ones are appended.
  ///
  /// - Parameters:
  ///   - reader: the training files.
  ///   - validation: files for validation; nil = a part of the training files.
  ///   - format: the file format.
  ///   - configuration: tokenization settings and size of the held-out parts.
  ///   - model: a model whose vocabulary and labels are used; nil = build them from the files.
  /// - Throws: `CorpusError`, `LabeledFileError`, or `TrainingError` if there is nothing to learn.
  public init(
    _ reader: LabeledReader, validation: LabeledReader? = nil, format: LabeledFormat,
    _ configuration: TrainingConfiguration, model: (any TrainedModel)? = nil
  ) throws {
    // Every character has a label, even if the vocabulary lacks it.
    guard configuration.text.unknown == .unk else {
      if model != nil { throw TrainingError.spellsUnknownByBytes }
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

  /// Reads all text, with its own vocabulary and labels or those of a model.
  private static func read(
    _ reader: LabeledReader, _ format: LabeledFormat, _ configuration: TrainingConfiguration,
    _ model: (any TrainedModel)?
  ) throws -> (Tokenizer, LabeledCorpus) {
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
    _ corpus: LabeledCorpus, _ format: LabeledFormat, _ configuration: TrainingConfiguration,
    validates: Bool
  ) -> (training: LabeledCorpus, validation: LabeledCorpus?, test: LabeledCorpus?) {
    let sequences = corpus.sequences
    let held =
      validates ? heldOut(sequences, corpus, format, configuration) : []
    var tested: Set<Int> = []
    if let share = configuration.testFraction, share > 0 {
      let rest = sequences.indices.filter { !held.contains($0) }
      var random = RandomSource(seed: configuration.heldOutSeed, stream: 0x5917)
      let drawn = (configuration.validationSplit ?? .last).draw(
        rest.map { sequences[$0].count }, groups: rest.map { group(sequences[$0], corpus, format) },
        share: share / (1 - (validates ? configuration.validationFraction : 0)), using: &random)
      tested = Set(drawn.map { rest[$0] })
    }
    func part(_ numbers: Set<Int>) -> LabeledCorpus? {
      numbers.isEmpty ? nil : corpus.part(numbers.sorted().map { sequences[$0] })
    }
    let learned = sequences.indices.filter { !held.contains($0) && !tested.contains($0) }
    return (corpus.part(learned.map { sequences[$0] }), part(held), part(tested))
  }

  /// Returns the group by which a sequence is stratified: its label, if it has one.
  private static func group(
    _ sequence: Range<Int>, _ corpus: LabeledCorpus, _ format: LabeledFormat
  ) -> Int32 {
    format == .lines ? corpus.targets[sequence.lowerBound] : 0
  }

  /// Returns the indices of the validation sequences.
  private static func heldOut(
    _ sequences: [Range<Int>], _ corpus: LabeledCorpus, _ format: LabeledFormat,
    _ configuration: TrainingConfiguration
  ) -> Set<Int> {
    let fraction = configuration.validationFraction
    guard fraction > 0, let last = sequences.last else { return [] }
    guard let split = configuration.validationSplit else {
      return olderHeldOut(sequences, before: last.upperBound, format, configuration)
    }
    var random = RandomSource(seed: configuration.heldOutSeed)
    return split.draw(
      sequences.map(\.count), groups: sequences.map { group($0, corpus, format) },
      share: fraction, using: &random)
  }

  /// Returns the held-out sequences of runs that predate the setting.
  private static func olderHeldOut(
    _ sequences: [Range<Int>], before end: Int, _ format: LabeledFormat,
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
      var random = RandomSource(seed: configuration.heldOutSeed)
      return Set(sequences.indices.shuffled(using: &random).prefix(count))
    }
  }

  /// Returns the warning about labels that do not occur in the training part, if any.
  static func unknownLabels(_ corpus: LabeledCorpus) -> [String] {
    corpus.unknownLabelsWarning.map { [$0] } ?? []
  }

  /// Fingerprint of the data: FNV-1a over vocabulary, labels and all parts.
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

extension LabeledCorpus {
  /// Warning about labels that the model does not know; nil if there are none.
  package var unknownLabelsWarning: String? {
    guard labels.count > knownLabels else { return nil }
    let names = labels[knownLabels...]
    let count = targets.count { Int($0) >= knownLabels }
    return "\(count) labels are unknown to the model and count as wrong: "
      + names.prefix(10).map(LabeledFormat.escape).joined(separator: ", ")
      + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}
