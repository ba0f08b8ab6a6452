public import CharLM
internal import CharNumerics
internal import CharText
internal import Foundation

/// A model that a run may continue from, rated by its loss on a sample of the run's text.
public struct StartingModel: Sendable, Equatable {
  /// The name of the model.
  public let name: String
  /// Its directory.
  public let directory: String
  /// Its loss on the sample in bits per Unicode scalar, each unknown character at the price of a
  /// choice from the vocabulary of the text.
  public let bitsPerCharacter: Double

  /// Tokens of the sample.
  private static let sampleSize = 4000
  /// Training tokens from which fresh weights learn as much.
  private static let largeText = 500_000
  /// Share of unknown characters in the sample that rules a model out.
  private static let unknownShare = 0.1
  /// Loss, as a share of the entropy of single characters, below which a model knows the language.
  private static let known = 0.75

  /// Rates models by a sample of a text.
  ///
  /// - Parameters:
  ///   - models: the models.
  ///   - data: the text.
  /// - Returns: the language models that read such text, best first.
  public static func rated(_ models: InstalledModels, for data: TrainingData) -> [StartingModel] {
    rated(models, by: sample(of: data), data.tokenizer)
  }

  private static func rated(
    _ models: InstalledModels, by text: String, _ tokenizer: Tokenizer
  ) -> [StartingModel] {
    guard tokenizer.configuration.direction == .forward, !text.isEmpty else { return [] }
    return models.names.compactMap { name in
      models.directory(named: name).flatMap { rate(name, $0, text, tokenizer) }
    }.sorted { $0.bitsPerCharacter < $1.bitsPerCharacter }
  }

  /// Returns the best model to continue from, if that is likely to be better than fresh weights: the
  /// text is small, and the model predicts it much better than the frequencies of its characters.
  ///
  /// - Parameters:
  ///   - models: the models.
  ///   - data: the text.
  /// - Returns: the model; nil if there is none.
  public static func advised(_ models: InstalledModels, for data: TrainingData) -> StartingModel? {
    guard data.training.count < largeText else { return nil }
    let text = sample(of: data)
    let entropy = entropy(of: text)
    return rated(models, by: text, data.tokenizer).first { $0.bitsPerCharacter < known * entropy }
  }

  /// Returns a text of the run, from its held-out part if there is one.
  private static func sample(of data: TrainingData) -> String {
    let tokens =
      data.heldOut.isEmpty
      ? data.training.tokens(0..<min(sampleSize, data.training.count))
      : Array(data.validation.prefix(sampleSize))
    return tokens.split(separator: Vocabulary.documentBoundary)
      .map { data.tokenizer.decode($0) }.joined(separator: "\n")
  }

  private static func rate(
    _ name: String, _ directory: String, _ text: String, _ own: Tokenizer
  ) -> StartingModel? {
    guard let tokenizer = try? Tokenizer(ofModelIn: directory),
      tokenizer.configuration.unit == own.configuration.unit,
      tokenizer.configuration.direction == .forward,
      tokenizer.vocabulary.conditionNames.isEmpty
    else { return nil }
    let tokens = [Vocabulary.documentBoundary] + tokenizer.tokens(of: text)
    let unknown = tokens.count { $0 == Vocabulary.unknown }
    guard Double(unknown) < unknownShare * Double(tokens.count),
      let model = try? LanguageModel(contentsOf: directory)
    else { return nil }
    let nats =
      Double(unknown) * log(Double(own.vocabulary.count))
      - model.logProbabilities(tokens[...]).reduce(0, +)
    guard nats.isFinite else { return nil }
    return StartingModel(
      name: name, directory: directory,
      bitsPerCharacter: nats / log(2) / Double(text.unicodeScalars.count))
  }

  /// Returns the entropy of the characters of a text in bits.
  private static func entropy(of text: String) -> Double {
    let counts = Dictionary(text.unicodeScalars.map { ($0, 1.0) }, uniquingKeysWith: +)
    let total = counts.values.reduce(0, +)
    return counts.values.reduce(0) { $0 - $1 / total * log2($1 / total) }
  }
}
