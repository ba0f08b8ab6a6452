public import CharText

/// An n-gram model of an ARPA file whose words are characters: the tokens.
///
/// Words are spelled as `NGramModel.arpa(_:)` spells them. A file without `<unk>` gives it the
/// probability 10⁻¹⁰⁰, as KenLM does. A file whose words are words of a language is a ``WordModel``.
public struct ARPAModel: Sendable {
  /// The probabilities and back-off weights.
  public let model: NGramModel
  /// The tokens: the words of the file, in the order of their bytes.
  public let vocabulary: Vocabulary

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - file: the bytes of the file.
  ///   - unit: the unit of the words; nil = found from them.
  /// - Throws: `ARPAError` with the line.
  public init(_ file: [UInt8], unit: TextUnit? = nil) throws(ARPAError) {
    var reader = ARPAReader(file)
    var vocabulary: Vocabulary?
    model = try reader.read { grams throws(ARPAError) in
      let characters = try ARPAVocabulary(grams, unit: unit)
      vocabulary = characters.vocabulary
      return characters.words
    }
    guard let vocabulary else { preconditionFailure("words come before the model") }
    self.vocabulary = vocabulary
  }
}
