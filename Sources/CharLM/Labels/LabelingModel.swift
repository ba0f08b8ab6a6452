public import CharNetwork
public import CharNumerics
public import CharText

/// A model that gives every character of a text a label.
///
///     let tagger = try Tagger(contentsOf: "models/punctuation")
///     for place in try tagger.tag("今天天气很好我们出去走走") { print(place.character, place.label) }
public typealias Tagger = LabelingModel<TokenLabels>

/// A model that gives a whole text a label.
///
///     let classifier = try Classifier(contentsOf: "models/languages")
///     print(try classifier.classify("Wie geht es dir?")[0].label)
public typealias Classifier = LabelingModel<TextLabels>

/// A trained network that labels text, with its tokenizer and its labels.
public struct LabelingModel<Kind: LabelKind>: Sendable {
  /// Text to tokens.
  public let tokenizer: Tokenizer
  /// The labels, in the order of the network's outputs.
  public let labels: [String]
  /// The label that stands for nothing, such as `O`; nil if there is none.
  public let outside: String?
  /// The description of the network.
  public var network: CharacterNetwork { engine.network }
  /// Its weights.
  public var parameters: Parameters { engine.parameters }
  /// The record of the training, if there is one.
  public var training: TrainingRecord?

  let engine: InferenceEngine

  /// A model from its parts.
  ///
  /// - Parameters:
  ///   - tokenizer: text to tokens; its vocabulary is as large as the network's.
  ///   - labels: as many as the network gives.
  ///   - outside: the one of them that stands for nothing.
  ///   - network: the description.
  ///   - parameters: weights in the network's layout.
  ///   - training: how it came to be.
  ///   - precision: number format of the products; `auto` stands for float32.
  ///   - threads: threads that read at once, at most; nil = as many as there are processors.
  public init(
    tokenizer: Tokenizer, labels: [String], outside: String?, network: CharacterNetwork,
    parameters: Parameters,
    training: TrainingRecord? = nil, precision: Precision = .auto,
    threads: Int? = nil
  ) {
    precondition(
      tokenizer.vocabulary.count == network.vocabularySize
        && network.head == Kind.type.head(labels: labels.count, pooling: network.head.pooling),
      "\(tokenizer.vocabulary.count) tokens and \(labels.count) labels with a network of "
        + "\(network.vocabularySize) and a head of \(network.head)")
    self.tokenizer = tokenizer
    self.labels = labels
    self.outside = outside.flatMap { labels.contains($0) ? $0 : nil }
    self.training = training
    engine = InferenceEngine(network, parameters, precision: precision, threads: threads)
  }

  /// Reads with other weights from now on, packed where the former ones lay. Copies of the model do too.
  ///
  /// - Parameter parameters: weights in the network's layout.
  package func update(_ parameters: Parameters) { engine.update(parameters) }
}

/// A label and how likely it is.
public struct LabelProbability: Sendable, Equatable {
  /// The label.
  public var label: String
  /// From 0 to 1.
  public var probability: Double
}
