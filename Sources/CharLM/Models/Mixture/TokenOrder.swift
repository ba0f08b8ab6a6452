internal import CharText

/// The tokens of one vocabulary in the order of another that has the same entries.
struct TokenOrder: Sendable {
  /// For each token of the other vocabulary, the token of this one; nil if they are the same.
  let tokens: [Token]?

  /// Compares two tokenizers.
  ///
  /// - Parameters:
  ///   - tokenizer: the tokenizer of a model.
  ///   - base: the tokenizer of the first model.
  ///   - model: the name of the model in errors.
  /// - Throws: `MixtureError` if they differ in more than the order of their tokens.
  init(of tokenizer: Tokenizer, in base: Tokenizer, model: String) throws(MixtureError) {
    try Self.compare(tokenizer.configuration, base.configuration, model: model)
    let (own, first) = (tokenizer.vocabulary, base.vocabulary)
    guard own != first else {
      tokens = nil
      return
    }
    var places: [Key: Token] = [:]
    for (index, entry) in own.entries.enumerated() {
      places[Key(entry)] = Vocabulary.firstPiece + Token(index)
    }
    var order: [Token] = [Vocabulary.unknown, Vocabulary.documentBoundary]
    var missing: [Token] = []
    for (index, entry) in first.entries.enumerated() {
      if let place = places.removeValue(forKey: Key(entry)) {
        order.append(place)
      } else {
        missing.append(Vocabulary.firstPiece + Token(index))
      }
    }
    guard missing.isEmpty, places.isEmpty else {
      throw .characters(
        extra: places.values.sorted().prefix(Self.shown).map(own.displayName(of:)),
        extraCount: places.count,
        missing: missing.prefix(Self.shown).map(first.displayName(of:)),
        missingCount: missing.count, model: model)
    }
    tokens = order
  }

  /// The number of examples in a message.
  private static let shown = 10

  /// An entry that can be looked up.
  private enum Key: Hashable {
    case piece([UInt8])
    case byte(UInt8)
    case condition([UInt8])

    init(_ entry: Vocabulary.Entry) {
      self =
        switch entry {
        case .piece(let piece): .piece(piece)
        case .byte(let byte): .byte(byte)
        case .condition(let name): .condition(Array(name.utf8))
        }
    }
  }

  private static func compare(
    _ own: TextConfiguration, _ first: TextConfiguration, model: String
  ) throws(MixtureError) {
    let settings = [
      ("the unit", "\(own.unit)", "\(first.unit)"),
      ("the normalization", "\(own.normalization)", "\(first.normalization)"),
      ("case folding", "\(own.foldsCase)", "\(first.foldsCase)"),
      ("the treatment of line ends", "\(own.lineEnds)", "\(first.lineEnds)"),
      ("the direction of reading", "\(own.direction)", "\(first.direction)"),
    ]
    for (name, value, expected) in settings where value != expected {
      throw .setting(name, value: value, expected: expected, model: model)
    }
  }
}
