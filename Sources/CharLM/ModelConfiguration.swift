public import CharNetwork
internal import CharIO
public import CharText
internal import Foundation

/// The content of a model's `config.json`.
public struct ModelConfiguration: Codable, Sendable, Equatable {
  /// What the model is for.
  public var type: ModelType
  /// What the network is made of.
  public var network: NetworkConfiguration
  /// V.
  public var vocabularySize: Int
  /// How text becomes tokens.
  public var tokenizer: TextConfiguration
  /// Labels, in the order of the network's outputs; nil of a language model.
  public var labels: [String]?
  /// The label that stands for nothing.
  public var outside: String?
  /// How a classifier sums up a text.
  public var pooling: Pooling?
  /// How the model came to be; nil if it was not trained here.
  public var training: TrainingRecord?

  static let formatVersion = 1

  enum CodingKeys: String, CodingKey {
    case network, tokenizer, training, labels, outside
    case type = "model_type"
    case pooling = "pool"
    case formatVersion = "format_version"
    case vocabularySize = "vocabulary_size"
  }

  init(
    type: ModelType = .language, network: NetworkConfiguration, vocabularySize: Int,
    tokenizer: TextConfiguration, training: TrainingRecord?
  ) {
    self.type = type
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
    func refusal(_ key: CodingKeys, _ found: some Any, _ expected: some Any) -> DecodingError {
      DecodingError.dataCorruptedError(
        forKey: key, in: container,
        debugDescription: "\(key.rawValue) is \(found); this version reads \(expected)")
    }
    let name = try container.decode(String.self, forKey: .type)
    guard let type = ModelType(rawValue: name) else {
      throw refusal(.type, name, ModelType.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.type = type
    let version = try container.decode(Int.self, forKey: .formatVersion)
    guard version == Self.formatVersion else {
      throw refusal(.formatVersion, version, Self.formatVersion)
    }
    network = try container.decode(NetworkConfiguration.self, forKey: .network)
    vocabularySize = try container.decode(Int.self, forKey: .vocabularySize)
    tokenizer = try container.decode(TextConfiguration.self, forKey: .tokenizer)
    training = try container.decodeIfPresent(TrainingRecord.self, forKey: .training)
    outside = try container.decodeIfPresent(String.self, forKey: .outside)
    guard type != .language else { return }
    let labels = try container.decode([String].self, forKey: .labels)
    guard !labels.isEmpty, Set(labels).count == labels.count else {
      throw refusal(.labels, "empty or holds a label twice", "different labels")
    }
    self.labels = labels
    if type == .classifier { pooling = try container.decode(Pooling.self, forKey: .pooling) }
  }

  /// Reads that of a model directory.
  ///
  /// - Parameter directory: its path.
  /// - Throws: `FileError`.
  public init(ofModelIn directory: String) throws {
    guard FileManager.default.fileExists(atPath: directory) else {
      throw FileError(path: directory, problem: "there is no such model directory")
    }
    guard FileSystem.isDirectory(directory) else {
      throw FileError(
        path: directory, problem: "is a file; give the directory that holds config.json")
    }
    self = try JSONFile.read(ModelFile.configuration.currentPath(in: directory))
  }

  /// Writes it with its model type and format version.
  ///
  /// - Parameter encoder: where to.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(type, forKey: .type)
    try container.encode(Self.formatVersion, forKey: .formatVersion)
    try container.encode(network, forKey: .network)
    try container.encode(vocabularySize, forKey: .vocabularySize)
    try container.encode(tokenizer, forKey: .tokenizer)
    try container.encodeIfPresent(labels, forKey: .labels)
    try container.encodeIfPresent(outside, forKey: .outside)
    try container.encodeIfPresent(pooling, forKey: .pooling)
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
  /// The share of validation labels that is right; nil where text is predicted.
  public var validAccuracy: Double?
  /// F1 of all validation labels but the one that stands for nothing; nil where text is predicted.
  public var validF1: Double?
  /// The options in force, by the names of their flags.
  public var options: [String: String] = [:]
  /// When the weights were saved, by which version of the program, and on what; nil of older models.
  public var origin: RunOrigin?

  enum CodingKeys: String, CodingKey {
    case corpus, steps, tokens, seconds, options, origin
    case trainingTokens = "training_tokens"
    case validationTokens = "validation_tokens"
    case validNatsPerToken = "valid_nats_per_token"
    case validAccuracy = "valid_accuracy"
    case validF1 = "valid_f1"
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
    (validNatsPerToken, validAccuracy, validF1) = (nil, nil, nil)
    guard let json = metadata[TrainingRecord.progressKey],
      let progress = try? JSONDecoder().decode(Progress.self, from: Data(json.utf8))
    else { return }
    steps = progress.step
    tokens = progress.tokens
    seconds = (progress.seconds * 10).rounded() / 10
  }

  /// Forgets what differs between runs that repeat each other.
  mutating func forgetCircumstances() { (seconds, origin) = (0, nil) }

  /// An empty record.
  public init() {}
}
