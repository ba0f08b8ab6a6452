public import CharNetwork
public import CharText
internal import Foundation

/// The content of a model's `config.json`.
public struct ModelConfiguration: Codable, Sendable, Equatable {
  /// What the network is made of.
  public var network: NetworkConfiguration
  /// V.
  public var vocabularySize: Int
  /// How text becomes tokens.
  public var tokenizer: TextConfiguration
  /// How the model came to be; nil if it was not trained here.
  public var training: TrainingRecord?

  static let modelType = "charlm"
  static let formatVersion = 1

  enum CodingKeys: String, CodingKey {
    case network, tokenizer, training
    case modelType = "model_type"
    case formatVersion = "format_version"
    case vocabularySize = "vocabulary_size"
  }

  init(
    network: NetworkConfiguration, vocabularySize: Int, tokenizer: TextConfiguration,
    training: TrainingRecord?
  ) {
    self.network = network
    self.vocabularySize = vocabularySize
    self.tokenizer = tokenizer
    self.training = training
  }

  /// Reads it; another model type or format version is an error.
  ///
  /// - Parameter decoder: where from.
  /// - Throws: `DecodingError` that names the key.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func require<Value: Decodable & Equatable>(_ key: CodingKeys, _ value: Value) throws {
      let found = try container.decode(Value.self, forKey: key)
      guard found == value else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "\(key.rawValue) is \(found); this version reads \(value)")
      }
    }
    try require(.modelType, Self.modelType)
    try require(.formatVersion, Self.formatVersion)
    network = try container.decode(NetworkConfiguration.self, forKey: .network)
    vocabularySize = try container.decode(Int.self, forKey: .vocabularySize)
    tokenizer = try container.decode(TextConfiguration.self, forKey: .tokenizer)
    training = try container.decodeIfPresent(TrainingRecord.self, forKey: .training)
  }

  /// Writes it with its model type and format version.
  ///
  /// - Parameter encoder: where to.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.modelType, forKey: .modelType)
    try container.encode(Self.formatVersion, forKey: .formatVersion)
    try container.encode(network, forKey: .network)
    try container.encode(vocabularySize, forKey: .vocabularySize)
    try container.encode(tokenizer, forKey: .tokenizer)
    try container.encodeIfPresent(training, forKey: .training)
  }
}

/// How a model came to be: what it was trained on, for how long, and how well it does.
public struct TrainingRecord: Codable, Sendable, Equatable {
  /// A file of the corpus.
  public typealias Input = CorpusStatistics.Input

  /// The files trained on.
  public var corpus: [Input] = []
  /// Tokens of the training part of the corpus.
  public var trainingTokens = 0
  /// Tokens of the validation part.
  public var validationTokens = 0
  /// Updates until the weights were these.
  public var steps = 0
  /// Tokens read until then.
  public var tokens = 0
  /// Seconds of training until then; not part of what repeats.
  public var seconds = 0.0
  /// The validation loss of these weights in nats per token.
  public var validNatsPerToken: Double?
  /// The options in force, by the names of their flags.
  public var options: [String: String] = [:]

  enum CodingKeys: String, CodingKey {
    case corpus, steps, tokens, seconds, options
    case trainingTokens = "training_tokens"
    case validationTokens = "validation_tokens"
    case validNatsPerToken = "valid_nats_per_token"
  }

  /// The name under which a checkpoint's metadata says how far its run is.
  package static let progressKey = "progress"

  /// Makes it the record of a checkpoint's latest weights, which were not measured.
  mutating func become(_ metadata: [String: String]) {
    struct Progress: Decodable {
      var step: Int
      var tokens: Int
      var seconds: Double
    }
    validNatsPerToken = nil
    guard let json = metadata[TrainingRecord.progressKey],
      let progress = try? JSONDecoder().decode(Progress.self, from: Data(json.utf8))
    else { return }
    steps = progress.step
    tokens = progress.tokens
    seconds = (progress.seconds * 10).rounded() / 10
  }

  /// An empty record.
  public init() {}
}
