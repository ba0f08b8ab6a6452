/// Everything that determines the tokens of a text.
struct TokenRecipe: Codable, Equatable {
  /// The version of the storage format.
  var version = 2
  var text: TextConfiguration
  var invalidUTF8: InvalidUTF8Policy
  /// The field of records.
  var field: String?
  /// The encoding of the files.
  var encoding: TextEncoding?
  /// The limits of a vocabulary built from the text.
  var minimumCount: Int?
  var maximumSize: Int?
  /// The hash of a vocabulary that is given or extended.
  var vocabulary: String?
  /// The file names, if they can be conditions.
  var paths: [String]?
  /// The version of Unicode.
  var unicode = Normalization.unicodeVersion

  init(
    _ text: TextConfiguration, _ invalidUTF8: InvalidUTF8Policy, _ selection: CorpusSelection,
    minimumCount: Int, maximumSize: Int?, growing vocabulary: Vocabulary? = nil
  ) {
    self.vocabulary = vocabulary.map(Self.name)
    (field, encoding) = (selection.field, selection.encoding)
    self.text = text
    self.invalidUTF8 = invalidUTF8
    self.minimumCount = minimumCount
    self.maximumSize = maximumSize
  }

  init(
    _ text: TextConfiguration, _ invalidUTF8: InvalidUTF8Policy, _ selection: CorpusSelection,
    vocabulary: Vocabulary
  ) {
    (field, encoding) = (selection.field, selection.encoding)
    self.text = text
    self.invalidUTF8 = invalidUTF8
    self.vocabulary = Self.name(vocabulary)
  }

  /// Returns the recipe for files whose names may affect the tokens.
  func naming(_ files: [CorpusFiles.File]) -> TokenRecipe {
    guard text.condition != nil else { return self }
    var recipe = self
    recipe.paths = files.map(\.path)
    return recipe
  }

  /// Returns a hash of a vocabulary.
  private static func name(_ vocabulary: Vocabulary) -> String {
    var hash = TextHash()
    for token in 0..<Token(vocabulary.count) {
      hash.startDocument()
      hash.add(Array(vocabulary.displayName(of: token).utf8))
    }
    return hash.text
  }
}
