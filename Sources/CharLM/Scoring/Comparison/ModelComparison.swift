public import CharText
internal import Foundation

/// Several models measured on one text.
///
/// Models that read the text in the same way are compared in any measure. Otherwise only bits per byte of the text
/// as it was read are the same quantity, and not even these where a model loses a part of the text.
public struct ModelComparison: Sendable {
  /// A model on the text.
  public struct Entry: Sendable {
    /// The name of the model.
    public var name: String
    /// Its evaluation.
    public var evaluation: Evaluation
    /// Its losses on parts of the text.
    public var pieces: PieceLosses
    /// What it loses of the text, so that its loss is too low to be compared.
    public var losses: [TextLoss]
    /// Bits per byte more than the best model.
    public internal(set) var difference = 0.0
    /// The interval of the difference; nil of the best model, and for too few parts.
    public internal(set) var interval: ClosedRange<Double>?
  }

  /// How the text was divided for intervals.
  public enum Pieces: String, Sendable {
    case documents, lines
  }

  /// The models, the best first; those that lose a part of the text come last.
  public private(set) var entries: [Entry]
  /// The first difference between the contracts of the models, which forbids other measures than bits per byte; nil
  /// if there is none.
  public let contractDifference: String?
  /// How the text was divided for intervals; nil without intervals.
  public private(set) var pieces: Pieces?
  /// The number of parts.
  public private(set) var pieceCount = 0

  /// Measures models.
  ///
  /// - Parameters:
  ///   - models: the models with their names; at least one.
  ///   - read: encodes the text for a tokenizer.
  /// - Throws: `PredictionError.notFinite`, and the errors of `read`.
  public init(
    _ models: [(name: String, model: any AutoregressiveModel)],
    read: (Tokenizer) throws -> EncodedCorpus
  ) throws {
    precondition(!models.isEmpty, "a comparison of no models")
    entries = try models.map { name, model in
      try Self.measure(name, model, read(model.tokenizer))
    }
    contractDifference = Self.contractDifference(of: models)
    entries.sort { a, b in
      guard a.losses.isEmpty == b.losses.isEmpty else { return a.losses.isEmpty }
      return a.evaluation.bitsPerByte < b.evaluation.bitsPerByte
    }
    divide()
  }

  private static func measure(
    _ name: String, _ model: some AutoregressiveModel, _ corpus: EncodedCorpus
  ) throws -> Entry {
    let pieces = try model.pieceLosses(of: corpus)
    let evaluation = Evaluation(corpus, model.tokenizer, pieces)
    let configuration = model.tokenizer.configuration
    return Entry(
      name: name, evaluation: evaluation, pieces: pieces,
      losses: configuration.losses(hasUnknown: evaluation.unknownTokens > 0))
  }

  /// Returns the first difference between the contracts of some models.
  ///
  /// - Parameter models: the models with their names.
  /// - Returns: the difference of the first model and another one in words; nil if there is none.
  package static func contractDifference(
    of models: [(name: String, model: any AutoregressiveModel)]
  ) -> String? {
    models.dropFirst().lazy.compactMap { difference(models[0], $0) }.first
  }

  /// Returns the first difference between the contracts of two models.
  private static func difference(
    _ a: (name: String, model: any AutoregressiveModel),
    _ b: (name: String, model: any AutoregressiveModel)
  ) -> String? {
    let (left, right) = (a.model.tokenizer, b.model.tokenizer)
    let (old, new) = (left.configuration, right.configuration)
    let settings: [(what: String, one: String, other: String)] = [
      ("the unit", old.unit.rawValue, new.unit.rawValue),
      ("normalization", old.normalization.rawValue, new.normalization.rawValue),
      ("case folding", old.foldsCase ? "on" : "off", new.foldsCase ? "on" : "off"),
      ("the treatment of line ends", old.lineEnds.rawValue, new.lineEnds.rawValue),
      ("the document boundary", old.boundary.rawValue, new.boundary.rawValue),
      ("the document delimiter", old.delimiter ?? "none", new.delimiter ?? "none"),
    ]
    if let (what, one, other) = settings.first(where: { $0.one != $0.other }) {
      return "\(what) is \(one) in \(a.name) and \(other) in \(b.name)"
    }
    guard left.vocabulary != right.vocabulary else { return nil }
    let counts = [left.vocabulary.count, right.vocabulary.count]
    return counts[0] == counts[1]
      ? "the vocabularies of \(a.name) and \(b.name) are different"
      : "the vocabulary has \(counts[0]) tokens in \(a.name) and \(counts[1]) in \(b.name)"
  }

  /// Divides the text into parts that all models have, and compares the models with the best one.
  private mutating func divide() {
    let best = entries[0]
    for index in entries.indices.dropFirst() {
      entries[index].difference =
        entries[index].evaluation.bitsPerByte - best.evaluation.bitsPerByte
    }
    let ways: [(Pieces, (Entry) -> [PieceLoss])] = [
      (.documents, \.pieces.documents), (.lines, \.pieces.lines),
    ]
    let counted = ways.first { _, parts in
      let count = parts(best).count
      return count >= PairedBootstrap.minimumPieces
        && entries.allSatisfy { parts($0).count == count }
    }
    guard entries.count > 1, let (kind, parts) = counted else { return }
    (pieces, pieceCount) = (kind, parts(best).count)
    // The bytes of the text are divided like the tokens of the best model.
    let bytes = Double(best.evaluation.bytes) / Double(best.evaluation.tokens)
    let sizes = parts(best).map { bytes * Double($0.tokens) }
    for index in entries.indices.dropFirst() {
      let differences = zip(parts(entries[index]), parts(best)).map { ($0.nats - $1.nats) / log(2) }
      entries[index].interval = PairedBootstrap.interval(differences: differences, sizes: sizes)
    }
  }
}
