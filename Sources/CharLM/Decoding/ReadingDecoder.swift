public import CharForms
internal import CharText

/// Finds the texts that are meant by readings: characters by pinyin, words with accents by words without.
///
///     let decoder = ReadingDecoder(model, .pinyin())
///     print(try decoder.decode("wojintianwangjiqiandaole")[0].text)
///
/// How an input is cut into readings is found too. Characters that no reading has are kept; other characters are kept
/// where no reading fits, at a score of `ReadingTable.scoreOfCopy`.
public struct ReadingDecoder<Model: AutoregressiveModel>: Sendable {
  /// The number of hypotheses.
  public var beams = 16
  /// The score of a slip of the fingers, in nats, of which there may be one in each reading; nil allows none.
  public var scoreOfSlip: Double?

  private let model: Model
  private let tree: ReadingTree
  private let ignoresCase: Bool

  /// Makes a decoder.
  ///
  /// - Parameters:
  ///   - model: a model of texts, which reads forward.
  ///   - table: the readings; texts that the model cannot write are left out.
  /// - Throws: `ConstraintError` if the model reads backward, or can write none of the texts.
  public init(_ model: Model, _ table: ReadingTable) throws(ConstraintError) {
    guard model.tokenizer.configuration.direction == .forward else {
      throw ConstraintError(
        "the model reads backward; readings are decoded by models that read forward")
    }
    tree = ReadingTree(table, model.tokenizer)
    guard tree.hasTexts else {
      throw ConstraintError("the model has the characters of none of the texts of the table")
    }
    (self.model, ignoresCase) = (model, table.ignoresCase)
  }

  /// Finds the texts that an input may stand for.
  ///
  /// - Parameters:
  ///   - input: the readings.
  ///   - given: the text before it.
  ///   - count: the number of texts, at most as many as there are beams.
  /// - Returns: the texts, the best first; fewer than asked for if there are no more.
  /// - Throws: `SamplingError` if an option is out of range, `TokenizerError` if the model does not accept the text
  ///   before, ``LatticeError`` if the input is too long, or `PredictionError`.
  public func decode(
    _ input: String, after given: String = "", count: Int = 1
  ) throws -> [LatticeText] {
    try model.search(lattice(of: input), after: given, beams: beams, count: count)
  }

  /// The texts of an input: for each place all readings that start there.
  func lattice(of input: String) throws(LatticeError) -> TokenLattice {
    let input = Normalization.nfc.apply(to: input)
    let scalars = Array(input.unicodeScalars)
    let letters = ignoresCase ? scalars.map(\.lowercase) : scalars
    var builder = LatticeBuilder(count: scalars.count + 1, ends: [scalars.count])
    var end = 0
    for character in input {
      let start = end
      end += character.unicodeScalars.count
      for place in start..<end {
        for match in tree.matches(in: letters, from: place, slip: scoreOfSlip) {
          let leaf = match.leaf
          builder.add(
            leaf.tokens,
            scores: match.score == 0 ? leaf.scores : leaf.scores.map { $0 + match.score },
            from: place, to: match.end)
          // A slip does not make a separator of a letter.
          for (tokens, score) in leaf.sequences where match.score == 0 || !tokens.isEmpty {
            builder.add(
              sequence: tokens, score: score + match.score, from: place, to: match.end)
          }
        }
        copy(scalars[place..<end], letters[place..<end], from: place, to: end, &builder)
      }
    }
    return try builder.build()
  }

  /// Lets the rest of a character be kept.
  private func copy(
    _ scalars: ArraySlice<Unicode.Scalar>, _ letters: ArraySlice<Unicode.Scalar>, from start: Int,
    to end: Int, _ builder: inout LatticeBuilder
  ) {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    let tokens = model.tokenizer.tokens(of: text)
    let isFree = !letters.contains(where: tree.alphabet.contains)
    if tokens.contains(Vocabulary.unknown) { builder.note(unknown: text, to: end) }
    builder.add(
      sequence: tokens, score: isFree ? 0 : ReadingTable.scoreOfCopy, from: start, to: end)
  }
}

extension Unicode.Scalar {
  /// The lower case, if it is a single scalar.
  fileprivate var lowercase: Unicode.Scalar {
    let mapping = properties.lowercaseMapping.unicodeScalars
    return mapping.count == 1 ? mapping[mapping.startIndex] : self
  }
}
