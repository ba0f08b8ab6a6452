internal import CharNGram
public import CharNetwork
internal import CharIO
public import CharText
internal import Foundation

/// The content of a model's `config.json`.
public struct ModelConfiguration: Codable, Sendable, Equatable {
  /// The kind of model.
  public var type: ModelType
  /// The configuration of the network; the default of an n-gram model, which has none.
  public var network: NetworkConfiguration
  /// The order n of an n-gram model; nil of a network.
  public var order: Int?
  /// The number of tokens, V.
  public var vocabularySize: Int
  /// The configuration of the tokenizer.
  public var tokenizer: TextConfiguration
  /// The labels, in the order of the network's outputs; nil of a language model.
  public var labels: [String]?
  /// The label of tokens outside all spans.
  public var outside: String?
  /// The pooling of a classifier.
  public var pooling: Pooling?
  /// The record of the training; nil if the model was not trained by this program.
  public var training: TrainingRecord?

  static let formatVersion = 1

  enum CodingKeys: String, CodingKey {
    case network, order, tokenizer, training, labels, outside
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

  /// The configuration of an n-gram model.
  init(
    order: Int, vocabularySize: Int, tokenizer: TextConfiguration, training: TrainingRecord?
  ) {
    self.init(
      type: .ngram, network: NetworkConfiguration(), vocabularySize: vocabularySize,
      tokenizer: tokenizer, training: training)
    self.order = order
  }

  /// Decodes a configuration; an unknown model type or format version is an error.
  ///
  /// - Parameter decoder: the decoder.
  /// - Throws: `DecodingError` with the key.
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
    if type == .ngram {
      network = NetworkConfiguration()
      let order = try container.decode(Int.self, forKey: .order)
      guard NGramCounts.orders.contains(order) else {
        throw refusal(.order, order, "1 to \(NGramCounts.orders.upperBound)")
      }
      self.order = order
    } else {
      network = try container.decode(NetworkConfiguration.self, forKey: .network)
    }
    vocabularySize = try container.decode(Int.self, forKey: .vocabularySize)
    tokenizer = try container.decode(TextConfiguration.self, forKey: .tokenizer)
    training = try container.decodeIfPresent(TrainingRecord.self, forKey: .training)
    outside = try container.decodeIfPresent(String.self, forKey: .outside)
    guard type != .language, type != .ngram else { return }
    let labels = try container.decode([String].self, forKey: .labels)
    guard !labels.isEmpty, Set(labels).count == labels.count else {
      throw refusal(.labels, "empty or holds a label twice", "different labels")
    }
    self.labels = labels
    if type == .classifier { pooling = try container.decode(Pooling.self, forKey: .pooling) }
  }

  /// Reads the configuration of a model directory.
  ///
  /// - Parameter directory: the path of the directory.
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

  /// Encodes the configuration with its model type and format version.
  ///
  /// - Parameter encoder: the encoder.
  /// - Throws: the errors of the encoder.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(type, forKey: .type)
    try container.encode(Self.formatVersion, forKey: .formatVersion)
    if type != .ngram { try container.encode(network, forKey: .network) }
    try container.encodeIfPresent(order, forKey: .order)
    try container.encode(vocabularySize, forKey: .vocabularySize)
    try container.encode(tokenizer, forKey: .tokenizer)
    try container.encodeIfPresent(labels, forKey: .labels)
    try container.encodeIfPresent(outside, forKey: .outside)
    try container.encodeIfPresent(pooling, forKey: .pooling)
    try container.encodeIfPresent(training, forKey: .training)
  }
}
