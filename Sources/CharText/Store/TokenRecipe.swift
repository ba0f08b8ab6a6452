/// All that decides which tokens a text becomes.
struct TokenRecipe: Codable, Equatable {
  /// Of this way of storing tokens.
  var version = 2
  var text: TextConfiguration
  var invalidUTF8: InvalidUTF8Policy
  /// The field of records.
  var field: String?
  /// The encoding of the files.
  var encoding: TextEncoding?
  /// Where the vocabulary is made from the text.
  var minimumCount: Int?
  var maximumSize: Int?
  /// Where it is given, or grows: its pieces.
  var vocabulary: String?
  /// Where the names of files are conditions: these names.
  var paths: [String]?
  /// What decides about Unicode.
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

  /// The same for files whose names may decide about tokens too.
  func naming(_ files: [CorpusFiles.File]) -> TokenRecipe {
    guard text.condition != nil else { return self }
    var recipe = self
    recipe.paths = files.map(\.path)
    return recipe
  }

  /// A name that tells vocabularies apart.
  private static func name(_ vocabulary: Vocabulary) -> String {
    var hash = TextHash()
    for token in 0..<Token(vocabulary.count) {
      hash.startDocument()
      hash.add(Array(vocabulary.displayName(of: token).utf8))
    }
    return hash.text
  }
}
